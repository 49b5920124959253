import Schema

extension Decisions {
  /// Decides about each object whose file differs, then about all that depends on what is destroyed.
  mutating func decide() throws(SchemaDiffError) {
    let (before, after) = (Set(old.identities), Set(new.identities))
    for identity in before.subtracting(after).sorted() where try !alterUsual(identity) {
      decide(identity, new.successor(ofType: identity) == nil ? .drop : .replaceType)
    }
    for identity in after.subtracting(before).sorted() where try !alterUsual(identity) { decide(identity, .create) }
    for identity in before.intersection(after).sorted()
    where self[identity] != .moveWithParent && self[identity] != .copy
      && !RelationPart.isSame(old.text(of: identity), new.text(of: identity))
    {
      try compare(identity)
    }
    for type in objects.keys.filter({ $0.kind == .type }).sorted() { try compareTables(ofType: type) }
    while let resource = pending.popLast() { try rebuildDependents(of: resource) }
  }

  /// The columns of a typed table change with its type, of which its file says nothing.
  private mutating func compareTables(ofType type: ObjectIdentity) throws(SchemaDiffError) {
    guard let key = type.nameKey else { return }
    for identity in old.objects(mentioning: key) where identity.kind == .table {
      guard self[identity] == nil, new.contains(identity), let table = try old.object(identity) as? Table else {
        continue
      }
      if table.rowType?.key == key { try compare(identity) }
    }
  }

  private mutating func compare(_ identity: ObjectIdentity) throws(SchemaDiffError) {
    guard let before = try old.object(identity), let after = try new.object(identity) else { return }
    switch (before, after) {
    case (let before as Table, let after as Table):
      let rules = TableRules(
        old: before, new: after, oldParents: try parents(of: before, in: old),
        newParents: try parents(of: after, in: new))
      // PostgreSQL 15 moves rows to another access method.
      let keepsMethod = before.accessMethod == after.accessMethod || options.oldestServer >= 15
      if keepsMethod, let decision = rules.decision(), try keepsPartitionKeys(decision, of: before) {
        try alter(decision)
      } else if after.foreign == nil, before.foreign == nil {
        try copy(before)
      } else {
        decide(identity, .rebuild)
      }
    case (let before as View, let after as View):
      if let decision = ViewRules(old: before, new: after, hasUsualCollations: hasUsualCollations).decision() {
        try alter(decision)
      } else {
        decide(identity, .rebuild)
      }
    default:
      apply(ObjectRules.alteration(from: before, to: after, context(for: identity)), to: identity)
    }
  }

  /// Whether no column changes or goes by which the table or its partitions are partitioned.
  func keepsPartitionKeys(_ decision: RelationDecision, of table: Table) throws(SchemaDiffError) -> Bool {
    let changed = decision.columns.filter { $0.value.new == nil || $0.value.isRebuilt || $0.value.isRetyped }
    if table.partitionKey == nil || changed.isEmpty { return true }
    for relation in [table] + (try old.descendants(of: table.name)) {
      guard let key = relation.partitionKey else { continue }
      if !old.names(in: key).words.isDisjoint(with: changed.keys) { return false }
    }
    return true
  }

  /// Has a table made anew with its rows, and what is below it: its partitions' rows are copied with its own, and
  /// children are copied each by itself. What leaves it does so before.
  mutating func copy(_ table: Table) throws(SchemaDiffError) {
    decide(table.identity, .copy)
    try moveBelow(table)
  }

  private mutating func moveBelow(_ table: Table) throws(SchemaDiffError) {
    for child in try old.descendants(of: table.name) where child.parents.contains(table.name) {
      let after = try new.object(child.identity) as? Table
      if child.partitionBound != nil {
        if let after, after.partitionBound == nil { continue }
        decide(child.identity, .moveWithParent)
        try moveBelow(child)
      } else if let after, after.parents.contains(table.name) {
        guard child.foreign == nil, after.foreign == nil else {
          throw SchemaDiffError(
            .unsupportedChange, "table '\(table.name)' must be made anew, and '\(child.name)' inherits from it",
            hints: ["have '\(child.name)' leave it in a migration of its own: ALTER FOREIGN TABLE … NO INHERIT"])
        }
        if self[child.identity] != .copy { try copy(child) }
      }
    }
  }

  private func parents(of table: Table, in state: SchemaState) throws(SchemaDiffError) -> [Table] {
    var parents: [Table] = []
    for name in table.parents { parents += try state.table(named: name).map { [$0] } ?? [] }
    return parents
  }

  private mutating func alter(_ decision: RelationDecision) throws(SchemaDiffError) {
    decide(decision.identity, .alter)
    relations[decision.identity] = decision
    for (name, column) in decision.columns { try noteDestroyed(name, column, of: decision.identity) }
    for (part, what) in decision.parts where what == .drop || what == .rebuild { noteDestroyed(part, in: decision) }
  }

  // MARK: - What is destroyed

  mutating func noteDestroyed(
    _ name: Identifier, _ column: ColumnDecision, of table: ObjectIdentity
  ) throws(SchemaDiffError) {
    guard column.old != nil, column.new == nil || column.isRebuilt || column.isRetyped,
      let owner = table.objectName
    else { return }
    let isRetyped = column.new != nil && !column.isRebuilt
    for relation in [owner] + (try old.descendants(of: owner)).map(\.name) {
      if isRetyped { retyped.insert(.column(relation.key, name)) }
      if isRetyped, !column.staysComparable { incomparable.insert(.column(relation.key, name)) }
      destroy(.column(relation.key, name))
    }
  }

  mutating func noteDestroyed(_ part: PartIdentity, in decision: RelationDecision) {
    guard let before = decision.oldParts[part] else { return }
    if before.isKey, let key = part.owner.nameKey { destroy(.keys(key)) }
    if before.identity.kind == .index || before.identity.kind == .constraint { destroy(.part(part)) }
  }

  /// The decision about a relation's parts; one that stayed as it is so far is altered from now on.
  mutating func relation(_ identity: ObjectIdentity) throws(SchemaDiffError) -> RelationDecision? {
    if let decision = relations[identity] { return decision }
    guard self[identity] == nil || self[identity] == .alter, let before = try old.object(identity),
      let after = try new.object(identity)
    else { return nil }
    let decision = RelationDecision(identity, old: before, new: after)
    decide(identity, .alter)
    relations[identity] = decision
    return decision
  }
}
