import Schema

extension Decisions {
  /// Takes up what the rules of an object that is no relation found.
  mutating func apply(_ alteration: Alteration, to identity: ObjectIdentity) {
    switch alteration {
    case .actions(let actions):
      decide(identity, .alter)
      alterations[identity] = actions
      for resource in actions.flatMap(\.destroys) { destroy(resource) }
    case .rebuild: decide(identity, .rebuild)
    case .replaceType: decide(identity, .replaceType)
    }
  }

  /// Decides about an object again that stays, now that something is destroyed that parts of it use.
  mutating func alter(_ identity: ObjectIdentity, losing use: Use) throws(SchemaDiffError) {
    guard let before = try old.object(identity), let after = try new.object(identity) else { return }
    losses[identity, default: []].append(use)
    apply(ObjectRules.alteration(from: before, to: after, context(for: identity)), to: identity)
  }

  func context(for identity: ObjectIdentity) -> RuleContext {
    let uses = losses[identity] ?? []
    return RuleContext(
      isAffected: { [old] text in uses.contains { $0.isIn(old.names(in: text), of: identity) } },
      isStored: { [old] in StoredTypes(in: old).contains(identity) },
      isContained: { [old] in StoredTypes(in: old).contains(identity, isWithinOthers: true) })
  }

  /// Alters what is there even where a state has no file of it, as every new database has it, and what is nothing but
  /// settings; `false` if the object is neither.
  mutating func alterUsual(_ identity: ObjectIdentity) throws(SchemaDiffError) -> Bool {
    switch identity.kind {
    case .defaultPrivileges:
      let before = try old.object(identity) as? DefaultPrivileges
      let after = try new.object(identity) as? DefaultPrivileges
      apply(.actions(DefaultPrivilegeRules(old: before, new: after).actions()), to: identity)
      return true
    case .schema where identity.name == Namespace.publicName, .extension where identity.name == "plpgsql":
      guard let before = try old.usualObject(identity), let after = try new.usualObject(identity) else {
        return false
      }
      apply(ObjectRules.alteration(from: before, to: after, .alone), to: identity)
      return true
    default: return false
    }
  }
}

extension SchemaState {
  /// The type of another kind that this state has under the name of a type that it has not.
  func successor(ofType type: ObjectIdentity) -> ObjectIdentity? {
    guard [.type, .domain].contains(type.kind), let schema = type.schema else { return nil }
    let other = ObjectIdentity(kind: type.kind == .type ? .domain : .type, schema: schema, name: type.name)
    return contains(other) ? other : nil
  }

  /// The object, or what every new database has in its place.
  func usualObject(_ identity: ObjectIdentity) throws(SchemaDiffError) -> (any SchemaObject)? {
    if let object = try object(identity) { return object }
    switch identity.kind {
    case .schema where identity.name == Namespace.publicName: return Namespace(name: Namespace.publicName)
    case .extension where identity.name == "plpgsql":
      return Extension(name: identity.name, schema: "pg_catalog", comment: "PL/pgSQL procedural language")
    default: return nil
    }
  }
}

/// The types that columns of tables have, by themselves or within arrays, composite types, domains and ranges.
struct StoredTypes {
  private let state: SchemaState

  init(in state: SchemaState) { self.state = state }

  /// Whether values of a type are stored; `isWithinOthers` asks for those in arrays, composite types and ranges only.
  func contains(_ identity: ObjectIdentity, isWithinOthers: Bool = false) -> Bool {
    var seen: Set<Place> = []
    var open = [Place(type: identity, isWithin: !isWithinOthers)]
    while let place = open.popLast() {
      guard seen.insert(place).inserted, let key = place.type.nameKey else { continue }
      for user in state.objects(mentioning: key) where user != place.type {
        let statements = state.statements(of: user)
        guard statements.contains(where: { $0.names.references.contains { $0.key == key } }) else { continue }
        let isWithin = place.isWithin || user.kind == .type || hasArrays(user, of: key)
        switch user.kind {
        case .table, .foreignTable, .materializedView: if isWithin { return true }
        case .type, .domain: open.append(Place(type: user, isWithin: isWithin))
        default: break
        }
      }
    }
    return false
  }

  private struct Place: Hashable {
    let type: ObjectIdentity
    let isWithin: Bool
  }

  /// Whether an object that names a type has arrays of it.
  private func hasArrays(_ user: ObjectIdentity, of key: NameKey) -> Bool {
    let types: [String]
    switch try? state.object(user) {
    case let table as Table: types = table.columns.map(\.type)
    case let domain as DomainType: types = [domain.baseType]
    default: types = []
    }
    return types.contains { type in
      type.hasSuffix("[]") && state.names(in: type).references.contains { $0.key == key }
    }
  }
}
