import Diagnostics

/// A text with a table of its lines, so that any number of places in it are found cheaply.
///
/// Lines end as libyaml ends them: at LF, CR, CRLF, NEL, LS and PS.
struct SourceText {
  let file: String?
  let bytes: [UInt8]
  private let lines: [Range<Int>]

  init(_ bytes: [UInt8], file: String?) {
    self.file = file
    self.bytes = bytes
    var lines: [Range<Int>] = []
    var start = 0
    var index = 0
    while index < bytes.count {
      let length = Self.breakLength(in: bytes, at: index)
      guard length > 0 else {
        index += 1
        continue
      }
      lines.append(start..<index)
      index += length
      start = index
    }
    lines.append(start..<bytes.count)
    self.lines = lines
  }

  /// Makes a text of bytes that may not be UTF-8.
  init(validating bytes: [UInt8], file: String?) throws(DocumentError) {
    self.init(bytes, file: file)
    guard let offset = Self.firstInvalidOffset(in: bytes) else { return }
    throw DocumentError(
      .notUTF8, "the text is not UTF-8", at: location(utf8Offset: offset), hints: ["save the file as UTF-8"])
  }

  /// A longer line, such as a whole document in one, helps nobody, and copying it for each of its nodes takes long.
  private static let longestExcerpt = 400

  /// Finds the place of a line and column counted from 0, the column in Unicode scalars.
  func location(line: Int, column: Int) -> SourceLocation {
    let index = min(max(line, 0), lines.count - 1)
    let excerpt = lines[index].count <= Self.longestExcerpt ? text(of: lines[index]) : nil
    return SourceLocation(file: file, line: index + 1, column: column + 1, excerpt: excerpt)
  }

  func location(utf8Offset offset: Int) -> SourceLocation {
    var low = 0
    var high = lines.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if lines[middle].lowerBound <= offset { low = middle } else { high = middle - 1 }
    }
    let start = lines[low].lowerBound
    let before = bytes[start..<min(max(offset, start), bytes.count)]
    return location(line: low, column: before.count { $0 & 0xC0 != 0x80 })
  }

  private func text(of range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  private static func breakLength(in bytes: [UInt8], at index: Int) -> Int {
    switch bytes[index] {
    case 0x0A: 1
    case 0x0D: index + 1 < bytes.count && bytes[index + 1] == 0x0A ? 2 : 1
    case 0xC2: index + 1 < bytes.count && bytes[index + 1] == 0x85 ? 2 : 0
    case 0xE2:
      index + 2 < bytes.count && bytes[index + 1] == 0x80 && (bytes[index + 2] == 0xA8 || bytes[index + 2] == 0xA9)
        ? 3 : 0
    default: 0
    }
  }

  private static func firstInvalidOffset(in bytes: [UInt8]) -> Int? {
    guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
    var decoder = UTF8()
    var input = bytes.makeIterator()
    var offset = 0
    while true {
      switch decoder.decode(&input) {
      case .scalarValue(let scalar): offset += UTF8.width(scalar)
      case .emptyInput, .error: return offset
      }
    }
  }
}
