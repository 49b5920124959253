package import Schema

/// What becomes of the owners and grants of objects that are created.
struct AccessPlan {
  /// Kinds that one of the same name can take the place of.
  static let relations: [ObjectKind] = [.table, .foreignTable, .view, .materializedView]

  private let standing: StandingDefaults
  private var kept: [ObjectIdentity: KeptAccess] = [:]

  init(_ decisions: Decisions) throws(SchemaDiffError) {
    standing = StandingDefaults(
      old: try Self.defaults(in: decisions.old), new: try Self.defaults(in: decisions.new))
    guard decisions.options.restoresAccess else { return }
    let pairs = decisions.recreated
    if pairs.isEmpty || decisions.old.holdsAccess || decisions.new.holdsAccess { return }
    for (number, pair) in pairs.enumerated() {
      guard let successor = try decisions.new.object(pair.to) else { continue }
      let access = KeptAccess(of: pair.from, for: successor, number: number + 1)
      (kept[pair.from], kept[pair.to]) = (access, access)
    }
  }

  /// The statement for before an object is dropped, if it is to come again.
  func keeping(_ identity: ObjectIdentity) -> [String] { kept[identity].map { [$0.keeping] } ?? [] }

  /// The statement for after it is created.
  func restoring(_ identity: ObjectIdentity) -> [String] { kept[identity].map { [$0.restoring] } ?? [] }

  /// The statements for after the owner of a new object is set.
  func corrections(of object: any SchemaObject) -> [String] { standing.corrections(of: object) }

  private static func defaults(in state: SchemaState) throws(SchemaDiffError) -> [DefaultPrivileges] {
    var found: [DefaultPrivileges] = []
    for identity in state.identities.filter({ $0.kind == .defaultPrivileges }).sorted() {
      if let privileges = try state.object(identity) as? DefaultPrivileges { found.append(privileges) }
    }
    return found
  }
}

extension Decisions {
  /// The objects that are dropped and created again, be it as a relation of another kind, sorted.
  fileprivate var recreated: [(from: ObjectIdentity, to: ObjectIdentity)] {
    let relations = AccessPlan.relations
    return objects.keys.sorted().compactMap { identity in
      switch objects[identity] {
      case .rebuild, .replaceType, .copy, .moveWithParent: return new.contains(identity) ? (identity, identity) : nil
      case .create:
        guard relations.contains(identity.kind) else { return nil }
        let before = relations.map { ObjectIdentity(kind: $0, schema: identity.schema, name: identity.name) }
        return before.first { objects[$0] == .drop }.map { ($0, identity) }
      case .drop, .alter, nil: return nil
      }
    }
  }
}

extension ActionBuilder {
  /// Has new objects get what belongs to them, whatever default privileges gave: `first` is their first action.
  mutating func giveAccess(_ identity: ObjectIdentity, from first: Int) throws(SchemaDiffError) {
    guard let object = try decisions.new.object(identity) else { return }
    let ranks = first..<actions.count
    if let main = ranks.first(where: { actions[$0].produces.contains(.object(identity)) }) {
      actions[main].statements += access.restoring(identity).map { ChangeStatement($0) }
    }
    let corrections = access.corrections(of: object).map { ChangeStatement($0) }
    if corrections.isEmpty { return }
    let owner = ranks.first { index in
      actions[index].statements.first.map { $0.text.hasPrefix("ALTER ") && $0.text.contains(" OWNER TO ") } ?? false
    }
    guard let place = owner ?? ranks.last else { return }
    actions[place].statements += corrections
  }
}

/// The blocks that generated migrations have to carry owners and grants over: they touch no rows, though they put
/// statements together from what the catalogs say.
package enum AccessBlock {
  /// Whether a statement is such a block, byte by byte, for one of some objects.
  package static func matches(_ statement: String, _ files: some Sequence<SnapshotFile>) -> Bool {
    guard let number = number(in: statement) else { return false }
    return files.contains { file in
      guard statement.contains(file.identity.name.text), let object = try? SchemaMerge.object(of: file) else {
        return false
      }
      let kinds = AccessPlan.relations.contains(file.identity.kind) ? AccessPlan.relations : [file.identity.kind]
      return kinds.contains { kind in
        let identity = file.identity
        let before = ObjectIdentity(
          kind: kind, schema: identity.schema, name: identity.name, arguments: identity.arguments)
        guard let access = KeptAccess(of: before, for: object, number: number) else { return false }
        return [access.keeping, access.restoring].contains { $0.utf8.elementsEqual(statement.utf8) }
      }
    }
  }

  private static func number(in statement: String) -> Int? {
    guard let start = statement.firstRange(of: "'confiture.access_")?.upperBound else { return nil }
    return Int(statement[start...].prefix { $0.isNumber })
  }
}
