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
    try copyChildrenOfSeveral()
    while let resource = pending.popLast() { try rebuildDependents(of: resource) }
  }

  /// PostgreSQL changes no column that a table has from several parents: it would differ from that of one of them.
  private mutating func copyChildrenOfSeveral() throws(SchemaDiffError) {
    var parents: [QualifiedName: [Identifier: Int]] = [:]
    for (identity, relation) in relations.sorted(by: { $0.key < $1.key }) {
      let retyped = relation.columns.filter { $0.value.isRetyped }.keys
      guard !retyped.isEmpty, let name = identity.objectName else { continue }
      for child in Set(try old.descendants(of: name).map(\.name)) {
        for column in retyped { parents[child, default: [:]][column, default: 0] += 1 }
      }
    }
    for (name, columns) in parents.sorted(by: { $0.key < $1.key }) where columns.values.contains(where: { $0 > 1 }) {
      guard let child = try old.table(named: name), new.contains(child.identity), child.foreign == nil else {
        continue
      }
      if self[child.identity] == nil || self[child.identity] == .alter { try copy(child) }
    }
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
        try rebuildAbove(decision, before, after)
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

  /// A CHECK constraint that its parents have as well is only theirs once theirs is made anew.
  private mutating func rebuildAbove(
    _ decision: RelationDecision, _ before: Table, _ after: Table
  ) throws(SchemaDiffError) {
    let dropped = decision.parts.filter { part, what in
      what == .drop && decision.oldParts[part]?.phase == .check
    }.keys
    for part in dropped.sorted(by: { $0.name < $1.name }) {
      for parent in before.parents where after.parents.contains(parent) {
        try rebuildCheck(part.name, of: parent)
      }
    }
  }

  /// Has a check made anew where the tables above declare it, before and after.
  private mutating func rebuildCheck(_ name: Identifier, of table: QualifiedName) throws(SchemaDiffError) {
    guard let before = try old.table(named: table), let after = try new.table(named: table) else { return }
    let isDeclared = [before, after].allSatisfy { table in
      table.constraints.contains { $0.kind == .check && $0.name == name && $0.isLocal }
    }
    if isDeclared { try rebuild(PartIdentity(owner: before.identity, kind: .constraint, name: name)) }
    for parent in before.parents where after.parents.contains(parent) { try rebuildCheck(name, of: parent) }
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
