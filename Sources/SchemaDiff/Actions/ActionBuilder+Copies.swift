import Schema

/// Tables that are made anew with their rows: what they were is moved to a schema of its own, and dropped from there
/// when the rows are in their new place.
extension ActionBuilder {
  /// Where old tables are kept meanwhile. Their indexes, constraints and identity sequences go with them, so those of
  /// each schema have a place of their own.
  private func asideSchema(of schema: Identifier) -> Identifier {
    let number = copiedSchemas.firstIndex(of: schema) ?? 0
    return Identifier(number == 0 ? "confiture_old" : "confiture_old_\(number + 1)")
  }

  /// The schemas that have tables which are made anew, sorted.
  private var copiedSchemas: [Identifier] {
    let moved = decisions.objects.filter { $0.value == .copy || $0.value == .moveWithParent }.keys
    return Set(moved.compactMap(\.schema)).sorted()
  }

  mutating func copy(_ identity: ObjectIdentity) throws(SchemaDiffError) {
    guard let before = try old.object(identity) as? Table, let after = try new.object(identity) as? Table else {
      return
    }
    try keepSequences(of: before)
    try moveAside(before)
    try create(identity, after: [.aside(identity)], triggersAfter: .copied(identity))
    append(copying(before, after))
    append(droppingOld(before))
  }

  /// A partition of a table that is copied: its rows are copied with the table's.
  mutating func moveWithParent(_ identity: ObjectIdentity) throws(SchemaDiffError) {
    guard let before = try old.object(identity) as? Table else { return }
    try moveAside(before)
    if new.contains(identity) { try create(identity, after: [.aside(identity)], triggersAfter: nil) }
  }

  /// The schema that old tables are moved to comes first and goes last.
  mutating func addAsideSchema() {
    let copied = decisions.objects.filter { $0.value == .copy }.keys
    for schema in copiedSchemas {
      let aside = ObjectIdentity(kind: .schema, name: asideSchema(of: schema))
      var create = Action(
        aside, "create, for the old tables", ["CREATE SCHEMA \(aside.name.sql)"], rank: .rename)
      create.produces = [.object(aside)]
      append(create)
      var drop = Action(aside, "drop", ["DROP SCHEMA \(aside.name.sql)"], rank: .removal(.schema))
      // Partitions are dropped with the table that they are of, whatever its schema.
      drop.needs = Set(copied.map(Resource.oldTable))
      append(drop)
    }
  }

  /// The parents from which a table is parted when it is set aside: those that stay, and those that it leaves.
  private func parentsLeft(by table: Table) throws(SchemaDiffError) -> [QualifiedName] {
    let after = try new.object(table.identity) as? Table
    let staysBelow = decisions[table.identity] == .moveWithParent
    return table.parents.filter { parent in
      !isMoved(parent) || !staysBelow && table.partitionBound != nil
        || !staysBelow && !(after?.parents.contains(parent) ?? false)
    }
  }

  private mutating func moveAside(_ table: Table) throws(SchemaDiffError) {
    let aside = asideSchema(of: table.name.schema)
    var statements = access.keeping(table.identity)
    let left = try parentsLeft(by: table)
    for parent in left {
      statements.append(
        table.partitionBound == nil
          ? "ALTER TABLE \(table.name.sql) NO INHERIT \(parent.sql)"
          : "ALTER TABLE \(parent.sql) DETACH PARTITION \(table.name.sql)")
    }
    if table.rowType != nil { statements.append("ALTER TABLE \(table.name.sql) NOT OF") }
    statements.append("ALTER TABLE \(table.name.sql) SET SCHEMA \(aside.sql)")
    var effects = ChangeEffects()
    effects.locks = [TableLock(table: table.name, mode: .accessExclusive)]
    var move = Action(table.identity, "set the old table aside", statements, rank: .detach, effects: effects)
    move.needs = [.object(ObjectIdentity(kind: .schema, name: aside))]
    move.produces = [.aside(table.identity)]
    move.destroys = [.name(table.name.key), .object(table.identity), .keys(table.name.key)]
    if table.partitionBound != nil { move.destroys.formUnion(table.parents.map { .bounds($0.key) }) }
    move.releases = Set(left.map { .name($0.key) })
    if let type = table.rowType { move.releases.insert(.name(type.key)) }
    for statement in old.statements(of: table.identity) {
      move.destroys.formUnion(statement.names.definitions.map(Resource.name))
    }
    for column in table.columns {
      guard let sequence = column.identity?.sequenceName else { continue }
      move.destroys.insert(.name(sequence.key))
    }
    append(move)
  }

  private func isMoved(_ parent: QualifiedName) -> Bool {
    decisions.objects.contains { $0.key.nameKey == parent.key && ($0.value == .copy || $0.value == .moveWithParent) }
  }

