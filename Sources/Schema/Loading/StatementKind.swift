/// What a statement of a snapshot does, told by its leading words.
struct StatementKind {
  let phase: LoadPhase
  /// The index of the first token of the name it is about.
  let subject: Int?
  /// Whether it creates the subject.
  let isCreation: Bool

  init(_ words: StatementWords) {
    switch words.word(words.first) {
    case "CREATE": (phase, subject) = Self.creation(words)
    case "ALTER": (phase, subject) = Self.alteration(words)
    case "COMMENT": (phase, subject) = (Self.isOnEventTrigger(words) ? .eventTrigger : .comment, nil)
    case "GRANT", "REVOKE": (phase, subject) = (.access, nil)
    case "SECURITY": (phase, subject) = (.comment, nil)
    case "DROP": (phase, subject) = (words.isWord(words.first + 1, "SCHEMA") ? .schema : .other, nil)
    default: (phase, subject) = (.other, nil)
    }
    isCreation = words.isWord(words.first, "CREATE")
  }

  private static func isOnEventTrigger(_ words: StatementWords) -> Bool {
    words.isWord(words.first + 2, "EVENT") && words.isWord(words.first + 3, "TRIGGER")
  }

  // MARK: - CREATE

  private static func creation(_ words: StatementWords) -> (LoadPhase, Int?) {
    var index = words.first + 1
    if words.isWord(index, "OR") { index += 2 }
    while isModifier(words, index) { index += 1 }
    switch words.word(index) {
    case "SCHEMA": return (.schema, index + 1)
    case "EXTENSION": return (.extension, index + 1)
    case "LANGUAGE": return (.language, index + 1)
    case "ACCESS": return (.language, index + 2)
    case "SERVER": return (.server, index + 1)
    case "USER": return (.server, nil)
    case "COLLATION": return (.collation, index + 1)
    case "TYPE": return (index + 4 >= words.end ? .shellType : .type, index + 1)
    case "DOMAIN": return (.domain, index + 1)
    case "SEQUENCE": return (.sequence, index + 1)
    case "FUNCTION", "PROCEDURE": return (.routine, index + 1)
    case "AGGREGATE": return (.aggregate, index + 1)
    case "OPERATOR":
      let isPlain = !words.isWord(index + 1, "CLASS") && !words.isWord(index + 1, "FAMILY")
      return (.operator, isPlain ? index + 1 : index + 2)
    case "CAST", "TRANSFORM": return (.operator, nil)
    case "CONVERSION": return (.operator, index + 1)
    case "TEXT": return (.operator, index + 3)
    case "TABLE": return (.table, index + 1)
    case "FOREIGN": return words.isWord(index + 1, "TABLE") ? (.table, index + 2) : (.server, index + 3)
    case "VIEW": return (.view, index + 1)
    case "MATERIALIZED": return (.materializedView, index + 2)
    case "INDEX":
      // An index without those of the partitions there are: later ones would be made with it.
      let isAlone = words.isWord(index + 2, "ON") && words.isWord(index + 3, "ONLY")
      return (isAlone ? .indexAttachment : .index, index + 1)
    case "STATISTICS": return (.statistics, index + 1)
    case "RULE": return (.rule, nil)
    case "TRIGGER": return (.trigger, nil)
    case "POLICY": return (.policy, nil)
    case "PUBLICATION", "SUBSCRIPTION": return (.publication, index + 1)
    case "EVENT": return (.eventTrigger, nil)
    default: return (.other, nil)
    }
  }

  /// Whether the word stands between CREATE and the kind of object.
  private static func isModifier(_ words: StatementWords, _ index: Int) -> Bool {
    words.isWord(index, "UNIQUE") || words.isWord(index, "UNLOGGED") || words.isWord(index, "CONSTRAINT")
      || words.isWord(index, "TRUSTED") || words.isWord(index, "PROCEDURAL") || words.isWord(index, "RECURSIVE")
      || words.isWord(index, "DEFAULT")
  }

  // MARK: - ALTER

  private static func alteration(_ words: StatementWords) -> (LoadPhase, Int?) {
    let index = words.first + 1
    if words.isWord(index, "DEFAULT") { return (.defaultPrivileges, nil) }
    if words.isWord(index, "EVENT") { return (.eventTrigger, nil) }
    if let owner = words.firstWord("OWNER", from: index), words.isWord(owner + 1, "TO") { return (.access, nil) }
    switch words.word(index) {
    case "TABLE": return table(words, words.isWord(index + 1, "ONLY") ? index + 2 : index + 1)
    case "FOREIGN": return table(words, words.isWord(index + 2, "ONLY") ? index + 3 : index + 2)
    case "VIEW": return (.viewSetting, index + 1)
    case "MATERIALIZED":
      return (words.firstWord("CLUSTER", from: index) == nil ? .viewSetting : .state, index + 2)
    case "INDEX":
      return (words.firstWord("ATTACH", from: index) == nil ? .state : .indexAttachment, index + 1)
    case "STATISTICS": return (.state, index + 1)
    case "SEQUENCE":
      return (words.firstWord("OWNED", from: index) == nil ? .state : .sequenceOwner, index + 1)
    case "DOMAIN": return (.domainSetting, index + 1)
    case "TYPE": return (.columnSetting, index + 1)
    case "TEXT", "OPERATOR": return (.operator, nil)
    default: return (.other, nil)
    }
  }

  private static func table(_ words: StatementWords, _ name: Int) -> (LoadPhase, Int?) {
    let action = words.qualifiedName(at: name)?.end ?? name + 1
    switch words.word(action) {
    case "ALTER": return (.columnSetting, name)
    case "ADD":
      let clause = words.isWord(action + 1, "CONSTRAINT") ? action + 3 : action + 1
      switch words.word(clause) {
      case "FOREIGN": return (.foreignKey, name)
      case "CHECK": return (.check, name)
      case "COLUMN": return (.columnSetting, name)
      default: return (.constraint, name)
      }
    case "ATTACH", "INHERIT": return (.attachment, name)
    default: return (.state, name)
    }
  }
}
