import Schema

/// One thing that an object's canonical DDL says.
struct ObjectFact: Equatable {
  /// What it is about, such as `column email`, `constraint users_pkey`, `comment`.
  let subject: String
  let value: String
  /// Whether the subject says by itself which object it is, as `index public.users_email_idx` does.
  var isOwnObject = false
  /// Whether its place among the facts of the same group means something.
  var group: Group?

  enum Group: String, CaseIterable {
    case columns, attributes, labels
  }

  static func == (left: ObjectFact, right: ObjectFact) -> Bool {
    left.subject.utf8.elementsEqual(right.subject.utf8) && left.value.utf8.elementsEqual(right.value.utf8)
  }

  /// The name within the group: what is listed when the order differs.
  var nameInGroup: String {
    guard let space = subject.firstIndex(of: " ") else { return subject }
    return String(subject[subject.index(after: space)...])
  }
}

/// What an object's file says, fact by fact, in its order.
struct ObjectFacts {
  private(set) var facts: [ObjectFact] = []
  /// Whether the file creates a table, the order of whose columns does not matter.
  private var isTable = false

  init(_ text: String) {
    for statement in StatementSplitter.statements(in: text) {
      let words = StatementWords(statement)
      if facts.isEmpty {
        isTable = (words.first + 1...words.first + 2).contains { words.isWord($0, "TABLE") }
      }
      facts += Self.facts(of: words)
    }
  }

  /// Whether both say the same of a table, in another order.
  func differsInOrderOnly(from other: ObjectFacts) -> Bool {
    isTable && other.isTable && facts.count == other.facts.count && sortedTexts == other.sortedTexts
  }

  private var sortedTexts: [[UInt8]] {
    facts.map { Array("\($0.subject)\0\($0.value)".utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
  }

  private static func facts(of words: StatementWords) -> [ObjectFact] {
    switch words.word(words.first) {
    case "CREATE": creation(words)
    case "ALTER": [alteration(words)]
    case "COMMENT": [comment(words)]
    case "GRANT", "REVOKE": [privilege(words)]
    default: [whole(words)]
    }
  }

  /// A statement that is a fact by being there.
  static func whole(_ words: StatementWords) -> ObjectFact {
    ObjectFact(subject: words.text(from: words.first), value: "")
  }

  /// `COMMENT ON COLUMN s.t.c IS '…'`.
  private static func comment(_ words: StatementWords) -> ObjectFact {
    guard let separator = words.firstWord("IS", from: words.first) else { return whole(words) }
    let text = words.text(from: separator + 1)
    switch words.word(words.first + 2) {
    case "COLUMN":
      return ObjectFact(subject: "comment on column \(words.text(from: separator - 1, to: separator))", value: text)
    case "CONSTRAINT", "TRIGGER", "POLICY", "RULE", "INDEX", "STATISTICS":
      let kind = words.word(words.first + 2).lowercased()
      let name = words.text(from: words.first + 3, to: words.endOfName(at: words.first + 3))
      return ObjectFact(subject: "comment on \(kind) \(name)", value: text)
    default: return ObjectFact(subject: "comment", value: text)
    }
  }

  /// `GRANT SELECT ON TABLE s.t TO bob`, told by what and whom.
  private static func privilege(_ words: StatementWords) -> ObjectFact {
    guard let target = words.firstWord("ON", from: words.first),
      let role = words.firstWord("TO", from: target) ?? words.firstWord("FROM", from: target)
    else { return whole(words) }
    return ObjectFact(subject: words.text(from: words.first, to: target) + " " + words.text(from: role), value: "")
  }
}
