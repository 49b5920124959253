/// Splits the text of a migration into statements, as psql would send them.
package enum StatementSplitter {
  /// - Throws: ``SQLSyntaxError`` for a psql meta-command, for text that never ends, and for COPY data without an end.
  package static func statements(of text: String) throws(SQLSyntaxError) -> [Statement] {
    let copy = try CopyData(text)
    let guarded = blankingRestrictGuards(copy.sql)
    let tokens = try Scanner.tokens(of: String(decoding: guarded, as: UTF8.self))
    if let slash = firstMetaCommand(tokens, guarded) { throw metaCommand(at: slash, in: guarded) }
    var statements: [Statement] = []
    var current: [Token] = []
    var nesting = Nesting()
    var lines = LineCounter(bytes: guarded)
    func finish(at semicolon: Int?) {
      defer {
        current = []
        nesting = Nesting()
      }
      guard let first = current.first, let last = current.last else { return }
      let classifier = StatementClassifier(tokens: current, bytes: guarded)
      let data = semicolon.flatMap { copy.blocks[$0] }
      statements.append(
        Statement(
          text: String(decoding: guarded[first.range.lowerBound..<last.range.upperBound], as: UTF8.self),
          utf8Offset: first.range.lowerBound, line: lines.line(at: first.range.lowerBound),
          command: data.map { .copy(data: $0) } ?? classifier.command, tag: classifier.tag))
    }
    for token in tokens where token.kind != .comment {
      if guarded[token.range].elementsEqual(";".utf8), token.kind == .other, nesting.isTopLevel {
        finish(at: token.range.lowerBound)
        continue
      }
      nesting.see(token, guarded)
      current.append(token)
    }
    finish(at: nil)
    return statements
  }

  /// `\restrict` and `\unrestrict` lines, which pg_dump writes to guard psql, mean nothing to a server.
  private static func blankingRestrictGuards(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.contains(UInt8(ascii: "\\")) else { return bytes }
    var result = bytes
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      let line = bytes[start..<end]
      if line.starts(with: "\\restrict ".utf8) || line.starts(with: "\\unrestrict ".utf8) {
        for index in start..<end { result[index] = UInt8(ascii: " ") }
      }
      start = end + 1
    }
    return result
  }

  private static func firstMetaCommand(_ tokens: [Token], _ bytes: [UInt8]) -> Int? {
    tokens.first { $0.kind == .other && bytes[$0.range.lowerBound] == UInt8(ascii: "\\") }?.range.lowerBound
  }

  private static func metaCommand(at offset: Int, in bytes: [UInt8]) -> SQLSyntaxError {
    let word = bytes[offset...].prefix { $0 > UInt8(ascii: " ") }
    return SQLSyntaxError(
      .metaCommand, "psql meta-command '\(String(decoding: word, as: UTF8.self))' in a migration", utf8Offset: offset,
      hints: ["a migration holds only SQL: write what the command does as statements, or remove the line"])
  }
}

/// Counts lines forwards only.
private struct LineCounter {
  let bytes: [UInt8]
  private var offset = 0
  private var count = 1

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func line(at target: Int) -> Int {
    while offset < target {
      if bytes[offset] == UInt8(ascii: "\n") { count += 1 }
      offset += 1
    }
    return count
  }
}

/// Where a semicolon does not end a statement: in parentheses (rules) and in SQL-standard bodies (`BEGIN ATOMIC … END`).
private struct Nesting {
  private var parentheses = 0
  private var blocks = 0
  private var leading: [String] = []

  var isTopLevel: Bool { parentheses == 0 && blocks == 0 }

  private var isRoutine: Bool {
    guard leading.first == "create" else { return false }
    let rest = leading.dropFirst().starts(with: ["or", "replace"]) ? leading.dropFirst(3) : leading.dropFirst(1)
    return rest.first == "function" || rest.first == "procedure"
  }

  mutating func see(_ token: Token, _ bytes: [UInt8]) {
    if token.kind == .other {
      if bytes[token.range].elementsEqual("(".utf8) { parentheses += 1 }
      if bytes[token.range].elementsEqual(")".utf8) { parentheses = max(0, parentheses - 1) }
      return
    }
    guard token.kind == .word else { return }
    let word = String(decoding: bytes[token.range], as: UTF8.self).lowercased()
    if leading.count < 4 { leading.append(word) }
    guard isRoutine, parentheses == 0 else { return }
    switch word {
    case "begin": blocks += 1
    case "case" where blocks > 0: blocks += 1
    case "end" where blocks > 0: blocks -= 1
    default: break
    }
  }
}
