import Schema

/// What an action on a table asks of the tables around it: partitions, children, those that refer to it.
extension ActionBuilder {
  /// Notes what only the other objects tell about a change of a column.
  func note(
    _ change: ColumnDecision, of table: Table, _ kept: KeptValue?, in action: inout Action
  ) throws(SchemaDiffError) {
    guard let new = change.new else { return }
    let isAdded = change.old == nil || change.isRebuilt
    if change.isRetyped || !action.effects.rewrites.isEmpty { try refuseHeldRows(of: table, changing: new) }
    if isAdded, action.produces.contains(.column(table.name.key, new.name)) {
      // Before PostgreSQL 19 the constraints of a domain are checked row by row, in a new file.
      for name in self.new.names(in: new.type).references.map(\.key) {
        for identity in self.new.identities where identity.kind == .domain && identity.nameKey == name {
          guard let domain = try self.new.object(identity) as? DomainType,
            domain.isNotNull || !domain.constraints.isEmpty || domain.expression != nil
          else { continue }
          action.effects.rewrites = [table.name]
          action.effects.locks = [TableLock(table: table.name, mode: .accessExclusive, isLong: true)]
          if domain.isNotNull, domain.expression == nil, new.expression == nil {
            action.effects.conditions.append("the table has rows that get no value in '\(new.name)'")
          }
        }
      }
    }
    let isDefault = action.produces.contains(
      .part(PartIdentity(owner: table.identity, kind: .columnDefault, name: new.name)))
    guard isDefault, !isAdded, TypeName(new.type).isInteger, let expression = new.expression else { return }
    for sequence in try sequences(in: expression, of: self.new) where decisions[sequence.identity] == .create {
      let statement =
        kept?.restoring(sequence.name)
        ?? SequenceChange.advancing(sequence.name, options: sequence.options, past: new.name, of: table.name)
      action.statements.append(ChangeStatement(statement))
    }
  }

  private func sequences(
    in expression: String, of state: SchemaState
  ) throws(SchemaDiffError) -> [SequenceGenerator] {
    var found: [SequenceGenerator] = []
    for reference in state.names(in: expression).references {
      for identity in state.objects(mentioning: reference.key)
      where identity.kind == .sequence && identity.nameKey == reference.key {
        if let sequence = try state.object(identity) as? SequenceGenerator { found.append(sequence) }
      }
    }
    return found
  }

  /// The place of the sequence that a column's values come from, where the column becomes an identity or ceases to be
  /// one and its values come from a new sequence.
  mutating func keptValue(of table: Table, _ change: ColumnDecision) throws(SchemaDiffError) -> KeptValue? {
    guard let before = change.old, let after = change.new, !change.isRebuilt else { return nil }
    let kept: KeptValue?
    if let identity = before.identity, after.identity == nil, let expression = after.expression {
      let created = try sequences(in: expression, of: new).filter { decisions[$0.identity] == .create }
      guard created.count == 1, let sequence = created.first else { return nil }
      let source =
        identity.sequenceName
        ?? QualifiedName(
          schema: table.name.schema, name: AutomaticName.make(table.name.name, before.name.text, "seq"))
      kept = KeptValue(of: source, identity.options, for: sequence.options, number: valuesKept + 1)
    } else if let identity = after.identity, before.identity == nil, let expression = before.expression {
      let named = try sequences(in: expression, of: old)
      guard named.count == 1, let sequence = named.first else { return nil }
      kept = KeptValue(of: sequence.name, sequence.options, for: identity.options, number: valuesKept + 1)
    } else {
      return nil
    }
    if kept != nil { valuesKept += 1 }
    return kept
  }

  /// PostgreSQL does not rewrite a table whose rows are values in columns of others.
  private func refuseHeldRows(of table: Table, changing column: Column) throws(SchemaDiffError) {
    for identity in old.objects(mentioning: table.name.key) where identity.kind == .table {
      guard let holder = try old.object(identity) as? Table, new.contains(identity) else { continue }
      let held = holder.columns.first { held in
        old.names(in: held.type).references.contains { $0.key == table.name.key }
      }
      guard let held else { continue }
      throw SchemaDiffError(
        .unsupportedChange,
        "column '\(column.name)' of '\(table.name)' cannot be changed: column '\(held.name)' of '\(holder.name)' holds rows of '\(table.name)'",
        hints: ["give '\(holder.name).\(held.name)' another type, such as jsonb, in a migration of its own before"])
    }
  }

  /// What the parents drop, they drop of their partitions as well: before these leave.
  func absences(leaving attachment: TableAttachment) -> Set<Resource> {
    var absences: Set<Resource> = []
    for parent in attachment.leaving.map(\.parent.key) {
      for relation in decisions.relations.values where relation.identity.nameKey == parent {
        for (part, what) in relation.parts where what == .drop || what == .rebuild { absences.insert(.absence(part)) }
      }
    }
    return absences
  }

