/// Walks over the words of one statement of a canonical file, and refuses what it does not find there.
struct StatementCursor {
  let words: StatementWords
  /// The path of the file.
  let file: String
  /// Where the statement's text ends, in bytes: at its semicolon.
  private let textEnd: Int
  /// The token at hand.
  private(set) var index: Int

  init(words: StatementWords, file: String, textEnd: Int) {
    self.words = words
    self.file = file
    self.textEnd = textEnd
    index = words.first
  }

  var isAtEnd: Bool { index >= words.end }

  // MARK: - Refusing

  /// The error for what stands at hand.
  func failure() -> SnapshotReadingError { failure(at: index) }

  func failure(at token: Int) -> SnapshotReadingError {
    let offset = words.tokens.indices.contains(token) ? words.tokens[token].start : textEnd
    return SnapshotReadingError(file: file, bytes: words.bytes, offset: offset, end: max(textEnd, offset + 1))
  }

  func expectEnd() throws(SnapshotReadingError) {
    if !isAtEnd { throw failure() }
  }

  // MARK: - Words

  func isAt(_ word: StaticString) -> Bool { words.isWord(index, word) }

  mutating func take(_ word: StaticString) -> Bool {
    guard words.isWord(index, word) else { return false }
    index += 1
    return true
  }

  mutating func take(_ first: StaticString, _ second: StaticString) -> Bool {
    guard words.isWord(index, first), words.isWord(index + 1, second) else { return false }
    index += 2
    return true
  }

  mutating func take(_ first: StaticString, _ second: StaticString, _ third: StaticString) -> Bool {
    guard words.isWord(index, first), words.isWord(index + 1, second), words.isWord(index + 2, third) else {
      return false
    }
    index += 3
    return true
  }

  mutating func expect(_ word: StaticString) throws(SnapshotReadingError) {
    if !take(word) { throw failure() }
  }

  mutating func expect(_ first: StaticString, _ second: StaticString) throws(SnapshotReadingError) {
    if !take(first, second) { throw failure() }
  }

  mutating func expect(
    _ first: StaticString, _ second: StaticString, _ third: StaticString
  ) throws(SnapshotReadingError) {
    if !take(first, second, third) { throw failure() }
  }

  mutating func take(_ kind: SQLToken.Kind) -> Bool {
    guard words.kind(index) == kind else { return false }
    index += 1
    return true
  }

  mutating func expect(_ kind: SQLToken.Kind) throws(SnapshotReadingError) {
    if !take(kind) { throw failure() }
  }

  /// Takes exactly this text, which ends where a token does.
  mutating func takeText(_ text: String) -> Bool {
    guard index < words.end, !text.isEmpty else { return false }
    let start = words.tokens[index].start
    let end = start + text.utf8.count
    guard end <= words.bytes.count, words.bytes[start..<end].elementsEqual(text.utf8) else { return false }
    var next = index
    while next < words.end, words.tokens[next].start < end { next += 1 }
    guard words.tokens[next - 1].end == end else { return false }
    index = next
    return true
  }

  mutating func expectText(_ text: String) throws(SnapshotReadingError) {
    if !takeText(text) { throw failure() }
  }

  mutating func skip(to index: Int) { self.index = index }

  // MARK: - Stretches of text

  /// The statement as it stands, without its semicolon.
  var whole: String { text(fromByte: words.tokens[words.first].start) }

  /// The rest of the statement as it stands.
  mutating func rest() throws(SnapshotReadingError) -> String {
    guard !isAtEnd else { throw failure() }
    defer { index = words.end }
    return text(fromByte: words.tokens[index].start)
  }

  /// The rest of the statement after the line feed that follows the token before.
  mutating func restAfterLineFeed() throws(SnapshotReadingError) -> String {
    let start = words.tokens[index - 1].end
    guard !isAtEnd, words.bytes[start] == UInt8(ascii: "\n") else { throw failure() }
    index = words.end
    return text(fromByte: start + 1)
  }

  /// What stands between the last token and the end: a comment, or nothing.
  var trailer: String { text(fromByte: words.tokens[words.end - 1].end) }

  private func text(fromByte start: Int) -> String {
    String(decoding: words.bytes[start..<max(start, textEnd)], as: UTF8.self)
  }

  /// The text of tokens.
  func text(_ range: Range<Int>) -> String { words.text(from: range.lowerBound, to: range.upperBound) }

  /// The tokens within the parentheses that open at hand.
  mutating func group() throws(SnapshotReadingError) -> Range<Int> {
    guard let closing = words.closing(of: index) else { throw failure() }
    defer { index = closing + 1 }
    return index + 1..<closing
  }

  /// The items, by their tokens, of the list in the parentheses that open at hand.
  mutating func list() throws(SnapshotReadingError) -> [Range<Int>] {
    let group = try group()
    return words.list(from: group.lowerBound, to: group.upperBound)
  }

  /// The texts of the items of a list in parentheses.
  mutating func texts() throws(SnapshotReadingError) -> [String] { try list().map(text) }

  /// A cursor over some of the tokens.
  func part(_ range: Range<Int>) -> StatementCursor {
    let end = range.isEmpty ? textEnd : words.tokens[range.upperBound - 1].end
    return StatementCursor(
      words: StatementWords(bytes: words.bytes, tokens: words.tokens[range]), file: file, textEnd: end)
  }

  /// An expression: all up to the first of the words that stands outside parentheses, or to the end.
  ///
  /// It begins right after the space behind the word before: servers print CASE on a line of its own.
  mutating func expression(
    before first: StaticString? = nil, _ second: StaticString? = nil
  ) throws(SnapshotReadingError) -> String {
    let start = index
    guard start > words.first else { throw failure() }
    let startByte = words.tokens[start - 1].end + 1
    var depth = 0
    loop: while index < words.end {
      switch words.tokens[index].kind {
      case .openParenthesis, .openBracket: depth += 1
      case .closeParenthesis, .closeBracket: depth -= 1
      case .word where depth == 0 && index > start:
        if let first, isAt(first) { break loop }
        if let second, isAt(second) { break loop }
      default: break
      }
      index += 1
    }
    if index == start { throw failure() }
    return String(decoding: words.bytes[startByte..<words.tokens[index - 1].end], as: UTF8.self)
  }
}
