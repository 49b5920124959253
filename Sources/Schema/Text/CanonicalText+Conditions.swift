extension CanonicalText {
  /// The text with chains of conditions flat: `((a AND b) AND c)` becomes `(a AND b AND c)`, and OR likewise.
  ///
  /// A server prints the nested form where it made the first pair itself, as of `x BETWEEN a AND b AND c`. When it
  /// reads that, it joins a chain with what follows it, and prints the flat form from then on.
  static func flatteningConditions(in text: String) -> String {
    var current = text
    while mayNestConditions(current), let next = flattenedOnce(current) { current = next }
    return current
  }

  /// Whether `))` stands somewhere before an AND or OR: most texts have none, and are not taken apart.
  private static func mayNestConditions(_ text: String) -> Bool {
    let bytes = text.utf8
    var index = bytes.startIndex
    var run = 0
    while index < bytes.endIndex {
      let byte = bytes[index]
      index = bytes.index(after: index)
      if byte == UInt8(ascii: ")") {
        run += 1
      } else {
        if run >= 2, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") {
          let rest = bytes[index...].drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
          if rest.starts(with: "AND".utf8) || rest.starts(with: "OR".utf8) { return true }
        }
        run = 0
      }
    }
    return false
  }

  /// One round; `nil` if nothing was nested.
  private static func flattenedOnce(_ text: String) -> String? {
    let source = TokenizedText(text)
    var opened: [Int] = []
    /// The word that joins what stands directly within the parentheses; `nil` for none, or for several.
    var words: [(word: String?, isMixed: Bool)] = []
    var edits: [(range: Range<Int>, text: String)] = []
    for index in source.tokens.indices {
      switch source.kind(index) {
      case .openParenthesis, .openBracket:
        opened.append(index)
        words.append((nil, false))
      case .closeParenthesis, .closeBracket:
        guard let open = opened.popLast(), let inside = words.popLast() else { return nil }
        guard source.kind(open) == .openParenthesis, source.kind(open - 1) == .openParenthesis,
          opened.last == open - 1, !inside.isMixed, let word = inside.word, source.isWord(index + 1, word)
        else { continue }
        edits.append((source.tokens[open].range, ""))
        edits.append((source.tokens[index].range, ""))
      default:
        guard let last = words.indices.last, let word = source.keyword(index) else { continue }
        if word == "AND" || word == "OR" {
          if let known = words[last].word, known != word { words[last].isMixed = true }
          words[last].word = word
        } else if !["NOT", "IS", "NULL", "TRUE", "FALSE", "UNKNOWN", "DISTINCT", "FROM"].contains(word) {
          // A query, a CASE or a window: not a chain of conditions.
          words[last].isMixed = true
        }
      }
    }
    return edits.isEmpty ? nil : source.replacing(edits.sorted { $0.range.lowerBound < $1.range.lowerBound })
  }
}
