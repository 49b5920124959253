import Schema

/// Types that are made anew while columns have them.
extension ActionBuilder {
  // MARK: - Types

  /// Makes a type anew beside the old one, which the columns leave one by one.
  mutating func replaceType(_ identity: ObjectIdentity) throws(SchemaDiffError) {
    guard let name = identity.objectName, let object = try old.object(identity) else { return }
    let successor = new.contains(identity) ? identity : new.successor(ofType: identity)
    guard try isLeftByOthers(identity) else {
      try drop(identity)
      if successor == identity { try create(identity) }
      return
    }
    let aside = Identifier("confiture_old_" + String(name.name.text.prefix(40)))
    let keyword = identity.kind.rawValue.uppercased()
    var rename = Action(
      identity, "set the old type aside",
      access.keeping(identity)
        + ["ALTER \(keyword) \(name.sql) RENAME TO \(aside.sql)"] + Self.renamingMultirange(of: object)
        + Self.strippingDomain(object, named: QualifiedName(schema: name.schema, name: aside)),
      rank: .creation(.schema))
    if let domain = object as? DomainType {
      for text in domain.constraints.map(\.definition) + [domain.expression].compactMap({ $0 }) {
        rename.releases.formUnion(uses(old.names(in: text), of: identity))
      }
      rename.releases.remove(.name(name.key))
    }
    rename.produces = [.aside(identity)]
    // All that names the type is gone before, but for columns and types that are set aside themselves.
    rename.destroys = [.name(name.key)]
    actions.append(rename)
    let created = actions.count
    if successor == identity { try create(identity) }
    for index in created..<actions.count {
      actions[index].needs.insert(.aside(identity))
      // Constraints that a domain gets later find no values then.
      guard identity.kind == .domain, actions[index].isOfDomain else { continue }
      actions[index].produces.insert(.name(name.key))
      actions[index].needs.remove(.name(name.key))
    }
    let asideName = QualifiedName(schema: name.schema, name: aside)
    var drop = Action(
      identity, "drop the old type",
      [DropStatement.text(for: object, named: asideName) ?? "DROP \(keyword) \(asideName.sql)"],
      rank: .removal(.type))
    drop.needs = [.object(successor ?? identity)]
    drop.needs.formUnion(try tablesCopied(of: identity).map(Resource.oldTable))
    drop.destroys = [.oldType(identity)]
    for key in Set(old.statements(of: identity).flatMap(\.names.references).map(\.key)) {
      drop.releases.formUnion(replacedTypes.filter { $0.nameKey == key }.map(Resource.oldType))
    }
    asideTypes.append(identity)
    for (owner, relation) in decisions.relations {
      for (column, change) in relation.columns {
        guard let before = change.old, let key = owner.nameKey, isType(of: before, name.key) else { continue }
        drop.needs.insert(.column(key, column))
      }
    }
    actions.append(drop)
  }

  /// Has an old domain let go of what its default and its constraints call.
  private static func strippingDomain(_ object: any SchemaObject, named name: QualifiedName) -> [String] {
    guard let domain = object as? DomainType else { return [] }
    let alter = "ALTER DOMAIN \(name.sql)"
    return (domain.expression == nil ? [] : ["\(alter) DROP DEFAULT"])
      + domain.constraints.map { "\(alter) DROP CONSTRAINT \($0.name.sql)" }
  }

  /// What lets go of a type that was set aside need only do so before that one is dropped.
  mutating func leaveOldTypes() {
    for type in asideTypes {
      guard let key = type.nameKey else { continue }
      for index in actions.indices where actions[index].releases.contains(.name(key)) {
        guard
          actions[index].destroys.contains(where: \.isColumn) || actions[index].produces.contains(where: \.isOldTable)
        else { continue }
        actions[index].releases.remove(.name(key))
        actions[index].releases.insert(.oldType(type))
      }
    }
  }

  /// The tables that have columns of a type and are made anew with their rows.
  func tablesCopied(of type: ObjectIdentity) throws(SchemaDiffError) -> [ObjectIdentity] {
    guard let key = type.nameKey else { return [] }
    var tables: [ObjectIdentity] = []
    for (identity, decision) in decisions.objects where decision == .copy {
      guard let table = try old.object(identity) as? Table else { continue }
      if table.columns.contains(where: { isType(of: $0, key) }) { tables.append(identity) }
    }
    return tables
  }

  /// A type changes while no table is one of it.
  func leavingTables(_ action: Action) -> Action {
    guard action.object.kind == .type, let key = action.object.nameKey else { return action }
    var action = action
    for (table, relation) in decisions.relations where relation.rowType?.before?.key == key {
      action.needs.insert(.detached(table))
    }
    action.produces.insert(.settings(key))
    return action
  }

  var replacedTypes: [ObjectIdentity] {
    decisions.objects.filter { $0.value == .replaceType }.keys.sorted()
  }
}
