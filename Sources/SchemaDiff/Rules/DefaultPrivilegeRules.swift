import Schema

/// Compares two states of the default privileges of one role; `nil` is to have none.
///
/// They change the privileges of what is created while they are in force: what goes, goes before anything is created,
/// and what comes, comes after.
struct DefaultPrivilegeRules {
  let old: DefaultPrivileges?
  let new: DefaultPrivileges?

  func actions() -> [Action] {
    guard let some = new ?? old else { return [] }
    let within = some.schema.map { " IN SCHEMA \($0.sql)" } ?? ""
    let prefix = "ALTER DEFAULT PRIVILEGES FOR ROLE \(some.role.sql)\(within) "
    var removals: [String] = [], additions: [String] = []
    for kind in Set((old?.grants ?? []).map(\.kind) + (new?.grants ?? []).map(\.kind)).sorted() {
      let changes = GrantChanges(old: Self.grants(old, kind), new: Self.grants(new, kind), target: kind)
      removals += changes.removals.map { prefix + $0 }
      additions += changes.additions.map { prefix + $0 }
    }
    var actions: [Action] = []
    if !removals.isEmpty {
      var action = Action(some.identity, "take away default privileges", removals, rank: .rename)
      if let schema = some.schema { action.releases = [.object(ObjectIdentity(kind: .schema, name: schema))] }
      actions.append(action)
    }
    if !additions.isEmpty {
      var action = Action(some.identity, "give default privileges", additions, rank: .creation(.defaultPrivileges))
      if let schema = some.schema { action.needs = [.object(ObjectIdentity(kind: .schema, name: schema))] }
      action.followsCreations = true
      actions.append(action)
    }
    return actions
  }

  private static func grants(_ privileges: DefaultPrivileges?, _ kind: String) -> [Grant] {
    (privileges?.grants ?? []).filter { $0.kind == kind }.map(\.grant)
  }
}

/// Default privileges that stay in force while objects are created, and what they do to these.
struct StandingDefaults {
  private let privileges: [DefaultPrivileges]

  /// Those of the new state that the old one has at least in part.
  init(old: [DefaultPrivileges], new: [DefaultPrivileges]) {
    privileges = new.compactMap { after in
      guard let before = old.first(where: { $0.identity == after.identity }) else { return nil }
      var kept = after
      kept.grants = after.grants.filter { item in
        before.grants.contains { other in
          other.kind == item.kind && other.grant.role == item.grant.role
            && (other.grant.action == .revoke) == (item.grant.action == .revoke)
        }
      }
      return kept.grants.isEmpty ? nil : kept
    }
  }

  /// The statements that take from a new object what the defaults give it and its file does not.
  ///
  /// They are for after its owner is set and before its own grants. The object may be created by another role than the
  /// defaults are for; then they change nothing.
  func corrections(of object: any SchemaObject) -> [String] {
    guard let kind = Self.kind(of: object.identity.kind), let companions = ObjectCompanions(object) else { return [] }
    let schema = object.identity.schema
    let owner = companions.access?.owner
    var statements = corrections(
      of: kind, in: schema, on: companions.grantTarget, owner: owner, grants: companions.access?.grants ?? [])
    if let table = object as? Table {
      for column in table.columns {
        guard let identity = column.identity else { continue }
        let name =
          identity.sequenceName
          ?? QualifiedName(
            schema: table.name.schema, name: AutomaticName.make(table.name.name, column.name.text, "seq"))
        statements += corrections(
          of: "SEQUENCES", in: schema, on: "SEQUENCE \(name.sql)", owner: owner, grants: identity.grants)
      }
    }
    return statements
  }

  private func corrections(
    of kind: String, in schema: Identifier?, on target: String, owner: Identifier?, grants: [Grant]
  ) -> [String] {
    let own = grants.filter { $0.column == nil }
    var statements: [String] = []
    for entry in privileges where entry.schema == nil || entry.schema == schema {
      for (name, grant) in entry.grants where name == kind && (grant.role == nil || grant.role != owner) {
        if Self.goesWithoutSaying(grant, kind) { continue }
        let matching = own.filter { $0.role == grant.role && ($0.action == .revoke) == (grant.action == .revoke) }
        guard let statement = Self.excess(of: grant, over: matching)?.statement(on: target) else { continue }
        if !statements.contains(statement) { statements.append(statement) }
      }
    }
    return statements
  }

  /// Whether PUBLIC has of such an object what the default gives it, whatever is said.
  private static func goesWithoutSaying(_ grant: Grant, _ kind: String) -> Bool {
    let usual = ["FUNCTIONS": "EXECUTE", "TYPES": "USAGE"][kind]
    return grant.role == nil && grant.action == .grant && usual != nil
      && grant.privileges.allSatisfy { $0 == usual }
  }

  /// What undoes the part of a default that the object's own grants do not repeat.
  private static func excess(of grant: Grant, over own: [Grant]) -> Grant? {
    var excess = grant
    excess.action = grant.action == .revoke ? .grant : .revoke
    if own.contains(where: { $0 == grant || $0.privileges.isEmpty && $0.action == grant.action }) { return nil }
    let isWeaker = grant.action == .grantWithGrantOption
    if !isWeaker {
      excess.privileges = grant.privileges.filter { name in !own.contains { $0.privileges.contains(name) } }
      if !grant.privileges.isEmpty, excess.privileges.isEmpty { return nil }
    }
    return excess
  }

  private static func kind(of kind: ObjectKind) -> String? {
    switch kind {
    case .table, .foreignTable, .view, .materializedView: "TABLES"
    case .sequence: "SEQUENCES"
    case .function, .procedure, .aggregate: "FUNCTIONS"
    case .type, .domain: "TYPES"
    case .schema: "SCHEMAS"
    case .extension, .collation, .eventTrigger, .publication, .foreignDataWrapper, .server, .cast,
      .textSearchDictionary, .textSearchConfiguration, .textSearchParser, .textSearchTemplate, .operator,
      .operatorClass, .operatorFamily, .conversion, .language, .transform, .accessMethod, .userMapping, .subscription,
      .securityLabel, .defaultPrivileges:
      nil
    }
  }
}
