/// Reads the names that a statement defines and mentions.
struct ReferenceReader {
  private let words: StatementWords
  private let kind: StatementKind

  init(_ words: StatementWords, kind: StatementKind) {
    self.words = words
    self.kind = kind
  }

  func read(into statement: inout SnapshotStatement) {
    readDefinitions(into: &statement)
    readParents(into: &statement)
    // The name that is created is not needed.
    let own = kind.isCreation ? kind.subject : nil
    let bodyStart = statement.bodyOffset.map { $0 + words.tokens[words.first].start }
    var index = words.first
    while index < words.end {
      let token = words.tokens[index]
      if let bodyStart, token.start < bodyStart { statement.signatureReferenceCount = statement.references.count }
      switch token.kind {
      case .word, .quotedIdentifier:
        if words.kind(index + 1) == .dot, let (key, end) = words.qualifiedName(at: index) {
          if index != own, !words.isWord(index, "pg_catalog"), !isPartner(index) {
            let isCall = words.kind(end) == .openParenthesis && words.tokens[end].start == words.tokens[end - 1].end
            statement.references.append(NameReference(key: key, isCall: isCall))
          }
          index = end
          // Columns and fields behind the name belong to it.
          while words.kind(index) == .dot { index += 2 }
          continue
        }
        if let key = unqualifiedReference(at: index) {
          statement.references.append(NameReference(key: key, isCall: false))
        }
      case .string:
        if words.kind(index + 1) == .typecast, words.kind(index + 2) == .word, isRegistryType(index + 2) {
          statement.references.append(contentsOf: registered(in: index))
        }
      default: break
      }
      index += 1
    }
    if let bodyStart, words.tokens[words.end - 1].start < bodyStart {
      statement.signatureReferenceCount = statement.references.count
    }
  }

  /// Whether the name is an operator's commutator or negator, which need not be there: a place is made for it.
  private func isPartner(_ index: Int) -> Bool {
    kind.phase == .operator && words.kind(index - 1) == .openParenthesis
      && (words.isWord(index - 4, "COMMUTATOR") || words.isWord(index - 4, "NEGATOR"))
  }

  /// `SERVER name`, `LANGUAGE name` and the like, whose names are in no schema; all transforms have one key.
  private func unqualifiedReference(at index: Int) -> NameKey? {
    guard index > words.first, !(kind.isCreation && index == kind.subject) else { return nil }
    if kind.phase == .routine, words.isWord(index, "TRANSFORM") { return Self.transforms }
    guard words.isName(index) else { return nil }
    if words.isWord(index - 1, "SERVER") { return NameKey(" server \(words.name(index))") }
    if words.isWord(index - 1, "WRAPPER") { return NameKey(" wrapper \(words.name(index))") }
    if words.isWord(index - 1, "LANGUAGE") { return NameKey(" language \(words.name(index))") }
    if words.isWord(index - 1, "USING") { return NameKey(" method \(words.name(index))") }
    return nil
  }

  private static let transforms = NameKey(" transform")

  // MARK: - Definitions

  private func readDefinitions(into statement: inout SnapshotStatement) {
    switch kind.phase {
    case .constraint:
      if let subject = kind.subject, let (_, end) = words.qualifiedName(at: subject), words.isName(end + 2) {
        statement.definitions.append(index(named: end + 2, ofTableAt: subject))
      }
      return
    default: break
    }
    guard kind.isCreation else { return }
    if kind.phase == .operator, words.isWord(words.first + 1, "TRANSFORM") {
      statement.definitions.append(Self.transforms)
    }
    guard let subject = kind.subject else { return }
    switch kind.phase {
    case .language:
      let isMethod = words.isWord(subject - 1, "METHOD")
      statement.definitions.append(NameKey(" \(isMethod ? "method" : "language") \(words.name(subject))"))
    case .index:
      if let table = indexedTable(subject) {
        statement.definitions.append(index(named: subject, ofTableAt: table))
      }
    case .server:
      let isWrapper = words.isWord(subject - 1, "WRAPPER")
      statement.definitions.append(NameKey(" \(isWrapper ? "wrapper" : "server") \(words.name(subject))"))
    default:
      guard let (key, end) = words.qualifiedName(at: subject) else { return }
      statement.definitions.append(key)
      if kind.phase == .table { readConstraintNames(tableAt: subject, from: end, into: &statement) }
      if kind.phase == .type { readMultirange(of: key, from: end, into: &statement) }
    }
  }

