extension CanonicalText {
  /// The expression with array casts moved to the elements: `(ARRAY[a, b])::T[]` becomes `ARRAY[(a)::T, (b)::T]`.
  ///
  /// A server that reads the first form stores the second, so only that one is printed again as it was read.
  package static func expression(_ text: String) -> String {
    var current = text
    while current.utf8.contains(UInt8(ascii: "[")), let next = pushingArrayCasts(in: current) { current = next }
    return current
  }

  /// One round over the text, in which casts that stand inside a changed array are left; `nil` if there was none.
  private static func pushingArrayCasts(in text: String) -> String? {
    let source = TokenizedText(text)
    var edits: [(range: Range<Int>, text: String)] = []
    var index = 0
    while index < source.tokens.count {
      if source.kind(index) == .openParenthesis, let cast = ArrayCast(source, at: index) {
        let range = source.tokens[index].start..<source.tokens[cast.end - 1].end
        edits.append((range, cast.pushed(source, cast.array)))
        index = cast.end
      } else {
        index += 1
      }
    }
    return edits.isEmpty ? nil : source.replacing(edits)
  }
}

/// A cast `(ARRAY[…])::T[]` in a text.
private struct ArrayCast {
  /// The tokens from `ARRAY` to its closing bracket.
  let array: Range<Int>
  /// `T`
  let elementType: String
  /// The index after the cast's last token.
  let end: Int
  private let typeName: String

  init?(_ source: TokenizedText, at index: Int) {
    guard source.isWord(index + 1, "ARRAY"), source.kind(index + 2) == .openBracket,
      let close = source.closing(of: index + 2), close > index + 3,
      source.kind(close + 1) == .closeParenthesis, source.kind(close + 2) == .typecast,
      let type = TypeText(source, at: close + 3),
      source.kind(type.end) == .openBracket, source.kind(type.end + 1) == .closeBracket
    else { return nil }
    array = index + 1..<close + 1
    elementType = source.text(of: close + 3..<type.end)
    typeName = type.name
    end = type.end + 2
  }

  /// The array with the cast on each of its elements, also in arrays that are elements.
  func pushed(_ source: TokenizedText, _ array: Range<Int>) -> String {
    let elements = source.split(array.lowerBound + 2..<array.upperBound - 1).map { element in
      if source.isWord(element.lowerBound, "ARRAY"), source.kind(element.lowerBound + 1) == .openBracket,
        source.closing(of: element.lowerBound + 1) == element.upperBound - 1
      {
        return pushed(source, element)
      }
      return casting(source, element)
    }
    return "ARRAY[" + elements.joined(separator: ", ") + "]"
  }

  /// A constant of the type without its length takes the length in place, as servers print it.
  private func casting(_ source: TokenizedText, _ element: Range<Int>) -> String {
    let start = element.lowerBound
    if typeName != elementType, source.kind(start) == .string, source.kind(start + 1) == .typecast,
      source.text(of: start + 2..<element.upperBound) == typeName
    {
      return source.text(of: start..<start + 2) + elementType
    }
    return "(\(source.text(of: element)))::\(elementType)"
  }
}

/// The name of a type as a server prints it after `::`, without array brackets.
private struct TypeText {
  /// The index after its last token.
  let end: Int
  /// Without its modifier, such as a length.
  let name: String

  private static let furtherWords: Set<String> = [
    "precision", "varying", "with", "without", "time", "zone", "year", "month", "day", "hour", "minute", "second",
    "to",
  ]

  init?(_ source: TokenizedText, at start: Int) {
    guard source.tokens.indices.contains(start), source.tokens[start].isName else { return nil }
    var index = start + 1
    while source.kind(index) == .dot, source.tokens.indices.contains(index + 1), source.tokens[index + 1].isName {
      index += 2
    }
    var name = source.text(of: start..<index)
    while index < source.tokens.count {
      if source.kind(index) == .openParenthesis, source.touchesPrevious(index), let close = source.closing(of: index)
      {
        index = close + 1
      } else if source.kind(index) == .word, Self.furtherWords.contains(source.text(of: index..<index + 1)) {
        name += " " + source.text(of: index..<index + 1)
        index += 1
      } else {
        break
      }
    }
    end = index
    self.name = name
  }
}
