extension CanonicalText {
  /// The text with quotes around names that are keywords only in majors after the server's.
  ///
  /// `json` stays bare where it is the type.
  package static func requote(_ text: String, serverMajor: Int) -> String {
    let words = KeywordTable.wordsNewer(than: serverMajor)
    guard !words.isEmpty, mentionsCandidate(text) else { return text }
    let source = TokenizedText(text)
    var places = NamePlaces(source)
    var edits: [(range: Range<Int>, text: String)] = []
    for index in source.tokens.indices {
      places.advance(to: index)
      guard source.kind(index) == .word, words.contains(where: { source.isWord(index, $0) }) else { continue }
      if source.isWord(index, "json"), places.isTypeName { continue }
      edits.append((source.tokens[index].range, "\"\(source.text(of: index..<index + 1))\""))
    }
    return edits.isEmpty ? text : source.replacing(edits)
  }

  /// Whether `json`, `tem_` (of `system_user`) or `rge_` (of `merge_action`) is in the text.
  private static func mentionsCandidate(_ text: String) -> Bool {
    var lastFour: UInt32 = 0
    for byte in text.utf8 {
      lastFour = lastFour << 8 | UInt32(byte)
      if lastFour == 0x6A73_6F6E || lastFour == 0x7465_6D5F || lastFour == 0x7267_655F { return true }
    }
    return false
  }
}

/// Tells, walking over printed SQL, whether the word at hand is the name of a type.
private struct NamePlaces {
  /// What a pair of parentheses holds.
  private enum Level {
    /// An expression, a query outside its FROM clause, a list of names.
    case other
    /// Sources of a FROM clause, where a second name is an alias.
    case sources
    /// The arguments of a routine that is being created, or the columns it returns.
    case arguments
  }

  private let source: TokenizedText
  private var index = 0
  private var levels: [Level] = [.other]
  private let createsRoutine: Bool

  init(_ source: TokenizedText) {
    self.source = source
    createsRoutine =
      source.isWord(0, "CREATE")
      && (1..<5).contains { source.isWord($0, "FUNCTION") || source.isWord($0, "PROCEDURE") }
  }

  mutating func advance(to index: Int) {
    self.index = index
    switch source.kind(index) {
    case .openParenthesis: levels.append(level(ofParenthesisAt: index))
    case .closeParenthesis: if levels.count > 1 { levels.removeLast() }
    case .word:
      switch source.keyword(index) {
      case "FROM": levels[levels.count - 1] = .sources
      case "SELECT", "WHERE", "GROUP", "HAVING", "WINDOW", "ORDER", "LIMIT", "OFFSET", "UNION", "EXCEPT", "INTERSECT",
        "RETURNING", "SET":
        levels[levels.count - 1] = .other
      default: break
      }
    default: break
    }
  }

  private func level(ofParenthesisAt index: Int) -> Level {
    if createsRoutine, levels.count == 1, source.isName(index - 1) || source.isWord(index - 1, "TABLE") {
      return .arguments
    }
    guard levels.last == .sources else { return .other }
    let opensSources =
      source.isWord(index - 1, "FROM") || source.isWord(index - 1, "JOIN") || source.kind(index - 1) == .comma
      || source.kind(index - 1) == .openParenthesis
    return opensSources ? .sources : .other
  }

  var isTypeName: Bool {
    if source.kind(index - 1) == .dot || source.kind(index + 1) == .dot { return false }
    if source.kind(index - 1) == .typecast || source.isWord(index - 1, "RETURNS") || source.isWord(index - 1, "SETOF")
    {
      return true
    }
    if source.kind(index + 1) == .openParenthesis || source.isName(index + 1) { return false }
    if levels.last == .sources { return false }
    if source.isName(index - 1) { return true }
    return levels.last == .arguments
  }
}
