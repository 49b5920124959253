/// What can be told of a routine from its definition's words, whatever language its body is in.
package enum RoutineText {
  /// Whether it may use rows as they are, with whatever columns there are: by a star, a record, or a row that is handed on.
  package static func usesWholeRows(_ definition: String) -> Bool {
    guard let outer = try? Scanner.tokens(of: definition) else { return true }
    let bytes = Array(definition.utf8)
    for token in outer where token.kind == .other && bytes[token.range.lowerBound] == UInt8(ascii: "$") {
      guard let body = body(String(decoding: bytes[token.range], as: UTF8.self)) else { continue }
      guard let inner = try? Scanner.tokens(of: body), !usesWholeRows(inner, Array(body.utf8)) else { return true }
    }
    return usesWholeRows(outer, bytes)
  }

  /// What stands between the dollar quotes.
  private static func body(_ literal: String) -> String? {
    guard let end = literal.dropFirst().firstIndex(of: "$") else { return nil }
    let quote = literal[...end]
    guard literal.utf8.count >= 2 * quote.utf8.count, literal.hasSuffix(quote) else { return nil }
    return String(literal.dropFirst(quote.count).dropLast(quote.count))
  }

  private static let rowWords: Set<String> = [
    "record", "rowtype", "natural", "row", "to_json", "to_jsonb", "row_to_json", "json_agg", "jsonb_agg", "array_agg",
    "hstore", "json_populate_record", "jsonb_populate_record", "execute",
  ]

  private static func usesWholeRows(_ given: [Token], _ bytes: [UInt8]) -> Bool {
    let tokens = given.filter { $0.kind != .comment }
    func text(_ index: Int) -> String? {
      tokens.indices.contains(index)
        ? String(decoding: bytes[tokens[index].range], as: UTF8.self).lowercased() : nil
    }
    return tokens.indices.contains { index in
      guard let word = text(index) else { return false }
      switch word {
      case "*": return true
      case "new", "old": return text(index + 1) != "." && text(index - 1) != "return"
      default: return tokens[index].kind == .word && rowWords.contains(word)
      }
    }
  }
}
