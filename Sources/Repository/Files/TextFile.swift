internal import Diagnostics

/// Reads files that must be UTF-8 text.
enum TextFile {
  /// Returns the text of a file without a byte order mark; `nil` when there is no file.
  ///
  /// - Parameters:
  ///   - path: Where the file is.
  ///   - name: What errors call it.
  /// - Returns: The text, if there is a file.
  /// - Throws: An error that names the file and the offset of the byte that cannot be read.
  static func read(_ path: String, as name: String) throws(RepositoryError) -> String? {
    guard let bytes = try FileAccess.bytes(path) else { return nil }
    return try text(of: bytes, in: name)
  }

  static func text(of bytes: [UInt8], in name: String) throws(RepositoryError) -> String {
    let mark = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    if let offset = bytes.firstIndex(of: 0) {
      throw RepositoryError(
        .notText, "'\(name)' has a NUL byte at offset \(offset)", at: location(of: offset, in: bytes, name),
        hints: ["if it is UTF-16: iconv -f utf16 -t utf8 '\(name)'"])
    }
    guard let text = String(validating: bytes[mark...], as: UTF8.self) else {
      let offset = firstInvalidOffset(in: bytes)
      throw RepositoryError(
        .notText, "'\(name)' is not UTF-8: the byte at offset \(offset) cannot be read",
        at: location(of: offset, in: bytes, name), hints: ["if it is Latin 1: iconv -f latin1 -t utf8 '\(name)'"])
    }
    return text
  }

  private static func location(of offset: Int, in bytes: [UInt8], _ name: String) -> SourceLocation {
    let before = bytes[..<offset]
    let newline = UInt8(ascii: "\n")
    let lineStart = before.lastIndex(of: newline).map { $0 + 1 } ?? 0
    // Continuation bytes do not begin a character.
    let column = bytes[lineStart..<offset].count { $0 & 0xC0 != 0x80 } + 1
    return SourceLocation(file: name, line: before.count { $0 == newline } + 1, column: column)
  }

  private static func firstInvalidOffset(in bytes: [UInt8]) -> Int {
    var decoder = UTF8()
    var input = bytes.makeIterator()
    var offset = 0
    while case .scalarValue(let scalar) = decoder.decode(&input) { offset += UTF8.width(scalar) }
    return offset
  }
}
