/// Names and constants written into SQL text.
package enum SQLQuoting {
  /// Quotes a name, whatever it holds.
  package static func identifier(_ name: String) -> String { "\"" + doubling(UInt8(ascii: "\""), in: name) + "\"" }

  /// Quotes a string constant so that it reads the same under either `standard_conforming_strings`.
  package static func literal(_ text: String) -> String {
    let quoted = "'" + doubling(UInt8(ascii: "'"), in: text) + "'"
    guard text.utf8.contains(UInt8(ascii: "\\")) else { return quoted }
    return " E" + doubling(UInt8(ascii: "\\"), in: quoted)
  }

  private static func doubling(_ byte: UInt8, in text: String) -> String {
    guard text.utf8.contains(byte) else { return text }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count + 4)
    for each in text.utf8 {
      if each == byte { bytes.append(byte) }
      bytes.append(each)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
