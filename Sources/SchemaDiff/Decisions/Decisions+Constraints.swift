import Schema

/// What cannot be without an index or a constraint, other than by its table.
extension Decisions {
  /// A partition's index is dropped with the parent's index that it belongs to.
  mutating func rebuildAttached(to part: PartIdentity) throws(SchemaDiffError) {
    guard let owner = part.owner.objectName, let schema = part.owner.schema else { return }
    let name = QualifiedName(schema: schema, name: part.name)
    for child in try old.descendants(of: owner) {
      for own in RelationPart.parts(of: child) where own.attachedTo == name { try rebuild(own.identity) }
    }
  }

  /// A query depends on the casts between its types, and does not name them.
  mutating func rebuildUsers(ofCast identity: ObjectIdentity) throws(SchemaDiffError) {
    guard let cast = try old.object(identity) as? Cast else { return }
    let types = [cast.source, cast.target].flatMap { old.names(in: $0).references.map(\.key) }
    let functions = old.statements(of: identity).prefix(1).flatMap(\.names.references).map(\.key)
    for type in types {
      casts[type, default: []].insert(.object(identity))
      casts[type, default: []].formUnion(functions.filter { !types.contains($0) }.map(Resource.name))
      for user in old.objects(mentioning: type) {
        switch user.kind {
        case .view, .materializedView, .function, .procedure: try rebuild(user, using: .name(type))
        case .table, .foreignTable: try rebuildParts(of: user, using: .name(type))
        default: break
        }
      }
    }
  }

  /// Queries that group by a primary key may show columns that depend on it, and INSERT may name a constraint.
  mutating func rebuildUsers(ofConstraint part: PartIdentity) throws(SchemaDiffError) {
    guard part.kind == .constraint, let table = part.owner.nameKey,
      let constraint = relations[part.owner]?.oldParts[part], let creation = constraint.creation, constraint.isKey
    else { return }
    let isPrimary = StatementWords(creation).firstWord("PRIMARY", from: 0) != nil
    let columns = KeyColumns(constraint)?.names ?? []
    for identity in old.objects(mentioning: table) where identity != part.owner {
      guard self[identity] == nil || self[identity] == .alter, new.contains(identity) else { continue }
      switch identity.kind {
      case .view, .materializedView, .function, .procedure: break
      default: continue
      }
      let isUser = old.statements(of: identity).prefix(1).contains { statement in
        guard statement.names.references.contains(where: { $0.key == table }) else { return false }
        return isPrimary && statement.groups && columns.isSubset(of: statement.names.words)
          || statement.namesConflict && statement.names.words.contains(part.name)
      }
      if isUser { decide(identity, .rebuild) }
    }
  }
}

extension ObjectStatement {
  /// Whether it makes a partition, or has a table become one.
  var isPartition: Bool { text.contains("PARTITION OF") || text.contains("ATTACH PARTITION") }
  /// Whether it adds a CHECK constraint that old rows need not satisfy.
  var isUncheckedCheck: Bool { names.phase == .check && text.hasSuffix(" NOT VALID") }
  /// Whether it makes an index in which no two rows are alike.
  var isUniqueIndex: Bool { text.hasPrefix("CREATE UNIQUE INDEX ") }
  /// Whether rows are grouped, so that columns may depend on a key.
  var groups: Bool { text.contains("GROUP BY") }
  /// Whether rows are inserted unless a constraint is in the way.
  var namesConflict: Bool { text.contains("ON CONFLICT ON CONSTRAINT") }

  /// The tables whose keys it may need to be there.
  var keysUsed: Set<Resource> {
    guard [.view, .materializedView, .routine].contains(names.phase), groups || namesConflict else { return [] }
    return Set(names.references.map { Resource.keys($0.key) })
  }
}
