import Schema

/// Compares two states of an aggregate.
struct AggregateRules {
  let old: Aggregate
  let new: Aggregate

  func alteration() -> Alteration {
    if old.signature == new.signature, old.clauses == new.clauses { return .actions([]) }
    guard old.signature == new.signature, Self.result(old) == Self.result(new) else { return .rebuild }
    let list = new.clauses.joined(separator: ",\n  ")
    let text = "CREATE OR REPLACE AGGREGATE \(new.name.sql)(\(new.signature)) (\n  \(list)\n)"
    var action = Action(new.identity, "change definition", [text], rank: .creation(.aggregate))
    action.produces = [.name(new.name.key)]
    action.replacedTexts = old.clauses
    return .actions([action])
  }

  /// The clauses that make its result and its kind, which replacing cannot change.
  private static func result(_ aggregate: Aggregate) -> [String] {
    aggregate.clauses.filter { clause in ["STYPE", "FINALFUNC", "HYPOTHETICAL"].contains { isNamed(clause, $0) } }
  }

  private static func isNamed(_ clause: String, _ name: String) -> Bool {
    clause == name || clause.hasPrefix(name + " ")
  }
}
