import Schema

/// What goes, and what must be taken from it before.
extension ActionBuilder {
  mutating func drop(_ identity: ObjectIdentity) throws(SchemaDiffError) {
    guard let object = try old.object(identity) else { return }
    guard let statement = DropStatement.text(for: object) else { return }
    if try goesWithItsColumn(object) { return }
    try refuseHeldRows(of: object)
    var effects = ChangeEffects()
    let phase = old.statements(of: identity).first { !$0.names.isShell }?.names.phase ?? .other
    if let name = identity.objectName, phase == .table || phase == .view || phase == .materializedView {
      effects.locks = [TableLock(table: name, mode: .accessExclusive)]
    }
    let slot = (object as? Subscription).flatMap(SubscriptionSlot.init)
    if let slot { effects.losses = [slot.loss] }
    if let table = object as? Table, table.foreign == nil {
      effects.losses = ["the rows of table \(table.name)"]
    }
    if decisions[identity] == .rebuild, phase == .table || phase == .materializedView, let name = identity.objectName
    {
      effects.rewrites = [name]
    }
    var isDetached = false
    if let table = object as? Table { isDetached = try detachHeld(table) }
    var action = Action(
      identity, "drop", access.keeping(identity) + (slot?.leaving ?? []) + [statement],
      rank: .removal(phase), effects: effects)
    action.destroys = [.object(identity)]
    if let table = object as? Table, table.partitionBound != nil {
      action.needs = try tablesAbove(table).union([.detached(identity)])
      if !isDetached {
        action.operation = .dropPartition
        action.produces = [.detached(identity)]
        action.needs.remove(.detached(identity))
      }
    }
    if let key = identity.nameKey { action.destroys.insert(.name(key)) }
    var apart = (object as? Table).map { dropCircular(of: $0) } ?? []
    if let view = object as? View { apart.formUnion(emptyCircular(view)) }
    for statement in old.statements(of: identity) where !apart.contains(Identifier(statement.text)) {
      action.destroys.formUnion(statement.names.definitions.map(Resource.name))
      if statement.names.phase == .foreignKey, isDroppedApart(statement.names, of: identity) { continue }
      action.releases.formUnion(uses(statement.names, of: identity).union(statement.keysUsed))
      if statement.isPartition { action.destroys.formUnion(statement.names.parents.map(Resource.bounds)) }
    }
    action.releases.subtract(action.destroys)
    action.releases.formUnion(object.usedByName.map(Resource.object))
    if let schema = identity.schema ?? (object as? Extension)?.schema {
      action.releases.insert(.object(ObjectIdentity(kind: .schema, name: schema)))
    }
    if identity.kind != .extension, identity.kind != .schema {
      action.releases.formUnion((decisions.extensionsDropped + decisions.extensionsMoved).map(Resource.object))
    }
    for part in RelationPart.parts(of: object) where part.isKey {
      if let key = identity.nameKey { action.destroys.insert(.keys(key)) }
    }
    if [.function, .aggregate].contains(identity.kind), decisions[identity] == .drop, let key = identity.nameKey {
      action.produces.insert(.gone(key))
    }
    actions.append(action)
    if let table = object as? Table { dropForeignKeys(of: table) }
  }

  /// Detaches a partition that is dropped if a foreign key to the whole table holds it; `false` if there is none.
  private mutating func detachHeld(_ table: Table) throws(SchemaDiffError) -> Bool {
    guard table.partitionBound != nil, let parent = table.parents.first, try !isDestroyed(parent),
      try isReferredTo(parent)
    else { return false }
    var effects = ChangeEffects()
    effects.locks = [
      TableLock(table: parent, mode: .accessExclusive), TableLock(table: table.name, mode: .accessExclusive),
    ]
    effects.conditions = ["a row of another table refers to a row of the partition"]
    var detach = Action(
      table.identity, "leave \(parent)", ["ALTER TABLE \(parent.sql) DETACH PARTITION \(table.name.sql)"],
      rank: .detach, effects: effects)
    detach.produces = [.detached(table.identity)]
    detach.destroys = [.bounds(parent.key)]
    detach.releases = [.name(parent.key), .name(table.name.key)]
    append(detach)
    return true
  }

  /// That the tables which a partition is below are no partitions any more, where they are dropped as well.
  private func tablesAbove(_ table: Table) throws(SchemaDiffError) -> Set<Resource> {
    var above: Set<Resource> = []
    for name in table.parents {
      guard let parent = try old.table(named: name), parent.partitionBound != nil, try isDestroyed(name),
        let top = parent.parents.first
      else { continue }
      above.formUnion(try tablesAbove(parent))
      if try !isDestroyed(top), try isReferredTo(top) { above.insert(.detached(parent.identity)) }
    }
    return above
  }

  /// A relation cannot be dropped to come again while rows of it are values within composite types that stay.
  private func refuseHeldRows(of object: any SchemaObject) throws(SchemaDiffError) {
    guard decisions[object.identity] == .rebuild, let key = object.identity.nameKey else { return }
    for holder in old.objects(mentioning: key) where holder.kind == .type && new.contains(holder) {
      let isHeld = [old, new].allSatisfy { state in
        state.statements(of: holder).contains { $0.names.references.contains { $0.key == key } }
      }
      guard isHeld, holder != object.identity else { continue }
      throw SchemaDiffError(
        .unsupportedChange,
        "\(object.identity) must be made anew, and type '\(holder.name)' has an attribute of its rows",
        hints: [
          "have the type do without the attribute in a migration of its own before: ALTER TYPE … DROP ATTRIBUTE"
        ])
    }
  }

  /// Foreign keys go before either of their tables, so that tables that refer to each other can be dropped.
  mutating func dropForeignKeys(of table: Table) {
    for part in RelationPart.parts(of: table) where part.phase == .foreignKey {
      guard let creation = part.creation else { continue }
      let names = old.names(in: creation)
      if isDroppedApart(names, of: table.identity) { actions.append(dropAction(part, releasing: names)) }
    }
  }

  /// Whether a foreign key of a table that is dropped refers to another such table.
  func isDroppedApart(_ names: StatementNames, of table: ObjectIdentity) -> Bool {
    let targets = Set(names.references.map(\.key)).subtracting(table.nameKey.map { [$0] } ?? [])
    return decisions.objects.contains { identity, decision in
      decision.destroys && identity.nameKey.map(targets.contains) ?? false
    }
  }

  /// Whether the sequence is dropped with the column that owns it.
  func goesWithItsColumn(_ object: any SchemaObject) throws(SchemaDiffError) -> Bool {
    guard let sequence = object as? SequenceGenerator, let (table, column) = sequence.ownedBy else { return false }
    let owner = ObjectIdentity(kind: .table, schema: table.schema, name: table.name)
    if let decision = decisions[owner], decision.destroys { return true }
    guard let change = decisions.relations[owner]?.columns[column] else { return false }
    return change.new == nil || change.isRebuilt
  }
}
