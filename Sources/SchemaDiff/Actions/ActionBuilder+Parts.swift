import Schema

/// The parts of relations that stay: constraints, indexes, triggers, and the marks that name an index.
extension ActionBuilder {
  // MARK: - Parts

  mutating func append(
    _ part: PartIdentity, _ what: PartDecision, in relation: RelationDecision
  ) throws(SchemaDiffError) {
    let (before, after) = (relation.oldParts[part], relation.newParts[part])
    switch what {
    case .create: if let after { try appendCreation(after) }
    case .drop: if let before, !goesWithParent(before) { appendDrop(before) }
    case .rebuild:
      if let before, !goesWithParent(before) { appendDrop(before) }
      if let after { try appendCreation(after) }
    case .alter: if let before, let after { appendSettings(from: before.settings, to: after) }
    case .restore:
      guard let before, let after else { return }
      let kept = before.settings.filter { !$0.isLostByRetyping }
      let first = actions.count
      appendSettings(from: kept, to: after)
      for index in first..<actions.count {
        guard let key = part.owner.nameKey, let columns = affectedColumns[key] else { continue }
        actions[index].needs.formUnion(columns.map { .column(key, $0) })
      }
    case .validate:
      guard let after else { return }
      let name = part.owner.sqlName
      var effects = ChangeEffects()
      effects.conditions = ["a row does not satisfy '\(part.name)'"]
      if let table = part.owner.objectName {
        effects.locks = [TableLock(table: table, mode: .shareUpdateExclusive, isLong: true)]
      }
      var action = Action(
        part.owner, "validate constraint \(part.name)", ["ALTER TABLE \(name) VALIDATE CONSTRAINT \(part.name.sql)"],
        rank: .validate, effects: effects)
      action.operation = .validatePart(part)
      for parent in ((try new.object(part.owner)) as? Table)?.parents ?? [] {
        let owner = ObjectIdentity(kind: .table, schema: parent.schema, name: parent.name)
        action.needs.insert(.part(PartIdentity(owner: owner, kind: part.kind, name: part.name)))
      }
      actions.append(completed(action))
      if let before { appendSettings(from: before.settings, to: after) }
    case .retime:
      guard let before, let after, let statement = ConstraintTiming.change(from: before, to: after) else { return }
      var effects = ChangeEffects()
      if let table = part.owner.objectName { effects.locks = [TableLock(table: table, mode: .accessExclusive)] }
      let action = Action(
        part.owner, "change when \(RelationText.name(after)) is checked", [statement], rank: .alterTable,
        effects: effects)
      actions.append(completed(action))
      appendSettings(from: before.settings, to: after)
    case .rename(let name):
      guard let after else { return }
      let from = PartIdentity(owner: part.owner, kind: part.kind, name: name)
      guard let before = relation.oldParts[from], var renaming = before.renaming else { return }
      var isAside = false
      let isSwapped = relation.parts.contains { other, what in
        what == .rename(from: part.name) && other.kind == part.kind
      }
      let isTaken = after.relationName.map(renamedAway.contains) ?? false
      if isTaken || isSwapped {
        // Another has the name, and may wait for this one's.
        let temporary = TemporaryName.part(renaming: from.name)
        var aside = Action(
          part.owner, "set the name of \(part.kind) \(from.name) free", [renaming + temporary.sql], rank: .rename)
        if let name = before.relationName { aside.destroys = [.name(name)] }
        aside.produces = [.absence(from)]
        actions.append(aside)
        renaming = RelationPart.renaming(PartIdentity(owner: part.owner, kind: part.kind, name: temporary))
        isAside = true
      }
      var action = Action(
        part.owner, "rename \(part.kind) \(name) to \(part.name)", [renaming + part.name.sql], rank: .rename)
      if isAside {
        action.needs = [.absence(from), .absence(part)]
      } else if let name = before.relationName {
        action.destroys = [.name(name)]
      }
      if let name = after.relationName { action.produces = [.name(name)] }
      action.produces.insert(.part(part))
      actions.append(action)
      appendSettings(from: before.settings, to: after)
    }
  }

