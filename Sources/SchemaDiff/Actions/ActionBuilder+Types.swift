import Schema

/// Types that are made anew while columns have them.
extension ActionBuilder {
  // MARK: - Types

  /// Makes a type anew beside the old one, which the columns leave one by one.
  mutating func replaceType(_ identity: ObjectIdentity) throws(SchemaDiffError) {
    guard let name = identity.objectName, let object = try old.object(identity) else { return }
    guard isLeftByOthers(identity) else {
      try drop(identity)
      try create(identity)
      return
    }
    let aside = Identifier("confiture_old_" + String(name.name.text.prefix(40)))
    let keyword = identity.kind.rawValue.uppercased()
    var rename = Action(
      identity, "set the old type aside",
      access.keeping(identity)
        + ["ALTER \(keyword) \(name.sql) RENAME TO \(aside.sql)"] + Self.renamingMultirange(of: object),
      rank: .creation(.schema))
    rename.produces = [.aside(identity)]
    // All that names the type is gone before, but for columns and types that are set aside themselves.
    rename.destroys = [.name(name.key)]
    actions.append(rename)
    let created = actions.count
    try create(identity)
    for index in created..<actions.count { actions[index].needs.insert(.aside(identity)) }
    let asideName = QualifiedName(schema: name.schema, name: aside)
    var drop = Action(
      identity, "drop the old type",
      [DropStatement.text(for: object, named: asideName) ?? "DROP \(keyword) \(asideName.sql)"],
      rank: .removal(.type))
    drop.needs = [.object(identity)]
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

  /// What lets go of a type that was set aside need only do so before that one is dropped.
  mutating func leaveOldTypes() {
    for type in asideTypes {
      guard let key = type.nameKey else { continue }
      for index in actions.indices where actions[index].releases.contains(.name(key)) {
        guard actions[index].destroys.contains(where: \.isColumn) else { continue }
        actions[index].releases.remove(.name(key))
        actions[index].releases.insert(.oldType(type))
      }
    }
  }

  var replacedTypes: [ObjectIdentity] {
    decisions.objects.filter { $0.value == .replaceType }.keys.sorted()
  }
}
