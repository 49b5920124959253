import Schema

extension Decisions {
  /// Decides about each object whose file differs, then about all that depends on what is destroyed.
  mutating func decide() throws(SchemaDiffError) {
    let (before, after) = (Set(old.identities), Set(new.identities))
    for identity in before.subtracting(after).sorted() where try !alterUsual(identity) { decide(identity, .drop) }
    for identity in after.subtracting(before).sorted() where try !alterUsual(identity) { decide(identity, .create) }
    for identity in before.intersection(after).sorted()
    where self[identity] != .moveWithParent && !RelationPart.isSame(old.text(of: identity), new.text(of: identity)) {
      try compare(identity)
    }
    while let resource = pending.popLast() { try rebuildDependents(of: resource) }
  }

  private mutating func compare(_ identity: ObjectIdentity) throws(SchemaDiffError) {
    guard let before = try old.object(identity), let after = try new.object(identity) else { return }
    switch (before, after) {
    case (let before as Table, let after as Table):
      let rules = TableRules(
        old: before, new: after, oldParents: try parents(of: before, in: old),
        newParents: try parents(of: after, in: new))
      if let decision = rules.decision() {
        try alter(decision)
      } else if after.foreign == nil, before.foreign == nil {
        try copy(before)
      } else {
        decide(identity, .rebuild)
      }
    case (let before as View, let after as View):
      if let decision = ViewRules(old: before, new: after).decision() {
        try alter(decision)
      } else {
        decide(identity, .rebuild)
      }
    default:
      apply(ObjectRules.alteration(from: before, to: after, context(for: identity)), to: identity)
    }
  }

  private mutating func copy(_ table: Table) throws(SchemaDiffError) {
    decide(table.identity, .copy)
    for child in try old.descendants(of: table.name) {
      guard child.partitionBound != nil else {
        throw SchemaDiffError(
          .unsupportedChange, "table '\(table.name)' must be made anew, and '\(child.name)' inherits from it",
          hints: ["have '\(child.name)' leave it in a migration of its own: ALTER TABLE … NO INHERIT"])
      }
      decide(child.identity, .moveWithParent)
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
      destroy(.column(relation.key, name))
    }
  }

  mutating func noteDestroyed(_ part: PartIdentity, in decision: RelationDecision) {
    guard let before = decision.oldParts[part] else { return }
    if before.isKey, let key = part.owner.nameKey { destroy(.keys(key)) }
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