  /// Whether the part is dropped with the parent's index that it belongs to.
  func goesWithParent(_ part: RelationPart) -> Bool {
    guard let parent = part.attachedTo else { return false }
    return decisions.relations.values.contains { relation in
      relation.parts.contains { identity, what in
        (what == .drop || what == .rebuild) && identity.name == parent.name
          && (identity.kind == .index || identity.kind == .constraint)
          && relation.identity != part.identity.owner && relation.identity.schema == parent.schema
      }
    }
  }

  mutating func appendCreation(_ part: RelationPart) throws(SchemaDiffError) {
    if let creation = part.creation {
      var effects = ChangeEffects()
      if let table = part.identity.owner.objectName {
        effects.locks = [
          TableLock(
            table: table, mode: PartLock.creation(part.phase), isLong: PartLock.readsTable(part.phase, creation))
        ]
      }
      if let condition = PartLock.condition(part, creation) { effects.conditions = [condition] }
      let statement = ObjectStatement(text: creation, names: new.names(in: creation))
      var action = Action(
        part.identity.owner, "add \(RelationText.name(part))", [creation], rank: .creation(part.phase),
        effects: effects)
      action.operation = .createPart(part.identity)
      action.produces = Set(statement.names.definitions.map(Resource.name))
      action.produces.insert(.part(part.identity))
      if let name = part.relationName { action.produces.insert(.name(name)) }
      if part.isKey, let key = part.identity.owner.nameKey { action.produces.insert(.keys(key)) }
      action.needs = uses(statement.names, of: part.identity.owner).subtracting(action.produces)
      action.wishes = Set(decisions.extensionsCreated.map(Resource.object))
      if part.phase == .foreignKey { action.needs.formUnion(try partitionsLeaving(keyIn: creation)) }
      if part.phase == .check { action.needs.formUnion(try checksBelow(part.identity)) }
      // The parent's index takes over those that its partitions have.
      for child in decisions.relations.values {
        for (identity, what) in child.parts where what == .create || what == .rebuild {
          guard let parent = child.newParts[identity]?.attachedTo?.key, parent == part.relationName else { continue }
          action.needs.insert(.part(identity))
        }
      }
      if statement.isUncheckedCheck {
        action.wishes.formUnion(try tablesMade(below: part.identity.owner))
      } else if let key = part.identity.owner.nameKey, Self.isTakenOver(part.phase) {
        action.produces.insert(.settings(key))
      }
      actions.append(action)
      if let parent = part.attachedTo, let schema = part.identity.owner.schema {
        let index = QualifiedName(schema: schema, name: part.identity.name)
        var attachment = Action(
          part.identity.owner, "attach index \(part.identity.name) to \(parent)",
          ["ALTER INDEX \(parent.sql) ATTACH PARTITION \(index.sql)"], rank: .creation(.indexAttachment))
        attachment.needs = [.part(part.identity), .name(parent.key), .name(index.key)]
        // Only a partition's index can be one of its parent's.
        for table in decisions.relations[part.identity.owner]?.attachment?.joining ?? [] {
          attachment.needs.insert(.bounds(table.parent.key))
        }
        actions.append(attachment)
      }
    }
    appendSettings(from: [], to: part)
  }

  mutating func appendDrop(_ part: RelationPart) {
    guard let creation = part.creation else {
      for setting in part.settings {
        actions.append(
          completed(Action(part.identity.owner, "reset \(setting.subject)", [setting.reset], rank: .alterTable)))
      }
      return
    }
    actions.append(dropAction(part, releasing: old.names(in: creation)))
  }

  /// The names of the partitions' indexes that are dropped with their parent's.
  private func namesGoing(with parent: NameKey) -> Set<Resource> {
    var names: Set<Resource> = []
    for relation in decisions.relations.values {
      for part in relation.oldParts.values where part.attachedTo?.key == parent {
        guard let name = part.relationName else { continue }
        names.insert(.name(name))
        names.formUnion(namesGoing(with: name))
      }
    }
    return names
  }

