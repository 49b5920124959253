/// Names as they stand in SQL text.
package enum QuotedIdentifier {
  /// The name as SQL, in quotes where the newest supported major would put some, whatever server it came from.
  ///
  /// ```swift
  /// QuotedIdentifier.quote("users")   // users
  /// QuotedIdentifier.quote("order")   // "order"
  /// ```
  package static func quote(_ name: String) -> String {
    isPlain(name) ? name : "\"" + doublingQuotes(name) + "\""
  }

  /// `schema.name`, each part quoted where it must be.
  package static func qualified(_ schema: String, _ name: String) -> String { "\(quote(schema)).\(quote(name))" }

  /// The name that `sql`, a quoted or unquoted identifier, stands for.
  package static func unquote(_ sql: String) -> String {
    guard sql.utf8.first == UInt8(ascii: "\""), sql.utf8.count >= 2 else { return sql.lowercasedASCII }
    var result: [UInt8] = []
    var isSecondQuote = false
    for byte in sql.utf8.dropFirst().dropLast() {
      isSecondQuote = byte == UInt8(ascii: "\"") && !isSecondQuote
      if !isSecondQuote { result.append(byte) }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func isPlain(_ name: String) -> Bool {
    guard let first = name.utf8.first, isPlainStart(first) else { return false }
    guard name.utf8.allSatisfy({ isPlainStart($0) || SQLTokenizer.isDigit($0) }) else { return false }
    return KeywordTable.category(of: name) == nil
  }

  private static func isPlainStart(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_")
  }

  private static func doublingQuotes(_ name: String) -> String {
    guard name.utf8.contains(UInt8(ascii: "\"")) else { return name }
    var result: [UInt8] = []
    for byte in name.utf8 {
      if byte == UInt8(ascii: "\"") { result.append(byte) }
      result.append(byte)
    }
    return String(decoding: result, as: UTF8.self)
  }
}

extension String {
  /// The text with A to Z in lower case, as the server folds unquoted names.
  fileprivate var lowercasedASCII: String {
    String(decoding: utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
  }
}
