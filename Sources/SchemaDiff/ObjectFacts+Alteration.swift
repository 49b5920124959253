import Schema

extension ObjectFacts {
  static func alteration(_ words: StatementWords) -> ObjectFact {
    if let owner = words.firstWord("OWNER", from: words.first), words.isWord(owner + 1, "TO") {
      return ObjectFact(subject: "owner", value: words.text(from: owner + 2))
    }
    var name = words.first + 2
    while words.kind(name) == .word, !words.isName(name) { name += 1 }
    let action = words.endOfName(at: name)
    switch words.word(words.first + 1) {
    case "TABLE", "FOREIGN", "VIEW", "MATERIALIZED", "DOMAIN", "SEQUENCE":
      return relation(words, action) ?? whole(words)
    case "INDEX" where words.isWord(action, "ATTACH"):
      return ObjectFact(
        subject: "index \(words.text(from: action + 2))", value: "attached to \(words.text(from: name, to: action))",
        isOwnObject: true)
    default: return whole(words)
    }
  }

  private static func relation(_ words: StatementWords, _ action: Int) -> ObjectFact? {
    switch words.word(action) {
    case "ADD" where words.isWord(action + 1, "CONSTRAINT"):
      ObjectFact(
        subject: "constraint \(words.text(from: action + 2, to: action + 3))", value: words.text(from: action + 3))
    case "ALTER" where words.isWord(action + 1, "COLUMN"): column(words, action + 2)
    case "SET" where words.isWord(action + 1, "DEFAULT"):
      ObjectFact(subject: "default", value: words.text(from: action + 2))
    case "ATTACH": ObjectFact(subject: "partition bound", value: words.text(from: words.endOfName(at: action + 2)))
    case "INHERIT": ObjectFact(subject: "parent \(words.text(from: action + 1))", value: "")
    case "CLUSTER": ObjectFact(subject: "clustered on", value: words.text(from: action + 2))
    case "REPLICA": ObjectFact(subject: "replica identity", value: words.text(from: action + 2))
    case "OWNED": ObjectFact(subject: "owned by", value: words.text(from: action + 2))
    case "ENABLE", "DISABLE", "FORCE": state(words, action)
    default: nil
    }
  }

  /// `ENABLE ROW LEVEL SECURITY`, `DISABLE TRIGGER t`, `ENABLE ALWAYS RULE r`.
  private static func state(_ words: StatementWords, _ action: Int) -> ObjectFact {
    let last = words.end - 1
    switch words.word(last - 1) {
    case "TRIGGER", "RULE":
      let kind = words.word(last - 1).lowercased()
      return ObjectFact(
        subject: "state of \(kind) \(words.text(from: last))", value: words.text(from: action, to: last - 1))
    default:
      let isForced = words.isWord(action, "FORCE")
      return ObjectFact(subject: isForced ? "forced row level security" : "row level security", value: "")
    }
  }

  private static func column(_ words: StatementWords, _ name: Int) -> ObjectFact {
    let column = words.text(from: name, to: name + 1)
    let verb = words.word(name + 1)
    switch words.word(name + 2) {
    case "DEFAULT":
      return ObjectFact(
        subject: "default of column \(column)", value: verb == "DROP" ? "none" : words.text(from: name + 3))
    case "NOT": return ObjectFact(subject: "column \(column)", value: verb == "DROP" ? "NULL" : "NOT NULL")
    case "STORAGE", "COMPRESSION", "STATISTICS":
      return ObjectFact(
        subject: "\(words.word(name + 2).lowercased()) of column \(column)", value: words.text(from: name + 3))
    default: return ObjectFact(subject: "options of column \(column)", value: words.text(from: name + 2))
    }
  }
}