  /// The tables that are made below one, before a check that holds for new rows only: those that are made after it have
  /// none, and the check is valid there.
  func tablesMade(below table: ObjectIdentity) throws(SchemaDiffError) -> Set<Resource> {
    guard let name = table.objectName else { return [] }
    return Set(try new.descendants(of: name).map { .object($0.identity) })
  }

  /// What has a new partition not know of its rows what the checks of the tables above it do not know: PostgreSQL takes
  /// them for valid in a partition that is made below them.
  func invalidating(_ statement: ObjectStatement, of identity: ObjectIdentity) throws(SchemaDiffError) -> [String] {
    guard statement.text.contains("\nFOR VALUES ") || statement.text.contains("\nDEFAULT"),
      let table = try new.object(identity) as? Table, let parent = table.parents.first,
      let bound = table.partitionBound
    else { return [] }
    let checks = try uncheckedAbove(table).filter { !table.validChecks.contains($0.name) }
    if checks.isEmpty { return [] }
    let alter = "ALTER TABLE \(table.name.sql)"
    return ["ALTER TABLE \(parent.sql) DETACH PARTITION \(table.name.sql)"]
      + checks.flatMap { check in
        ["\(alter) DROP CONSTRAINT \(check.name.sql)", "\(alter) ADD \(check.clause(in: .file))"]
      } + ["ALTER TABLE \(parent.sql) ATTACH PARTITION \(table.name.sql) \(bound)"]
  }

  /// The checks of the tables above a partition that are there and stay as they are, for new rows only.
  private func uncheckedAbove(_ table: Table) throws(SchemaDiffError) -> [Constraint] {
    var checks: [Constraint] = []
    for name in table.parents {
      guard let parent = try new.table(named: name) else { continue }
      let before = try old.table(named: name)?.constraints ?? []
      let relation =
        decisions[parent.identity]?.destroys == true ? nil : Optional(decisions.relations[parent.identity])
      for check in parent.constraints where check.isUncheckedCheck && check.isLocal && before.contains(check) {
        guard let relation else { continue }
        let part = PartIdentity(owner: parent.identity, kind: .constraint, name: check.name)
        if relation?.parts[part] == nil { checks.append(check) }
      }
      checks += try uncheckedAbove(parent).filter { !parent.validChecks.contains($0.name) }
    }
    return checks
  }

  /// The tables that must be logged, or not, before another becomes it: none that is refers to one that is not.
  func persistenceNeeded(by action: Action) throws(SchemaDiffError) -> Set<Resource> {
    guard let table = try new.object(action.object) as? Table,
      action.produces.contains(.persistence(table.name.key))
    else { return [] }
    var needed: Set<Resource> = []
    if table.isUnlogged {
      for identity in new.objects(mentioning: table.name.key) where identity.kind == .table {
        guard let other = try new.object(identity) as? Table else { continue }
        let keys = other.constraints.filter { $0.kind == .foreignKey }.map(\.definition)
        if keys.contains(where: { KeyColumns.table(referencedBy: $0) == table.name.key }) {
          needed.insert(.persistence(other.name.key))
        }
      }
    } else {
      for key in table.constraints where key.kind == .foreignKey {
        if let other = KeyColumns.table(referencedBy: key.definition) { needed.insert(.persistence(other)) }
      }
    }
    return needed.subtracting(action.produces)
  }

  /// Whether foreign keys refer to a partitioned table that a partition leaves.
  func isReferredTo(_ attachment: TableAttachment) throws(SchemaDiffError) -> Bool {
    guard attachment.isPartition else { return false }
    for (parent, _) in attachment.leaving where try isReferredTo(parent) { return true }
    return false
  }

  /// Whether foreign keys refer to a partitioned table, or to one that it is a partition of.
  func isReferredTo(_ table: QualifiedName) throws(SchemaDiffError) -> Bool {
    for identity in old.objects(mentioning: table.key) where identity.kind == .table {
      guard let other = try old.object(identity) as? Table else { continue }
      let keys = RelationPart.parts(of: other).filter { $0.phase == .foreignKey }.compactMap(\.creation)
      if keys.contains(where: { KeyColumns.table(referencedBy: $0) == table.key }) { return true }
    }
    guard let partition = try old.table(named: table), partition.partitionBound != nil else { return false }
    for parent in partition.parents where try isReferredTo(parent) { return true }
    return false
  }

