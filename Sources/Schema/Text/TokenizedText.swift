/// Text with its tokens, for looking around in it and replacing parts.
struct TokenizedText {
  let bytes: [UInt8]
  let tokens: [SQLToken]

  init(_ text: String) {
    bytes = Array(text.utf8)
    tokens = SQLTokenizer.tokens(of: bytes)
  }

  func kind(_ index: Int) -> SQLToken.Kind? { tokens.indices.contains(index) ? tokens[index].kind : nil }

  func slice(_ index: Int) -> ArraySlice<UInt8> { bytes[tokens[index].range] }

  /// Whether the token is this word, in this case: servers print keywords in upper case and names in lower case.
  func isWord(_ index: Int, _ word: String) -> Bool {
    kind(index) == .word && slice(index).elementsEqual(word.utf8)
  }

  /// The token's word if it is written in upper case.
  func keyword(_ index: Int) -> String? {
    guard kind(index) == .word, slice(index).allSatisfy({ (0x41...0x5A).contains($0) || $0 == UInt8(ascii: "_") })
    else { return nil }
    return text(of: index..<index + 1)
  }

  /// Whether the token names something: quoted, or a word that is not in upper case.
  func isName(_ index: Int) -> Bool {
    guard let kind = kind(index) else { return false }
    return kind == .quotedIdentifier || (kind == .word && keyword(index) == nil)
  }

  func isSymbol(_ index: Int, _ symbol: String) -> Bool {
    kind(index) == .symbol && slice(index).elementsEqual(symbol.utf8)
  }

  /// Whether nothing stands between the token and the one before it.
  func touchesPrevious(_ index: Int) -> Bool { index > 0 && tokens[index - 1].end == tokens[index].start }

  /// The text from the first to the last of the tokens.
  func text(of range: Range<Int>) -> String {
    guard let first = range.first, let last = range.last else { return "" }
    return String(decoding: bytes[tokens[first].start..<tokens[last].end], as: UTF8.self)
  }

  /// The index of the parenthesis or bracket that closes the one at `index`.
  func closing(of index: Int) -> Int? {
    var depth = 0
    for candidate in index..<tokens.count {
      switch tokens[candidate].kind {
      case .openParenthesis, .openBracket: depth += 1
      case .closeParenthesis, .closeBracket:
        depth -= 1
        if depth == 0 { return candidate }
      default: break
      }
    }
    return nil
  }

  /// The tokens of `range`, split at its commas outside parentheses and brackets.
  func split(_ range: Range<Int>) -> [Range<Int>] {
    guard !range.isEmpty else { return [] }
    var parts: [Range<Int>] = []
    var start = range.lowerBound
    var depth = 0
    for index in range {
      switch tokens[index].kind {
      case .openParenthesis, .openBracket: depth += 1
      case .closeParenthesis, .closeBracket: depth -= 1
      case .comma where depth == 0:
        parts.append(start..<index)
        start = index + 1
      default: break
      }
    }
    parts.append(start..<range.upperBound)
    return parts
  }

  /// The text with the given stretches of bytes, which are sorted and apart, replaced.
  func replacing(_ edits: [(range: Range<Int>, text: String)]) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + edits.count * 8)
    var position = 0
    for edit in edits {
      result += bytes[position..<edit.range.lowerBound]
      result += edit.text.utf8
      position = edit.range.upperBound
    }
    result += bytes[position...]
    return String(decoding: result, as: UTF8.self)
  }
}
