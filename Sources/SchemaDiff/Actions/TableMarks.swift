import Schema

/// What a table says of its indexes: which one it is clustered on, which one identifies its rows in the log.
struct TableMarks {
  struct Mark: Equatable {
    let summary: String
    let statement: String
    /// The index that it names.
    let index: Identifier?
    /// What has it name no index, where that must come before other changes.
    var none: String?
  }

  /// Always the same marks in the same order.
  let marks: [Mark]

  init(_ table: Table) {
    let alter = "ALTER TABLE \(table.name.sql)"
    let clustered =
      table.constraints.first(where: \.isClustered)?.name ?? table.indexes.first(where: \.isClustered)?.name.name
    let identifying =
      table.constraints.first(where: \.isReplicaIdentity)?.name
      ?? table.indexes.first(where: \.isReplicaIdentity)?.name.name
    let cluster = Mark(
      summary: "change the index to cluster on",
      statement: clustered.map { "\(alter) CLUSTER ON \($0.sql)" } ?? "\(alter) SET WITHOUT CLUSTER",
      index: clustered)
    let word: String
    switch table.replicaIdentity {
    case .primaryKey: word = "DEFAULT"
    case .nothing: word = "NOTHING"
    case .full: word = "FULL"
    case .index: word = identifying.map { "USING INDEX \($0.sql)" } ?? "NOTHING"
    }
    let replica = Mark(
      summary: "change replica identity", statement: "\(alter) REPLICA IDENTITY \(word)",
      index: table.replicaIdentity == .index ? identifying : nil, none: "\(alter) REPLICA IDENTITY DEFAULT")
    marks = [cluster, replica]
  }
}

/// The lock on its table that the creation of a part takes.
enum PartLock {
  static func creation(_ phase: LoadPhase) -> LockMode {
    switch phase {
    case .index, .indexAttachment: .share
    case .foreignKey, .trigger: .shareRowExclusive
    case .statistics: .shareUpdateExclusive
    default: .accessExclusive
    }
  }

  /// Whether every row is read meanwhile.
  static func readsTable(_ phase: LoadPhase, _ creation: String) -> Bool {
    switch phase {
    case .index: true
    case .foreignKey, .check, .constraint: !creation.hasSuffix(" NOT VALID")
    default: false
    }
  }
}

extension PartLock {
  /// What rows could make the creation of a part fail.
  static func condition(_ part: RelationPart, _ creation: String) -> String? {
    let name = part.identity.name
    switch part.phase {
    case .check, .foreignKey:
      return creation.hasSuffix(" NOT VALID") ? nil : "a row does not satisfy '\(name)'"
    case .constraint: return "rows do not satisfy '\(name)'"
    case .index: return part.isKey ? "two rows have the same values for '\(name)'" : nil
    default: return nil
    }
  }
}

/// Parts of relations in words.
enum RelationText {
  static func name(_ part: RelationPart) -> String {
    let kind =
      switch part.identity.kind {
      case .column: "column"
      case .columnDefault: "default of column"
      case .constraint: part.phase == .foreignKey ? "foreign key" : "constraint"
      case .index: "index"
      case .statistics: "statistics"
      case .rule: "rule"
      case .trigger: "trigger"
      case .policy: "policy"
      }
    return "\(kind) \(part.identity.name)"
  }

  /// What a statement of an object's file does, such as `create index users_email_idx`.
  static func summary(of statement: String) -> String {
    let words = StatementWords(statement)
    if words.isWord(words.first, "CREATE") {
      guard let name = (words.first..<words.end).first(where: words.isName) else { return "create" }
      let kind = words.text(from: words.first, to: name).lowercased()
      return "\(kind) \(words.text(from: name, to: words.endOfName(at: name)))"
    }
    if let add = words.firstWord("ADD", from: words.first), words.isName(add + 2) {
      return "add constraint \(words.name(add + 2))"
    }
    return "complete"
  }
}
