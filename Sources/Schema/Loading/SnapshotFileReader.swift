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
    var start = 0
    let firstOfFile = statements.count
    while start < tokens.count {
      let end = statementEnd(from: start)
      if end > start {
        let words = StatementWords(bytes: bytes, tokens: tokens[start..<end])
        statements.append(statement(words, end: end))
        RoleReader(words).read(into: &roles)
      }
      start = end + 1
    }
    markShells(in: &statements, from: firstOfFile)
  }

  /// The index of the semicolon that ends the statement at `start`, or the end of the file.
  ///
  /// Semicolons in parentheses (actions of a rule) and between BEGIN ATOMIC and its END do not end it.
  private func statementEnd(from start: Int) -> Int {
    var depth = 0
    var blocks = 0
    for index in start..<tokens.count {
      let token = tokens[index]
      switch token.kind {
      case .openParenthesis: depth += 1
      case .closeParenthesis: depth -= 1
      case .semicolon where depth <= 0 && blocks == 0: return index
      case .word:
        if blocks > 0 {
          if isWord(index, "CASE") { blocks += 1 }
          if isWord(index, "END") { blocks -= 1 }
        } else if isWord(index, "ATOMIC"), index > start, isWord(index - 1, "BEGIN") {
          blocks = 1
        }
      default: break
      }
    }
    return tokens.count
  }

  private func isWord(_ index: Int, _ word: StaticString) -> Bool {
    let range = tokens[index].range
    guard range.count == word.utf8CodeUnitCount else { return false }
    return word.withUTF8Buffer { bytes[range].elementsEqual($0) }
  }

  private func statement(_ words: StatementWords, end: Int) -> SnapshotStatement {
    let first = tokens[words.tokens.startIndex].start
    var last = end < tokens.count ? tokens[end].start : bytes.count
    while last > first, SQLTokenizer.isSpace(bytes[last - 1]) { last -= 1 }
    let kind = StatementKind(words)
    var statement = SnapshotStatement(
      file: file, offset: first, text: String(decoding: bytes[first..<last], as: UTF8.self), phase: kind.phase)
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
