import Schema

/// Compares two states of a table that stays.
struct TableRules {
  let old: Table
  let new: Table
  let oldParents: [Table]
  let newParents: [Table]

  /// What must change; `nil` if the table cannot become the new one and has to be made anew.
  func decision() throws(SchemaDiffError) -> RelationDecision? {
    guard canStay else { return nil }
    try refuseUnsupported()
    var decision = RelationDecision(new.identity, old: old, new: new)
    compareColumns(in: &decision)
    decision.comparePartsByName()
    decision.settings = TableSettings(old: old, new: new).actions()
    return decision
  }

  /// A foreign table keeps its server, a partitioned table its key.
  private var canStay: Bool {
    (old.foreign == nil) == (new.foreign == nil) && old.foreign?.server == new.foreign?.server
  }

  private func refuseUnsupported() throws(SchemaDiffError) {
    if old.partitionKey != new.partitionKey {
      throw SchemaDiffError(
        .unsupportedChange,
        "the partition key of table '\(new.name)' changes from '\(old.partitionKey ?? "none")' to '\(new.partitionKey ?? "none")'",
        details: ["PostgreSQL cannot change how an existing table is partitioned"],
        hints: ["create a table under another name, move the rows, then rename: confiture new"])
    }
  }

  // MARK: - Columns

  private func compareColumns(in decision: inout RelationDecision) {
    for column in old.columns where column.isLocal && !new.columns.contains(where: { $0.name == column.name }) {
      if inherited(column.name, from: oldParents) { continue }
      decision.columns[column.name] = ColumnDecision(old: column, new: nil)
    }
    for column in new.columns where column.isLocal {
      guard let before = old.columns.first(where: { $0.name == column.name }) else {
        if !inherited(column.name, from: newParents) {
          decision.columns[column.name] = ColumnDecision(old: nil, new: column)
        }
        continue
      }
      var change = ColumnDecision(old: before, new: column)
      let comesFromParent = inherited(column.name, from: newParents) && inherited(column.name, from: oldParents)
      change.isRetyped = !comesFromParent && (before.type != column.type || before.collation != column.collation)
      change.isRebuilt = !comesFromParent && Self.mustBeRebuilt(before, column)
      change.resetsDefault =
        change.isRetyped && before.generation == nil && before.expression != nil && column.expression != nil
      if change.isRebuilt || change.isRetyped || !Self.isSame(before, column) {
        decision.columns[column.name] = change
      }
    }
  }

  private func inherited(_ name: Identifier, from parents: [Table]) -> Bool {
    parents.contains { $0.columns.contains { $0.name == name } }
  }

  /// A generated column whose expression or kind changes cannot be altered on every server.
  private static func mustBeRebuilt(_ old: Column, _ new: Column) -> Bool {
    if new.generation != nil {
      return old.generation != new.generation || old.expression != new.expression || old.type != new.type
        || old.collation != new.collation
    }
    return old.generation == .virtual
  }

  private static func isSame(_ old: Column, _ new: Column) -> Bool {
    var (old, new) = (old, new)
    // Names of NOT NULL constraints do not matter, nor where a column is declared as well.
    (old.notNullName, new.notNullName) = (nil, nil)
    (old.isInherited, new.isInherited, old.isLocal, new.isLocal) = (false, false, false, false)
    return old == new
  }
}

extension RelationDecision {
  /// Compares indexes, constraints, triggers and so on, each with the one of its name; what has the same definition
  /// under another name gets the name.
  mutating func comparePartsByName() {
    for (identity, part) in newParts {
      guard let before = oldParts[identity] else {
        parts[identity] = .create
        continue
      }
      guard !RelationPart.isSame(before.creation, part.creation) || before.nameless != part.nameless else {
        if before.settings != part.settings { parts[identity] = .alter }
        continue
      }
      parts[identity] = before.creation == part.creation.map { $0 + " NOT VALID" } ? .validate : .rebuild
    }
    for identity in oldParts.keys where newParts[identity] == nil { parts[identity] = .drop }
    findRenames()
  }

  private mutating func findRenames() {
    let dropped = parts.filter { $0.value == .drop }.keys.compactMap { oldParts[$0] }
    let created = parts.filter { $0.value == .create }.keys.compactMap { newParts[$0] }
    for part in created {
      guard let nameless = part.nameless, part.renaming != nil else { continue }
      let twins = dropped.filter { $0.nameless == nameless && $0.identity.kind == part.identity.kind }
      let rivals = created.filter { $0.nameless == nameless && $0.identity.kind == part.identity.kind }
      guard twins.count == 1, rivals.count == 1, let twin = twins.first else { continue }
      parts[part.identity] = .rename(from: twin.identity.name)
      parts[twin.identity] = nil
    }
  }
}

extension RelationPart {
  static func isSame(_ left: String?, _ right: String?) -> Bool {
    switch (left, right) {
    case (nil, nil): true
    case (let left?, let right?): left.utf8.elementsEqual(right.utf8)
    case (nil, _), (_, nil): false
    }
  }
}
