/// Bytes as lower-case hexadecimal text, and back.
package enum Hexadecimal {
  private static let digits = Array("0123456789abcdef".utf8)

  package static func encode(_ bytes: some Sequence<UInt8>) -> String { encode(Array(bytes)) }

  package static func encode(_ bytes: [UInt8]) -> String {
    let digits = digits
    let text = unsafe [UInt8](unsafeUninitializedCapacity: 2 * bytes.count) { text, count in
      for byte in bytes {
        unsafe text[count] = digits[Int(byte >> 4)]
        unsafe text[count + 1] = digits[Int(byte & 15)]
        count += 2
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Returns `nil` for an odd number of digits or anything that is not a hexadecimal digit.
  package static func decode(_ text: some StringProtocol) -> [UInt8]? {
    let characters = Array(text.utf8)
    guard characters.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(characters.count / 2)
    for index in stride(from: 0, to: characters.count, by: 2) {
      guard let high = value(of: characters[index]), let low = value(of: characters[index + 1]) else { return nil }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  /// The number that a digit stands for; `nil` for any other character.
  @inline(__always) package static func value(of character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
