/// The tokens of one statement, for looking at its words.
///
/// Positions are indices into the tokens of the whole file.
struct StatementWords {
  let bytes: [UInt8]
  let tokens: ArraySlice<SQLToken>

  var first: Int { tokens.startIndex }
  var end: Int { tokens.endIndex }

  func kind(_ index: Int) -> SQLToken.Kind? { tokens.indices.contains(index) ? tokens[index].kind : nil }

  /// Whether the token is this keyword; keywords are in upper case in snapshots.
  func isWord(_ index: Int, _ word: StaticString) -> Bool {
    guard tokens.indices.contains(index) else { return false }
    let token = tokens[index]
    guard token.kind == .word, token.count == word.utf8CodeUnitCount else { return false }
    return word.withUTF8Buffer { buffer in
      for offset in 0..<buffer.count where buffer[offset] != bytes[token.start + offset] { return false }
      return true
    }
  }

  /// The keyword at the index; empty if there is none.
  func word(_ index: Int) -> String {
    kind(index) == .word ? String(decoding: bytes[tokens[index].range], as: UTF8.self) : ""
  }

  /// Whether the token names something, and is not a keyword of the snapshot's own text.
  func isName(_ index: Int) -> Bool {
    switch kind(index) {
    case .quotedIdentifier: true
    case .word: !(0x41...0x5A).contains(bytes[tokens[index].start])
    default: false
    }
  }

  /// The name at the index without its quotes.
  func name(_ index: Int) -> String {
    let text = String(decoding: bytes[tokens[index].range], as: UTF8.self)
    return tokens[index].kind == .quotedIdentifier ? QuotedIdentifier.unquote(text) : text
  }

  /// The index of the first such keyword outside parentheses at or after `start`.
  func firstWord(_ word: StaticString, from start: Int) -> Int? {
    var depth = 0
    for index in start..<end {
      switch tokens[index].kind {
      case .openParenthesis: depth += 1
      case .closeParenthesis: depth -= 1
      case .word where depth == 0: if isWord(index, word) { return index }
      default: break
      }
    }
    return nil
  }

  /// The key of the qualified name at the index, and the index after it.
  func qualifiedName(at index: Int) -> (key: NameKey, end: Int)? {
    guard isName(index), kind(index + 1) == .dot else { return nil }
    if isName(index + 2) { return (NameKey("\(name(index)).\(name(index + 2))"), index + 3) }
    guard kind(index + 2) == .symbol else { return nil }
    return (NameKey("\(name(index)).\(String(decoding: bytes[tokens[index + 2].range], as: UTF8.self))"), index + 3)
  }

  /// Where the SQL body of a routine starts that is not in quotes: BEGIN ATOMIC or RETURN.
  var atomicBody: Int? {
    if let begin = firstWord("BEGIN", from: first), isWord(begin + 1, "ATOMIC") { return begin }
    return firstWord("RETURN", from: first)
  }
}