  func dropAction(_ part: RelationPart, releasing names: StatementNames) -> Action {
    var effects = ChangeEffects()
    if let table = part.identity.owner.objectName {
      effects.locks = [TableLock(table: table, mode: .accessExclusive)]
    }
    var action = Action(
      part.identity.owner, "drop \(RelationText.name(part))", [part.removal], rank: .removal(part.phase),
      effects: effects)
    action.operation = .dropPart(part.identity)
    action.destroys = [.part(part.identity)]
    action.produces = [.absence(part.identity)]
    if let name = part.relationName {
      action.destroys.insert(.name(name))
      action.destroys.formUnion(namesGoing(with: name))
    }
    if part.isKey, let key = part.identity.owner.nameKey { action.destroys.insert(.keys(key)) }
    if part.phase == .check { action.needs = checksAbove(part.identity) }
    action.releases = uses(names, of: part.identity.owner).subtracting(action.destroys)
    action.releases.formUnion((decisions.extensionsDropped + decisions.extensionsMoved).map(Resource.object))
    return action
  }

  /// That the tables above have a check of the name no more: as long as they have it, it cannot be dropped.
  private func checksAbove(_ part: PartIdentity) -> Set<Resource> {
    guard let table = (try? old.object(part.owner)) as? Table else { return [] }
    var absences: Set<Resource> = []
    for parent in table.parents {
      let owner = ObjectIdentity(kind: .table, schema: parent.schema, name: parent.name)
      let above = PartIdentity(owner: owner, kind: part.kind, name: part.name)
      absences.insert(.absence(above))
      absences.formUnion(checksAbove(above))
    }
    return absences
  }

  /// That the tables below have no check of the name of their own any more, where they are to have this one.
  private func checksBelow(_ part: PartIdentity) throws(SchemaDiffError) -> Set<Resource> {
    guard let table = part.owner.objectName else { return [] }
    return Set(
      try old.descendants(of: table).map { child in
        .absence(PartIdentity(owner: child.identity, kind: part.kind, name: part.name))
      })
  }

  mutating func appendSettings(from old: [RelationPart.Setting], to part: RelationPart) {
    var statements = old.filter { setting in !part.settings.contains { $0.subject == setting.subject } }.map(\.reset)
    statements += part.settings.filter { !old.contains($0) }.map(\.set)
    guard !statements.isEmpty else { return }
    var action = Action(
      part.identity.owner, "change settings of \(RelationText.name(part))", statements, rank: .creation(.state))
    action.needs = [.part(part.identity)]
    actions.append(action)
  }

  // MARK: - Marks

  /// CLUSTER ON and REPLICA IDENTITY, which name an index and go with it.
  mutating func appendMarks(from old: any SchemaObject, to new: Table, _ relation: RelationDecision) {
    guard let old = old as? Table else { return }
    let (before, after) = (TableMarks(old), TableMarks(new))
    let rebuilt = Set(relation.parts.filter { $0.value == .rebuild }.keys.map(\.name))
    let losesNotNull = relation.columns.values.contains { ($0.old?.isNotNull ?? false) && $0.new?.isNotNull == false }
    for (mark, previous) in zip(after.marks, before.marks) {
      let isLost = mark.index.map(rebuilt.contains) ?? false
      guard mark != previous || isLost else { continue }
      if let none = mark.none, previous.index != nil, mark.index != nil, losesNotNull {
        // The columns of the index that identifies rows are NOT NULL as long as it does.
        actions.append(Action(new.identity, mark.summary, [none], rank: .rename))
      }
      var action = Action(
        new.identity, mark.summary, [mark.statement], rank: mark.index == nil ? .rename : .creation(.state))
      if let index = mark.index {
        let filled = relation.columns.filter { $0.value.new?.isNotNull ?? false }.keys
        action.needs.formUnion(filled.map { .notNull(new.name.key, $0) })
        for kind in [PartIdentity.Kind.index, .constraint] {
          action.needs.insert(.part(PartIdentity(owner: new.identity, kind: kind, name: index)))
        }
      }
      actions.append(action)
    }
  }
}
