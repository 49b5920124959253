/// The ways to write one scalar in YAML.
enum YAMLScalarText {
  static func key(_ text: String) -> String {
    // A plain '<<' would merge mappings.
    text == "<<" ? "\"<<\"" : inline(text)
  }

  static func number(_ number: Double) -> String {
    let text = JSONWriter.text(.number(number))
    // A whole number keeps its fraction, or it would be read as an integer.
    return text.utf8.allSatisfy { PlainScalar.isDigit($0) || $0 == UInt8(ascii: "-") } ? text + ".0" : text
  }

  /// Writes a string on one line, quoted when it would be read as something else.
  static func inline(_ text: String) -> String {
    if isSafelyPlain(text) { return text }
    let isPrintable = text.unicodeScalars.allSatisfy { Self.isPrintable($0) }
    if isPrintable, text.utf8.contains(where: { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) {
      return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }
    return "\"" + text.unicodeScalars.map(escaped).joined() + "\""
  }

  /// True for text of several lines that a literal block gives back as it is.
  static func fitsLiteralBlock(_ text: String) -> Bool {
    guard let first = text.utf8.first, first != 0x20, first != 0x09, first != 0x0A,
      text.utf8.contains(0x0A)
    else { return false }
    return text.unicodeScalars.allSatisfy { $0 == "\n" || $0 == "\t" || isPrintable($0) }
  }

  /// Writes the text as `|`, `|-` or `|+`, each line indented, line break included.
  static func literalBlock(_ text: String, indentation: Int) -> String {
    var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
    let breaks = lines.reversed().prefix { $0.isEmpty }.count
    let header = breaks == 0 ? "|-" : breaks == 1 ? "|" : "|+"
    if breaks > 0 { lines.removeLast() }
    let margin = String(repeating: " ", count: indentation)
    return header + "\n" + lines.map { ($0.isEmpty ? "" : margin + $0) + "\n" }.joined()
  }

  /// True for what every reader, of YAML 1.1 too, takes for the same string without quotes.
  private static func isSafelyPlain(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last else { return false }
    guard isLetterOrDigit(first) || first == "/" || first == "_" || first == ".", last != " ", last != ":" else {
      return false
    }
    guard
      text.unicodeScalars.allSatisfy({ isLetterOrDigit($0) || " /_.,:;()+*=<>@$%^~-".unicodeScalars.contains($0) })
    else { return false }
    guard text.firstRange(of: ": ") == nil, !text.hasPrefix("...") else { return false }
    if ambiguousWords.contains(text.lowercased()) { return false }
    let looksNumeric = text.unicodeScalars.allSatisfy {
      "0123456789.,_:+-eExXoOabcdfABCDF".unicodeScalars.contains($0)
    }
    let startsNumeric = ("0"..."9").contains(first) || first == "." || first == "+" || first == "-"
    return !(looksNumeric && startsNumeric)
  }

  private static let ambiguousWords: Set<String> = [
    "true", "false", "yes", "no", "on", "off", "y", "n", "null", "~", "=", ".inf", ".nan",
  ]

  private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9": true
    default: scalar.value > 0xBF && isPrintable(scalar) && scalar.properties.isAlphabetic
    }
  }

  /// True for what libyaml accepts unescaped and does not take for a line break.
  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\"": return "\\\""
    case "\\": return "\\\\"
    case "\n": return "\\n"
    case "\r": return "\\r"
    case "\t": return "\\t"
    case _ where isPrintable(scalar): return String(scalar)
    default:
      let digits = String(scalar.value, radix: 16, uppercase: true)
      let (letter, width) = scalar.value <= 0xFF ? ("x", 2) : scalar.value <= 0xFFFF ? ("u", 4) : ("U", 8)
      return "\\\(letter)" + String(repeating: "0", count: width - digits.count) + digits
    }
  }
}
