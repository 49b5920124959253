/// Writes JSON in one form only, for all that is hashed or compared: the same value gives the same bytes.
///
/// Keys are sorted by their UTF-8 bytes, only what must be escaped is, and numbers are written as ECMAScript writes
/// them (as in RFC 8785). What JSON cannot say, infinities and NaN, becomes `null`.
package enum JSONWriter {
  /// Returns the canonical text, on one line, or with one member a line and two spaces of indentation.
  ///
  /// Neither form ends with a line break.
  package static func text(_ value: JSONValue, pretty: Bool = false) -> String {
    var output = ""
    write(value, to: &output, indentation: pretty ? 0 : nil)
    return output
  }

  private static func write(_ value: JSONValue, to output: inout String, indentation: Int?) {
    switch value {
    case .null: output += "null"
    case .bool(let bool): output += bool ? "true" : "false"
    case .integer(let integer): output += String(integer)
    case .number(let number): output += text(of: number)
    case .string(let string): writeQuoted(string, to: &output)
    case .array(let items):
      writeList(items, open: "[", close: "]", to: &output, indentation: indentation) { item, output, inner in
        write(item, to: &output, indentation: inner)
      }
    case .object(let members):
      let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      writeList(sorted, open: "{", close: "}", to: &output, indentation: indentation) { member, output, inner in
        writeQuoted(member.key, to: &output)
        output += inner == nil ? ":" : ": "
        write(member.value, to: &output, indentation: inner)
      }
    }
  }

  private static func writeList<Item>(
    _ items: [Item], open: String, close: String, to output: inout String, indentation: Int?,
    item write: (Item, inout String, Int?) -> Void
  ) {
    output += open
    let inner = indentation.map { $0 + 2 }
    for (index, item) in items.enumerated() {
      if index > 0 { output += "," }
      breakLine(in: &output, indentation: inner)
      write(item, &output, inner)
    }
    if !items.isEmpty { breakLine(in: &output, indentation: indentation) }
    output += close
  }

  private static func breakLine(in output: inout String, indentation: Int?) {
    guard let indentation else { return }
    output += "\n" + String(repeating: " ", count: indentation)
  }

  private static func writeQuoted(_ string: String, to output: inout String) {
    output += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": output += "\\\""
      case "\\": output += "\\\\"
      case "\u{08}": output += "\\b"
      case "\u{0C}": output += "\\f"
      case "\n": output += "\\n"
      case "\r": output += "\\r"
      case "\t": output += "\\t"
      case "\u{00}"..."\u{1F}":
        let digits = String(scalar.value, radix: 16)
        output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: output.unicodeScalars.append(scalar)
      }
    }
    output += "\""
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
