/// Splits a snapshot file into statements and reads what they define and need.
struct SnapshotFileReader {
  private let file: Int
  private let bytes: [UInt8]
  private let tokens: [SQLToken]

  init(text: String, file: Int) {
    self.file = file
    bytes = Array(text.utf8)
    tokens = SQLTokenizer.tokens(of: bytes)
  }

  func read(into statements: inout [SnapshotStatement], roles: inout Set<NameKey>) {
    let firstOfFile = statements.count
    for range in StatementSplitter.ranges(of: tokens, in: bytes) {
      let words = StatementWords(bytes: bytes, tokens: tokens[range])
      statements.append(statement(words))
      RoleReader(words).read(into: &roles)
    }
    markShells(in: &statements, from: firstOfFile)
  }

  private func statement(_ words: StatementWords) -> SnapshotStatement {
    let first = tokens[words.first].start
    let last = words.end < tokens.count ? tokens[words.end].start : bytes.count
    let kind = StatementKind(words)
    var statement = SnapshotStatement(
      file: file, offset: first, text: StatementSplitter.text(bytes, from: first, to: last), phase: kind.phase)
    statement.isShell = kind.phase == .shellType
    if kind.phase == .routine, let body = words.atomicBody {
      statement.bodyOffset = tokens[body].start - first
    }
    ReferenceReader(words, kind: kind).read(into: &statement)
    return statement
  }

  /// Marks a view that is created twice in the file: first of NULLs, to be named, then replaced by its query.
  private func markShells(in statements: inout [SnapshotStatement], from first: Int) {
    let views = (first..<statements.count).filter { statements[$0].phase == .view }
    guard views.count > 1 else { return }
    for index in views.dropLast() { statements[index].isShell = true }
  }
}
