import Schema

/// Compares two states of a foreign-data wrapper.
struct WrapperRules {
  let old: ForeignDataWrapper
  let new: ForeignDataWrapper

  func alteration() -> Alteration {
    var clauses: [String] = []
    if old.handler != new.handler { clauses.append(new.handler.map { "HANDLER \($0)" } ?? "NO HANDLER") }
    if old.validator != new.validator { clauses.append(new.validator.map { "VALIDATOR \($0)" } ?? "NO VALIDATOR") }
    if old.options != new.options { clauses.append(ForeignOptionChanges.clause(from: old.options, to: new.options)) }
    if clauses.isEmpty { return .actions([]) }
    let statement = "ALTER FOREIGN DATA WRAPPER \(new.name.sql) \(clauses.joined(separator: " "))"
    let functions = [old.handler, old.validator].compactMap { $0 }
    return .actions([
      .alteration(
        of: new.identity, "change definition", statement, rank: .creation(.server), lettingGoOf: functions)
    ])
  }
}

/// Compares two states of a foreign server.
struct ServerRules {
  let old: ForeignServer
  let new: ForeignServer

  func alteration() -> Alteration {
    guard old.wrapper == new.wrapper, old.type == new.type else { return .rebuild }
    var clauses: [String] = []
    if old.version != new.version { clauses.append("VERSION \(new.version.map(SQLLiteral.quote) ?? "NULL")") }
    if old.options != new.options { clauses.append(ForeignOptionChanges.clause(from: old.options, to: new.options)) }
    if clauses.isEmpty { return .actions([]) }
    let statement = "ALTER SERVER \(new.name.sql) \(clauses.joined(separator: " "))"
    return .actions([Action(new.identity, "change options", [statement], rank: .creation(.server))])
  }
}

/// Compares two states of a user mapping, of which only the options can differ.
struct UserMappingRules {
  let old: UserMapping
  let new: UserMapping

  func alteration() -> Alteration {
    guard old.options != new.options else { return .actions([]) }
    let role = new.role?.sql ?? "PUBLIC"
    let options = ForeignOptionChanges.clause(from: old.options, to: new.options)
    var action = Action.alteration(
      of: new.identity, "change options", "ALTER USER MAPPING FOR \(role) SERVER \(new.server.sql) \(options)",
      rank: .creation(.server))
    // Snapshots hold no secrets.
    if options.contains(SecretOption.placeholder) {
      action.effects.conditions = ["'\(SecretOption.placeholder)' is not replaced by the secret"]
    }
    return .actions([action])
  }
}

extension ForeignOptionChanges {
  static func clause(from old: [String], to new: [String]) -> String { "OPTIONS (\(list(from: old, to: new)))" }
}
