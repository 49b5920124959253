/// The tokens of one statement, for looking at its words.
///
/// Positions are indices into the tokens of the whole file.
package struct StatementWords {
  let bytes: [UInt8]
  let tokens: ArraySlice<SQLToken>

  init(bytes: [UInt8], tokens: ArraySlice<SQLToken>) {
    self.bytes = bytes
    self.tokens = tokens
  }

  /// The words of a text that is one statement, or is looked at as one.
  package init(_ text: String) {
    bytes = Array(text.utf8)
    tokens = SQLTokenizer.tokens(of: bytes)[...]
  }

  package var first: Int { tokens.startIndex }
  package var end: Int { tokens.endIndex }

  /// The kind of the token; `nil` outside the statement.
  package func kind(_ index: Int) -> SQLToken.Kind? { tokens.indices.contains(index) ? tokens[index].kind : nil }

  /// Whether the token is this keyword; keywords are in upper case in snapshots.
  package func isWord(_ index: Int, _ word: StaticString) -> Bool {
    guard tokens.indices.contains(index) else { return false }
    let token = tokens[index]
    guard token.kind == .word, token.count == word.utf8CodeUnitCount else { return false }
    return word.withUTF8Buffer { buffer in
      for offset in 0..<buffer.count where buffer[offset] != bytes[token.start + offset] { return false }
      return true
    }
  }

  /// The keyword at the index; empty if there is none.
  package func word(_ index: Int) -> String {
    kind(index) == .word ? String(decoding: bytes[tokens[index].range], as: UTF8.self) : ""
  }

  /// Whether the token names something, and is not a keyword of the snapshot's own text.
  package func isName(_ index: Int) -> Bool {
    switch kind(index) {
    case .quotedIdentifier: true
    case .word: !(0x41...0x5A).contains(bytes[tokens[index].start])
    default: false
    }
  }

  /// The name at the index without its quotes.
  package func name(_ index: Int) -> String {
    let text = String(decoding: bytes[tokens[index].range], as: UTF8.self)
    return tokens[index].kind == .quotedIdentifier ? QuotedIdentifier.unquote(text) : text
  }

  /// The index of the first such keyword outside parentheses at or after `start`.
  package func firstWord(_ word: StaticString, from start: Int) -> Int? {
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
    guard kind(index + 1) == .dot, isName(index) else { return nil }
    if kind(index) == .word, kind(index + 2) == .word, isName(index + 2),
      tokens[index + 2].start == tokens[index].end + 1
    {
      return (NameKey(String(decoding: bytes[tokens[index].start..<tokens[index + 2].end], as: UTF8.self)), index + 3)
    }
    if isName(index + 2) { return (NameKey("\(name(index)).\(name(index + 2))"), index + 3) }
    guard kind(index + 2) == .symbol else { return nil }
    return (NameKey("\(name(index)).\(String(decoding: bytes[tokens[index + 2].range], as: UTF8.self))"), index + 3)
  }

  /// Where the SQL body of a routine starts that is not in quotes: BEGIN ATOMIC or RETURN.
  var atomicBody: Int? {
    if let begin = firstWord("BEGIN", from: first), isWord(begin + 1, "ATOMIC") { return begin }
    return firstWord("RETURN", from: first)
  }

  // MARK: - Text

  /// The text from one token to before another, without white space at its end.
  package func text(from start: Int, to end: Int) -> String {
    guard start < end, tokens.indices.contains(start) else { return "" }
    return String(decoding: bytes[tokens[start].start..<tokens[min(end, self.end) - 1].end], as: UTF8.self)
  }

  /// The bytes from one token to before another, without white space at the end.
  package func byteRange(from start: Int, to end: Int) -> Range<Int> {
    tokens[start].start..<tokens[min(end, self.end) - 1].end
  }

  /// The text that the words are in.
  package var wholeText: String { String(decoding: bytes, as: UTF8.self) }

  package func text(from start: Int) -> String { text(from: start, to: end) }

  /// The index of the parenthesis that closes the one at `index`.
  package func closing(of index: Int) -> Int? {
    guard kind(index) == .openParenthesis else { return nil }
    var depth = 0
    for candidate in index..<end {
      switch tokens[candidate].kind {
      case .openParenthesis: depth += 1
      case .closeParenthesis:
        depth -= 1
        if depth == 0 { return candidate }
      default: break
      }
    }
    return nil
  }

  /// The text between the parenthesis at `index` and the one that closes it.
  package func parenthesized(at index: Int) -> String? { closing(of: index).map { text(from: index + 1, to: $0) } }

  /// The ranges between the commas of a list, outside parentheses.
  package func list(from start: Int, to end: Int) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var partStart = start
    var depth = 0
    for index in start..<end {
      switch tokens[index].kind {
      case .openParenthesis, .openBracket: depth += 1
      case .closeParenthesis, .closeBracket: depth -= 1
      case .comma where depth == 0:
        parts.append(partStart..<index)
        partStart = index + 1
      default: break
      }
    }
    if partStart < end { parts.append(partStart..<end) }
    return parts
  }

  /// The index after the name at `index`, qualified or not.
  package func endOfName(at index: Int) -> Int {
    var end = index + 1
    while kind(end) == .dot { end += 2 }
    return end
  }
}
