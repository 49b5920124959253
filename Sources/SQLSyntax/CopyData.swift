/// Finds the data blocks of `COPY … FROM STDIN` and blanks them out, as they are not SQL.
struct CopyData {
  /// The data of each block, by the UTF-8 offset of the semicolon that ends its statement.
  private(set) var blocks: [Int: String] = [:]
  /// The text with every byte of data replaced by a blank, so that offsets and lines stay as they were.
  private(set) var sql: [UInt8]

  init(_ text: String) throws(SQLSyntaxError) {
    sql = Array(text.utf8)
    var lineStart = 0
    while lineStart < sql.count {
      let lineEnd = end(ofLineAt: lineStart)
      if let semicolon = Self.copySemicolon(in: sql[lineStart..<lineEnd]) {
        lineStart = try takeBlock(after: semicolon, from: lineEnd + 1)
      } else {
        lineStart = lineEnd + 1
      }
    }
  }

  private func end(ofLineAt start: Int) -> Int {
    var index = start
    while index < sql.count, sql[index] != UInt8(ascii: "\n") { index += 1 }
    return index
  }

  /// The offset of the semicolon of a line that holds a whole `COPY … FROM STDIN …;`.
  private static func copySemicolon(in line: ArraySlice<UInt8>) -> Int? {
    guard line.count > 16, let semicolon = line.lastIndex(of: UInt8(ascii: ";")), mentionsCopy(line) else {
      return nil
    }
    let text = String(decoding: line, as: UTF8.self)
    guard text.wholeMatch(of: /(?i)\s*copy\s.+\sfrom\s+stdin\b[^;]*;\s*/) != nil else { return nil }
    return semicolon
  }

  /// A quick look, as most lines are no COPY.
  private static func mentionsCopy(_ line: ArraySlice<UInt8>) -> Bool {
    line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.prefix(4).map { $0 | 0x20 }.elementsEqual(
      "copy".utf8)
  }

  /// Takes lines up to `\.`; returns the start of the line after it.
  private mutating func takeBlock(after semicolon: Int, from start: Int) throws(SQLSyntaxError) -> Int {
    var lineStart = start
    while lineStart < sql.count {
      let lineEnd = end(ofLineAt: lineStart)
      var content = sql[lineStart..<lineEnd]
      if content.last == UInt8(ascii: "\r") { content.removeLast() }
      if content.elementsEqual("\\.".utf8) {
        blocks[semicolon] = String(decoding: sql[start..<lineStart], as: UTF8.self)
        for index in start..<lineEnd where sql[index] != UInt8(ascii: "\n") { sql[index] = UInt8(ascii: " ") }
        return lineEnd + 1
      }
      lineStart = lineEnd + 1
    }
    throw SQLSyntaxError(
      .copyData, "the data of COPY … FROM STDIN never ends", utf8Offset: semicolon,
      hints: ["end the data with a line that holds only \\."])
  }
}
