import Diagnostics

/// Reads JSON (RFC 8259, strictly) into nodes that know their line and column.
package struct JSONReader {
  private static let maximumDepth = 128

  private let source: SourceText
  private var index = 0

  /// Reads one document; what follows it must be white space.
  package static func parse(text: String, file: String?) throws(DocumentError) -> DocumentNode {
    try parse(source: SourceText(Array(text.utf8), file: file))
  }

  /// Reads one document from bytes that should be UTF-8.
  package static func parse(bytes: [UInt8], file: String?) throws(DocumentError) -> DocumentNode {
    try parse(source: SourceText(validating: bytes, file: file))
  }

  private static func parse(source: SourceText) throws(DocumentError) -> DocumentNode {
    var reader = JSONReader(source: source)
    let node = try reader.value(depth: 0)
    reader.skipSpace()
    guard reader.index == source.bytes.count else { throw reader.unexpected("nothing after the document") }
    return node
  }

  private init(source: SourceText) { self.source = source }

  private mutating func value(depth: Int) throws(DocumentError) -> DocumentNode {
    skipSpace()
    guard depth < Self.maximumDepth else {
      throw DocumentError(
        .limitExceeded, "values are nested more than \(Self.maximumDepth) deep",
        at: source.location(utf8Offset: index))
    }
    let location = source.location(utf8Offset: index)
    switch peek {
    case UInt8(ascii: "{"): return DocumentNode(.mapping(try object(depth: depth)), at: location)
    case UInt8(ascii: "["): return DocumentNode(.sequence(try array(depth: depth)), at: location)
    case UInt8(ascii: "\""): return DocumentNode(.scalar(try string(), quoted: true), at: location)
    default: return DocumentNode(.scalar(try literal(), quoted: false), at: location)
    }
  }

  private mutating func object(depth: Int) throws(DocumentError) -> [DocumentNode.Entry] {
    var entries: [DocumentNode.Entry] = []
    var seen: Set<String> = []
    index += 1
    skipSpace()
    if skip(UInt8(ascii: "}")) { return entries }
    while true {
      skipSpace()
      let location = source.location(utf8Offset: index)
      guard peek == UInt8(ascii: "\"") else { throw unexpected("a key in double quotes") }
      let key = try string()
      guard seen.insert(key).inserted else {
        throw DocumentError(.duplicateKey, "the key '\(key)' is given twice", at: location)
      }
      skipSpace()
      guard skip(UInt8(ascii: ":")) else { throw unexpected("':'") }
      let keyNode = DocumentNode(.scalar(key, quoted: true), at: location)
      entries.append((key: keyNode, value: try value(depth: depth + 1)))
      skipSpace()
      if skip(UInt8(ascii: "}")) { return entries }
      guard skip(UInt8(ascii: ",")) else { throw unexpected("',' or '}'") }
    }
  }

  private mutating func array(depth: Int) throws(DocumentError) -> [DocumentNode] {
    var nodes: [DocumentNode] = []
    index += 1
    skipSpace()
    if skip(UInt8(ascii: "]")) { return nodes }
    while true {
      nodes.append(try value(depth: depth + 1))
      skipSpace()
      if skip(UInt8(ascii: "]")) { return nodes }
      guard skip(UInt8(ascii: ",")) else { throw unexpected("',' or ']'") }
    }
  }

  /// Reads `null`, `true`, `false` or a number.
  private mutating func literal() throws(DocumentError) -> String {
    let start = index
    while let byte = peek, Self.isWordByte(byte) { index += 1 }
    let word = String(decoding: source.bytes[start..<index], as: UTF8.self)
    if word == "null" || word == "true" || word == "false" || Self.isNumber(word) { return word }
    index = start
    throw unexpected("a value")
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
      true
    default: false
    }
  }

  private static func isNumber(_ word: String) -> Bool {
    // By hand, as building a pattern takes longer than reading a whole document.
    var rest = Substring(word).utf8[...]
    func takeDigits() -> Int {
      let digits = rest.prefix(while: PlainScalar.isDigit).count
      rest = rest.dropFirst(digits)
      return digits
    }
    if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    let startsWithZero = rest.first == UInt8(ascii: "0")
    let whole = takeDigits()
    guard whole > 0, !startsWithZero || whole == 1 else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      guard takeDigits() > 0 else { return false }
    }
    if let first = rest.first, first | 0x20 == UInt8(ascii: "e") {
      rest = rest.dropFirst()
      if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
      guard takeDigits() > 0 else { return false }
    }
    return rest.isEmpty && PlainScalar.number(word) != nil
  }

  private mutating func string() throws(DocumentError) -> String {
    var bytes: [UInt8] = []
    let start = index
    index += 1
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""):
        index += 1
        return String(decoding: bytes, as: UTF8.self)
      case UInt8(ascii: "\\"):
        bytes += Array(String(try escape()).utf8)
      case 0..<0x20:
        throw syntax("a control character stands in a string", hints: ["write it as an escape, such as '\\n'"])
      default:
        bytes.append(byte)
        index += 1
      }
    }
    index = start
    throw syntax("the string is never closed")
  }

  private mutating func escape() throws(DocumentError) -> Unicode.Scalar {
    let start = index
    index += 1
    guard let byte = peek else { throw syntax("the string is never closed") }
    index += 1
    switch byte {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{08}"
    case UInt8(ascii: "f"): return "\u{0C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      if let scalar = unicodeEscape() { return scalar }
    default: break
    }
    index = start
    throw syntax("the escape in this string is not one of JSON's")
  }

  /// Reads the digits after `\u`, and the second half of a surrogate pair.
  private mutating func unicodeEscape() -> Unicode.Scalar? {
    guard let first = fourDigits() else { return nil }
    guard (0xD800..<0xDC00).contains(first) else { return Unicode.Scalar(first) }
    guard skip(UInt8(ascii: "\\")), skip(UInt8(ascii: "u")), let second = fourDigits(),
      (0xDC00..<0xE000).contains(second)
    else { return nil }
    return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
  }

  private mutating func fourDigits() -> UInt32? {
    guard index + 4 <= source.bytes.count else { return nil }
    let digits = source.bytes[index..<index + 4]
    guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
    index += 4
    return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
  }

  private var peek: UInt8? { index < source.bytes.count ? source.bytes[index] : nil }

  private mutating func skip(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    index += 1
    return true
  }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
  }

  private func unexpected(_ expected: String) -> DocumentError {
    let isEnd = index >= source.bytes.count
    return syntax(isEnd ? "the document ends where \(expected) was expected" : "expected \(expected) here")
  }

  private func syntax(_ message: String, hints: [String] = []) -> DocumentError {
    DocumentError(.syntax, message, at: source.location(utf8Offset: index), hints: hints)
  }
}