  private func copying(_ before: Table, _ after: Table) -> Action {
    let columns = after.columns.filter { column in
      column.generation == nil && before.columns.contains { $0.name == column.name }
    }
    let names = columns.map(\.name.sql).joined(separator: ", ")
    let values = columns.map { column in
      guard let old = before.columns.first(where: { $0.name == column.name }) else { return column.name.sql }
      let isReplaced = replacedTypes.contains { type in type.nameKey.map { isType(of: old, $0) } ?? false }
      return old.type == column.type && !isReplaced
        ? column.name.sql : TypeChange.conversion(from: old, to: column)
    }.joined(separator: ", ")
    let aside = QualifiedName(schema: asideSchema(of: before.name.schema), name: before.name.name)
    // The rows of its children are theirs.
    let only = children(of: before).isEmpty ? "" : "ONLY "
    var statements: [String] = []
    if !columns.isEmpty {
      statements.append(
        "INSERT INTO \(after.name.sql) (\(names)) OVERRIDING SYSTEM VALUE SELECT \(values) FROM \(only)\(aside.sql)")
    }
    for column in after.columns {
      guard let identity = column.identity, columns.contains(where: { $0.name == column.name }) else { continue }
      let name =
        identity.sequenceName
        ?? QualifiedName(
          schema: after.name.schema, name: AutomaticName.make(after.name.name, column.name.text, "seq"))
      statements.append(
        SequenceChange.advancing(name, options: identity.options, past: column.name, of: after.name))
    }
    var effects = ChangeEffects()
    effects.rewrites = [after.name]
    effects.locks = [TableLock(table: after.name, mode: .accessExclusive, isLong: true)]
    effects.losses = before.columns.filter { column in
      column.generation == nil && !after.columns.contains { $0.name == column.name }
    }.map { "the values of column \(before.name).\($0.name)" }
    effects.losses += lostValues(ofPartitionsOf: before, after)
    effects.conditions = ["a row has no place in the new table"]
    var action = Action(after.identity, "copy the rows", statements, rank: .alterColumn, effects: effects)
    action.needs = [.object(after.identity), .aside(before.identity)]
    action.needs.formUnion(partitions(of: after).map { .object($0) })
    action.produces = [.copied(after.identity)]
    return action
  }

  private func lostValues(ofPartitionsOf before: Table, _ after: Table) -> [String] {
    let lost = before.columns.filter { column in
      column.generation == nil && !after.columns.contains { $0.name == column.name }
    }
    let partitions = (try? old.descendants(of: before.name)) ?? []
    return partitions.flatMap { partition in lost.map { "the values of column \(partition.name).\($0.name)" } }
  }

  /// The tables that inherit from one, other than partitions, and are made anew as it is.
  private func children(of table: Table) -> [ObjectIdentity] {
    ((try? old.descendants(of: table.name)) ?? []).filter { child in
      child.partitionBound == nil && child.parents.contains(table.name) && decisions[child.identity] == .copy
    }.map(\.identity)
  }

  /// The tables below a partitioned one, in the new state.
  private func partitions(of table: Table) -> [ObjectIdentity] {
    decisions.objects.keys.filter { identity in
      (try? new.descendants(of: table.name))?.contains { $0.identity == identity } ?? false
    }
  }

  private func droppingOld(_ table: Table) -> Action {
    let aside = QualifiedName(schema: asideSchema(of: table.name.schema), name: table.name.name)
    var drop = Action(table.identity, "drop the old table", ["DROP TABLE \(aside.sql)"], rank: .removal(.table))
    drop.needs = [.copied(table.identity)]
    let partitions = (try? old.descendants(of: table.name)) ?? []
    drop.needs.formUnion(partitions.map { .aside($0.identity) })
    drop.needs.formUnion(children(of: table).map { .oldTable($0) })
    drop.produces = [.oldTable(table.identity)]
    for statement in old.statements(of: table.identity) {
      drop.releases.formUnion(uses(statement.names, of: table.identity))
    }
    drop.releases.remove(.name(table.name.key))
    drop.releases.remove(.keys(table.name.key))
    // It left its parents and its type when it was moved.
    let left = Set((table.parents + [table.rowType].compactMap { $0 }).map(\.key))
    drop.releases.subtract(left.map { .name($0) })
    drop.releases = drop.releases.filter { resource in
      if case .column(let key, _) = resource { key != table.name.key && !left.contains(key) } else { true }
    }
    return drop
  }

  // MARK: - Sequences

  /// Sequences that the table's columns own would move with it, so they leave it first and join it after.
  private mutating func keepSequences(of table: Table) throws(SchemaDiffError) {
    for identity in old.objects(mentioning: table.name.key) where identity.kind == .sequence {
      guard new.contains(identity), let sequence = try old.object(identity) as? SequenceGenerator,
        sequence.ownedBy?.table == table.name, let wanted = try new.object(identity) as? SequenceGenerator
      else { continue }
      let alter = "ALTER SEQUENCE \(sequence.name.sql) OWNED BY"
      var leave = Action(identity, "leave its column", ["\(alter) NONE"], rank: .rename)
      leave.releases = [.name(table.name.key)]
      append(leave)
      guard let (owner, column) = wanted.ownedBy, owner == table.name else { continue }
      var join = Action(
        identity, "belong to column \(owner).\(column)", ["\(alter) \(owner.sql).\(column.sql)"],
        rank: .creation(.sequenceOwner))
      join.needs = [.object(table.identity), .aside(table.identity)]
      append(join)
    }
  }
}