  /// Whether the table that a new partition is of has a default partition that stays.
  func isBesideDefault(_ partition: ObjectIdentity) throws(SchemaDiffError) -> Bool {
    guard let table = try new.object(partition) as? Table, let parent = table.parents.first,
      try !isDestroyed(parent)
    else { return false }
    return try old.descendants(of: parent).contains { other in
      other.partitionBound == "DEFAULT" && other.parents == [parent] && decisions[other.identity]?.destroys != true
    }
  }

  func isDestroyed(_ table: QualifiedName) throws(SchemaDiffError) -> Bool {
    guard let identity = try old.table(named: table)?.identity else { return false }
    return decisions[identity]?.destroys ?? false
  }

  /// That the partitions are gone which leave the table that a foreign key refers to: it would hold them.
  func partitionsLeaving(keyIn creation: String) throws(SchemaDiffError) -> Set<Resource> {
    guard let key = KeyColumns.table(referencedBy: creation),
      let identity = old.objects(mentioning: key).first(where: { $0.kind == .table && $0.nameKey == key }),
      let table = try old.object(identity) as? Table, table.partitionKey != nil
    else { return [] }
    return Set(try old.descendants(of: table.name).map { .detached($0.identity) })
  }

  /// Adds what an action on a column does to the tables that have it from this one.
  func inherited(
    _ action: Action, _ column: Identifier, _ change: ColumnDecision, _ table: Table, _ relation: RelationDecision
  ) throws(SchemaDiffError) -> Action {
    var action = action
    let resource = Resource.column(table.name.key, column)
    // Children that leave have left before, those that join do so after.
    for child in try new.descendants(of: table.name) {
      if decisions.relations[child.identity]?.attachment?.joins ?? false { continue }
      if decisions[child.identity] == .copy { continue }
      if action.produces.contains(resource) { action.produces.insert(.column(child.name.key, column)) }
    }
    for child in try old.descendants(of: table.name) {
      if decisions.relations[child.identity]?.attachment?.leaves ?? false {
        action.needs.insert(.detached(child.identity))
      } else if decisions[child.identity] == .copy {
        action.needs.insert(.aside(child.identity))
      } else if action.destroys.contains(resource) {
        action.destroys.insert(.column(child.name.key, column))
        if change.new == nil || change.isRebuilt, !action.effects.losses.isEmpty {
          action.effects.losses.append("the values of column \(child.name).\(column)")
        }
      }
    }
    if change.isRetyped, action.produces.contains(resource) { try keepStorage(of: column, below: table, in: &action) }
    let isDefault = action.produces.contains(
      .part(PartIdentity(owner: table.identity, kind: .columnDefault, name: column)))
    if isDefault, change.old != nil, !change.isRebuilt { try keepDefaults(of: column, below: table, in: &action) }
    if !change.isRetyped, decisions.retyped.contains(resource), action.needs.contains(resource) {
      // What a parent gives another type changes after that.
      action.releases.remove(resource)
    }
    action.produces.insert(.change(table.name.key, column))
    if relation.attachment == nil, change.old != nil, change.new != nil, !change.isRebuilt {
      for parent in table.parents { action.needs.insert(.change(parent.key, column)) }
    }
    action.needs.subtract(action.produces)
    action.releases.subtract(action.destroys)
    return action
  }

  /// Whether a table of the new state is there all the time, rather than made anew.
  private func staysBelow(_ child: Table) -> Bool {
    old.contains(child.identity) && !(decisions[child.identity]?.destroys ?? false)
  }

  /// With another type the columns of the tables below have the storage of that type, unless it is set again.
  private func keepStorage(
    of column: Identifier, below table: Table, in action: inout Action
  ) throws(SchemaDiffError) {
    for child in try new.descendants(of: table.name) {
      guard staysBelow(child), let own = child.columns.first(where: { $0.name == column }) else { continue }
      let alter = "ALTER TABLE ONLY \(child.name.sql) ALTER COLUMN \(column.sql) SET"
      if let storage = own.storage { action.statements.append(ChangeStatement("\(alter) STORAGE \(storage)")) }
      if let method = own.compression { action.statements.append(ChangeStatement("\(alter) COMPRESSION \(method)")) }
    }
  }

  /// A default that a table gets, the tables below it get as well, unless they have their own.
  private func keepDefaults(
    of column: Identifier, below table: Table, in action: inout Action
  ) throws(SchemaDiffError) {
    let usual = table.columns.first { $0.name == column }?.expression
    for child in try new.descendants(of: table.name) {
      guard staysBelow(child), decisions.relations[child.identity]?.columns[column] == nil,
        let own = child.columns.first(where: { $0.name == column })?.expression, !RelationPart.isSame(own, usual)
      else { continue }
      action.statements.append(
        ChangeStatement("ALTER TABLE ONLY \(child.name.sql) ALTER COLUMN \(column.sql) SET DEFAULT \(own)"))
    }
  }
}
