/// What an unquoted scalar stands for, as in the core schema of YAML 1.2: only `true` and `false` are booleans.
enum PlainScalar {
  static func isNull(_ text: String) -> Bool { ["", "~", "null", "Null", "NULL"].contains(text) }

  static func value(of text: String) -> JSONValue {
    if isNull(text) { return .null }
    if let bool = bool(text) { return .bool(bool) }
    if let integer = integer(text) { return .integer(integer) }
    if let number = number(text) { return .number(number) }
    return .string(text)
  }

  static func bool(_ text: String) -> Bool? {
    switch text {
    case "true": true
    case "false": false
    default: nil
    }
  }

  static func integer(_ text: String) -> Int64? {
    guard let first = text.utf8.first, isDigit(first) || first == UInt8(ascii: "-") || first == UInt8(ascii: "+")
    else { return nil }
    return Int64(text)
  }

  /// Reads a decimal number; neither hexadecimal nor infinity nor `nan`.
  static func number(_ text: String) -> Double? {
    var hasDigit = false
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): hasDigit = true
      case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"): break
      case UInt8(ascii: "e"), UInt8(ascii: "E"): if !hasDigit { return nil }
      default: return nil
      }
    }
    guard hasDigit, let number = Double(text), number.isFinite else { return nil }
    return number
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}
