/// Splits the text of a snapshot file into its statements.
package enum StatementSplitter {
  /// The statements without semicolons and without comments before them.
  package static func statements(in text: String) -> [String] {
    let bytes = Array(text.utf8)
    let tokens = SQLTokenizer.tokens(of: bytes)
    return ranges(of: tokens, in: bytes).map { range in
      let end = range.upperBound < tokens.count ? tokens[range.upperBound].start : bytes.count
      return self.text(bytes, from: tokens[range.lowerBound].start, to: end)
    }
  }

  /// The text between two positions, without white space at its end.
  static func text(_ bytes: [UInt8], from start: Int, to end: Int) -> String {
    var last = end
    while last > start, SQLTokenizer.isSpace(bytes[last - 1]) { last -= 1 }
    return String(decoding: bytes[start..<last], as: UTF8.self)
  }

  /// The tokens of each statement, its semicolon aside; statements are never empty.
  ///
  /// Semicolons in parentheses (actions of a rule) and between BEGIN ATOMIC and its END do not end a statement.
  static func ranges(of tokens: [SQLToken], in bytes: [UInt8]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start = 0
    var depth = 0
    var blocks = 0
    for index in tokens.indices {
      switch tokens[index].kind {
      case .openParenthesis: depth += 1
      case .closeParenthesis: depth -= 1
      case .semicolon where depth <= 0 && blocks == 0:
        if index > start { ranges.append(start..<index) }
        start = index + 1
        depth = 0
      case .word:
        if blocks > 0 {
          if isWord("CASE", tokens[index], bytes) { blocks += 1 }
          if isWord("END", tokens[index], bytes) { blocks -= 1 }
        } else if isWord("ATOMIC", tokens[index], bytes), index > start, isWord("BEGIN", tokens[index - 1], bytes) {
          blocks = 1
        }
      default: break
      }
    }
    if tokens.count > start { ranges.append(start..<tokens.count) }
    return ranges
  }

  private static func isWord(_ word: StaticString, _ token: SQLToken, _ bytes: [UInt8]) -> Bool {
    guard token.count == word.utf8CodeUnitCount else { return false }
    return word.withUTF8Buffer { bytes[token.range].elementsEqual($0) }
  }
}
