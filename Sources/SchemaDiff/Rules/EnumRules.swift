import Schema

/// Compares two states of an enumerated type.
struct EnumRules {
  let old: EnumType
  let new: EnumType

  func alteration() -> Alteration {
    let kept = new.labels.filter { old.labels.contains($0) }
    guard kept == old.labels else { return .replaceType }
    var actions: [Action] = []
    for (index, label) in new.labels.enumerated() where !old.labels.contains(label) {
      // Each label before is there by now.
      var place = ""
      if index > 0 {
        if new.labels[index...].contains(where: old.labels.contains) {
          place = " AFTER \(SQLLiteral.quote(new.labels[index - 1]))"
        }
      } else if let first = old.labels.first {
        place = " BEFORE \(SQLLiteral.quote(first))"
      }
      var action = Action(
        new.identity, "add value '\(label)'",
        ["ALTER TYPE \(new.name.sql) ADD VALUE \(SQLLiteral.quote(label))\(place)"], rank: .creation(.type))
      action.produces = [.label(new.name.key, label)]
      if index > 0 { action.needs.insert(.label(new.name.key, new.labels[index - 1])) }
      actions.append(action)
    }
    return .actions(actions)
  }
}