  /// Where the name of the table stands in `CREATE INDEX name ON table`.
  private func indexedTable(_ subject: Int) -> Int? {
    guard words.isName(subject), words.isWord(subject + 1, "ON") else { return nil }
    let table = words.isWord(subject + 2, "ONLY") ? subject + 3 : subject + 2
    return words.isName(table) ? table : nil
  }

  /// The key of an index, which is in its table's schema.
  private func index(named name: Int, ofTableAt table: Int) -> NameKey {
    NameKey("\(words.name(table)).\(words.name(name))")
  }

  /// The names of keys in CREATE TABLE, which are names of indexes too.
  private func readConstraintNames(tableAt table: Int, from start: Int, into statement: inout SnapshotStatement) {
    var index = start
    while index < words.end {
      if words.isWord(index, "CONSTRAINT"), words.isName(index + 1),
        words.isWord(index + 2, "PRIMARY") || words.isWord(index + 2, "UNIQUE")
      {
        statement.definitions.append(self.index(named: index + 1, ofTableAt: table))
      }
      index += 1
    }
  }

  /// The name of the multirange type that comes with a range type.
  private func readMultirange(of key: NameKey, from start: Int, into statement: inout SnapshotStatement) {
    guard words.isWord(start, "AS"), words.isWord(start + 1, "RANGE") else { return }
    var index = start
    while index < words.end {
      if words.isWord(index, "MULTIRANGE_TYPE_NAME"), let name = words.qualifiedName(at: index + 2) {
        statement.definitions.append(name.key)
        return
      }
      index += 1
    }
    var name = key.text
    if let range = name.ranges(of: "range").last {
      name.replaceSubrange(range, with: "multirange")
    } else {
      name += "_multirange"
    }
    statement.definitions.append(NameKey(name))
  }

  private func readParents(into statement: inout SnapshotStatement) {
    guard kind.phase == .table, kind.isCreation, let subject = kind.subject,
      let (_, end) = words.qualifiedName(at: subject)
    else { return }
    if words.isWord(end, "PARTITION"), let parent = words.qualifiedName(at: end + 2) {
      statement.parents.append(parent.key)
    } else if let inherits = words.firstWord("INHERITS", from: end) {
      var index = inherits + 2
      while let parent = words.qualifiedName(at: index) {
        statement.parents.append(parent.key)
        index = parent.end + 1
      }
    }
  }

  // MARK: - Names in strings

  /// `regclass`, `regprocedure` and so on.
  private func isRegistryType(_ index: Int) -> Bool {
    let range = words.tokens[index].range
    return words.bytes[range].starts(with: "reg".utf8)
  }

  /// The qualified name in a string such as `'public.users_id_seq'`.
  private func registered(in index: Int) -> [NameReference] {
    let token = words.tokens[index]
    let inner = QuotedIdentifier.unquote(
      "\"" + String(decoding: words.bytes[token.start + 1..<token.end - 1], as: UTF8.self) + "\"")
    let bytes = Array(inner.utf8)
    let tokens = SQLTokenizer.tokens(of: bytes)
    let name = StatementWords(bytes: bytes, tokens: tokens[...])
    guard let (key, end) = name.qualifiedName(at: 0) else { return [] }
    return [NameReference(key: key, isCall: name.kind(end) == .openParenthesis)]
  }
}
