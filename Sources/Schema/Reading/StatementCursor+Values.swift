extension StatementCursor {
  /// A name, without its quotes.
  mutating func name() throws(SnapshotReadingError) -> Identifier {
    guard words.isName(index) else { throw failure() }
    defer { skip(to: index + 1) }
    return Identifier(words.name(index))
  }

  /// `schema.name`.
  mutating func qualifiedName() throws(SnapshotReadingError) -> QualifiedName {
    let schema = try name()
    try expect(.dot)
    return QualifiedName(schema: schema, name: try name())
  }

  /// Names with commas between them.
  mutating func names() throws(SnapshotReadingError) -> [Identifier] {
    var names = [try name()]
    while take(.comma) { names.append(try name()) }
    return names
  }

  /// The name of a type, routine or collation, as SQL: words in lower case, names, modifiers, brackets.
  mutating func typeName() throws(SnapshotReadingError) -> String {
    let start = index
    loop: while index < words.end {
      switch words.kind(index) {
      case .word, .quotedIdentifier:
        guard words.isName(index) else { break loop }
        skip(to: index + 1)
      case .dot, .openBracket, .closeBracket: skip(to: index + 1)
      case .openParenthesis where index > start: _ = try group()
      default: break loop
      }
    }
    if index == start { throw failure() }
    return text(start..<index)
  }

  /// The value of a string constant.
  mutating func literal() throws(SnapshotReadingError) -> String {
    guard words.kind(index) == .string else { throw failure() }
    let range = words.tokens[index].range
    guard words.bytes[range.lowerBound] == UInt8(ascii: "'") else { throw failure() }
    skip(to: index + 1)
    return Self.unquoted(words.bytes[range])
  }

  /// The value of a string constant, given with its quotes.
  private static func unquoted(_ literal: ArraySlice<UInt8>) -> String {
    let quote = UInt8(ascii: "'")
    let inner = literal.dropFirst().dropLast()
    guard inner.contains(quote) else { return String(decoding: inner, as: UTF8.self) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(inner.count)
    var isSecondQuote = false
    for byte in inner {
      isSecondQuote = byte == quote && !isSecondQuote
      if !isSecondQuote { bytes.append(byte) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  mutating func integer() throws(SnapshotReadingError) -> Int64 {
    let start = index
    if words.kind(index) == .symbol { skip(to: index + 1) }
    guard words.kind(index) == .number, let value = Int64(text(start..<index + 1)) else { throw failure(at: start) }
    skip(to: index + 1)
    return value
  }

  /// A word as it stands, keyword or not.
  mutating func word() throws(SnapshotReadingError) -> String {
    guard words.kind(index) == .word else { throw failure() }
    defer { skip(to: index + 1) }
    return words.word(index)
  }

  /// `(name=value, …)` as the catalogs hold them: values without quotes.
  mutating func options() throws(SnapshotReadingError) -> [String] {
    var options: [String] = []
    for item in try list() {
      var item = part(item)
      let start = item.index
      while !item.isAtEnd, !item.isAtEqualSign { item.skip(to: item.index + 1) }
      guard item.index > start, item.isAtEqualSign else { throw part(start..<item.words.end).failure() }
      let name = item.text(start..<item.index)
      item.skip(to: item.index + 1)
      let value = item.words.kind(item.index) == .string ? try item.literal() : try item.rest()
      try item.expectEnd()
      options.append("\(name)=\(value)")
    }
    return options
  }

  private var isAtEqualSign: Bool {
    words.kind(index) == .symbol && words.tokens[index].count == 1
      && words.bytes[words.tokens[index].start] == UInt8(ascii: "=")
  }

  /// `'…'` of `COMMENT ON … IS '…'`, with what is commented on already read.
  mutating func commentText() throws(SnapshotReadingError) -> String {
    try expect("IS")
    let text = try literal()
    try expectEnd()
    return text
  }
}
