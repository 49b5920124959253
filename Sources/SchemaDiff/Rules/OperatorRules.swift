import Schema

/// Compares two states of an operator.
struct OperatorRules {
  let old: Operator
  let new: Operator

  func alteration() -> Alteration {
    var estimated = old
    (estimated.restriction, estimated.join) = (new.restriction, new.join)
    guard ObjectRules.main(estimated) == ObjectRules.main(new) else { return .rebuild }
    var clauses: [String] = []
    if old.restriction != new.restriction { clauses.append("RESTRICT = \(new.restriction ?? "NONE")") }
    if old.join != new.join { clauses.append("JOIN = \(new.join ?? "NONE")") }
    guard !clauses.isEmpty, let target = ObjectCompanions(new)?.ownerTarget else { return .actions([]) }
    return .actions([
      .alteration(
        of: new.identity, "change estimators", "ALTER \(target) SET (\(clauses.joined(separator: ", ")))",
        rank: .creation(.operator), lettingGoOf: [old.restriction, old.join].compactMap { $0 })
    ])
  }
}

/// Compares two states of a procedural language, which functions use and nothing can take from them.
struct LanguageRules {
  let old: Language
  let new: Language

  func alteration() -> Alteration {
    replacement(of: old, by: new, [old.handler, old.inline, old.validator], rank: .creation(.language))
  }
}

/// Compares two states of a transform.
struct TransformRules {
  let old: Transform
  let new: Transform

  func alteration() -> Alteration {
    replacement(of: old, by: new, [old.fromSQL, old.toSQL], rank: .creation(.operator))
  }
}

/// CREATE OR REPLACE, where only functions can differ.
private func replacement(
  of old: any SchemaObject, by new: any SchemaObject, _ functions: [String?], rank: ActionRank
) -> Alteration {
  let before = ObjectRules.main(old), after = ObjectRules.main(new)
  guard before != after, let statement = after.first?.text else { return .actions([]) }
  return .actions([
    .alteration(
      of: new.identity, "change definition", "CREATE OR REPLACE" + statement.dropFirst("CREATE".count), rank: rank,
      lettingGoOf: functions.compactMap { $0 })
  ])
}
