/// Writes JSON in one form only, for all that is hashed or compared: the same value gives the same bytes.
///
/// Keys are sorted by their UTF-8 bytes, only what must be escaped is, and numbers are written as ECMAScript writes
/// them (as in RFC 8785). What JSON cannot say, infinities and NaN, becomes `null`.
package enum JSONWriter {
  /// Returns the canonical text, on one line, or with one member a line and two spaces of indentation.
  ///
  /// Neither form ends with a line break.
  package static func text(_ value: JSONValue, pretty: Bool = false) -> String {
    String(decoding: bytes(value, pretty: pretty), as: UTF8.self)
  }

  /// Returns the bytes of ``text(_:pretty:)``.
  package static func bytes(_ value: JSONValue, pretty: Bool = false) -> [UInt8] {
    var output: [UInt8] = []
    write(value, to: &output, indentation: pretty ? 0 : nil)
    return output
  }

  private static func write(_ value: JSONValue, to output: inout [UInt8], indentation: Int?) {
    switch value {
    case .null: output += "null".utf8
    case .bool(let bool): output += (bool ? "true" : "false").utf8
    case .integer(let integer): output += String(integer).utf8
    case .number(let number): output += text(of: number).utf8
    case .string(let string): writeQuoted(string, to: &output)
    case .array(let items):
      writeList(items, open: "[", close: "]", to: &output, indentation: indentation) { item, output, inner in
        write(item, to: &output, indentation: inner)
      }
    case .object(let members):
      let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      writeList(sorted, open: "{", close: "}", to: &output, indentation: indentation) { member, output, inner in
        writeQuoted(member.key, to: &output)
        output += (inner == nil ? ":" : ": ").utf8
        write(member.value, to: &output, indentation: inner)
      }
    }
  }

  private static func writeList<Item>(
    _ items: [Item], open: String, close: String, to output: inout [UInt8], indentation: Int?,
    item write: (Item, inout [UInt8], Int?) -> Void
  ) {
    output += open.utf8
    let inner = indentation.map { $0 + 2 }
    for (index, item) in items.enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      breakLine(in: &output, indentation: inner)
      write(item, &output, inner)
    }
    if !items.isEmpty { breakLine(in: &output, indentation: indentation) }
    output += close.utf8
  }

  private static func breakLine(in output: inout [UInt8], indentation: Int?) {
    guard let indentation else { return }
    output.append(UInt8(ascii: "\n"))
    output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indentation))
  }

  private static func writeQuoted(_ string: String, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    if string.utf8.contains(where: { escape($0) != nil }) {
      for byte in string.utf8 {
        if let escape = escape(byte) { output += escape.utf8 } else { output.append(byte) }
      }
    } else {
      output += string.utf8
    }
    output.append(UInt8(ascii: "\""))
  }

  /// What stands for a byte that must be escaped.
  private static func escape(_ byte: UInt8) -> String? {
    guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { return nil }
    switch byte {
    case UInt8(ascii: "\""): return "\\\""
    case UInt8(ascii: "\\"): return "\\\\"
    case 0x08: return "\\b"
    case 0x0C: return "\\f"
    case UInt8(ascii: "\n"): return "\\n"
    case UInt8(ascii: "\r"): return "\\r"
    case UInt8(ascii: "\t"): return "\\t"
    default:
      let digits = String(byte, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
  }

  /// The shortest decimal form that reads back equal, in ECMAScript's layout.
  private static func text(of number: Double) -> String {
    guard number.isFinite else { return "null" }
    if number == 0 { return "0" }
    let parts = number.magnitude.description.split(separator: "e")
    let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let fraction = mantissa.count > 1 && mantissa[1] != "0" ? mantissa[1] : ""
    var digits = String(mantissa[0] + fraction)
    var point = mantissa[0].count + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
    while digits.hasPrefix("0") {
      digits.removeFirst()
      point -= 1
    }
    while digits.hasSuffix("0") { digits.removeLast() }
    let sign = number < 0 ? "-" : ""
    return sign + layout(digits: digits, point: point)
  }

  /// Places the decimal point after `point` digits.
  private static func layout(digits: String, point: Int) -> String {
    switch point {
    case digits.count...21: return digits + String(repeating: "0", count: point - digits.count)
    case 1...21: return digits.prefix(point) + "." + digits.dropFirst(point)
    case -5...0: return "0." + String(repeating: "0", count: -point) + digits
    default:
      let exponent = point - 1
      let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
      return digits.prefix(1) + fraction + "e" + (exponent < 0 ? "-" : "+") + String(exponent.magnitude)
    }
  }
}
