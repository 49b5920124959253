/// PostgreSQL's text forms of arrays and bytes, both ways.
///
/// See the manual, "Array Input and Output Syntax" and "Binary Data Types".
package enum ValueText {
  /// Writes a one-dimensional array; every element is quoted, so no element can be misread.
  package static func array(_ elements: [String?]) -> String {
    var text: [UInt8] = [UInt8(ascii: "{")]
    for (index, element) in elements.enumerated() {
      if index > 0 { text.append(UInt8(ascii: ",")) }
      guard let element else {
        text += Array("NULL".utf8)
        continue
      }
      text.append(UInt8(ascii: "\""))
      for byte in element.utf8 {
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { text.append(UInt8(ascii: "\\")) }
        text.append(byte)
      }
      text.append(UInt8(ascii: "\""))
    }
    text.append(UInt8(ascii: "}"))
    return String(decoding: text, as: UTF8.self)
  }

  /// Reads an array; the elements of nested arrays come out in order, as one list.
  package static func elements(ofArray bytes: some Sequence<UInt8>) -> [String?] {
    var reader = ArrayReader()
    for byte in bytes { reader.take(byte) }
    return reader.elements
  }

  /// Writes bytes in the `hex` format of `bytea`.
  package static func bytea(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = [UInt8(ascii: "\\"), UInt8(ascii: "x")]
    text.reserveCapacity(2 + 2 * bytes.count)
    for byte in bytes {
      text.append(hexDigit(byte >> 4))
      text.append(hexDigit(byte & 15))
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Reads `bytea` in either output format.
  package static func bytes(ofBytea text: [UInt8]) -> [UInt8] {
    if text.starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "x")]) {
      return stride(from: 2, to: text.count - 1, by: 2).map { nibble(text[$0]) << 4 | nibble(text[$0 + 1]) }
    }
    var bytes: [UInt8] = []
    var index = 0
    while index < text.count {
      if text[index] != UInt8(ascii: "\\") {
        bytes.append(text[index])
        index += 1
      } else if index + 3 < text.count, text[index + 1] != UInt8(ascii: "\\") {
        bytes.append((text[index + 1] & 7) << 6 | (text[index + 2] & 7) << 3 | (text[index + 3] & 7))
        index += 4
      } else {
        bytes.append(UInt8(ascii: "\\"))
        index += 2
      }
    }
    return bytes
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }

  private static func nibble(_ digit: UInt8) -> UInt8 {
    digit <= UInt8(ascii: "9") ? digit & 15 : (digit & 15) + 9
  }
}

/// Takes the text of an array byte by byte.
private struct ArrayReader {
  private(set) var elements: [String?] = []
  private var element: [UInt8] = []
  private var isQuoted = false
  private var wasQuoted = false
  private var isEscaped = false
  /// Bounds such as `[0:2]=` come before the first brace.
  private var isInside = false

  mutating func take(_ byte: UInt8) {
    if isEscaped {
      element.append(byte)
      isEscaped = false
      return
    }
    switch byte {
    case UInt8(ascii: "\\") where isInside: isEscaped = true
    case UInt8(ascii: "\"") where isInside:
      isQuoted.toggle()
      wasQuoted = true
    case _ where isQuoted: element.append(byte)
    case UInt8(ascii: "{"):
      isInside = true
      element = []
    case UInt8(ascii: ","), UInt8(ascii: "}"): if isInside { finishElement() }
    default: if isInside { element.append(byte) }
    }
  }

  private mutating func finishElement() {
    defer {
      element.removeAll(keepingCapacity: true)
      wasQuoted = false
    }
    guard wasQuoted || !element.isEmpty else { return }  // An empty array, or a brace that closes an inner one.
    let text = String(decoding: element, as: UTF8.self)
    elements.append(!wasQuoted && text.uppercased() == "NULL" ? nil : text)
  }
}
