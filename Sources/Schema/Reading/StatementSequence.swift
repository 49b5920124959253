/// The statements of a snapshot file, each as a cursor, in their order.
struct StatementSequence: Sequence, IteratorProtocol {
  private let file: String
  private let bytes: [UInt8]
  private let tokens: [SQLToken]
  private var ranges: ArraySlice<Range<Int>>

  init(_ file: SnapshotFile) {
    self.file = file.path
    bytes = Array(file.text.utf8)
    tokens = SQLTokenizer.tokens(of: bytes)
    ranges = StatementSplitter.ranges(of: tokens, in: bytes)[...]
  }

  mutating func next() -> StatementCursor? {
    guard let range = ranges.popFirst() else { return nil }
    let textEnd = range.upperBound < tokens.count ? tokens[range.upperBound].start : bytes.count
    return StatementCursor(
      words: StatementWords(bytes: bytes, tokens: tokens[range]), file: file, textEnd: textEnd)
  }

  /// The next statement, which must be there.
  mutating func first() throws(SnapshotReadingError) -> StatementCursor {
    guard let cursor = next() else {
      throw SnapshotReadingError(file: file, bytes: bytes, offset: bytes.count, end: bytes.count)
    }
    return cursor
  }
}
