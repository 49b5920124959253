import Schema

/// Compares two states of an event trigger.
struct EventTriggerRules {
  let old: EventTrigger
  let new: EventTrigger

  func alteration() -> Alteration {
    guard old.event == new.event, old.tags.sorted() == new.tags.sorted(), old.function == new.function else {
      return .rebuild
    }
    if old.firing == new.firing { return .actions([]) }
    let mode = new.firing.rawValue
    return .actions([
      .alteration(
        of: new.identity, mode.lowercased(), "ALTER EVENT TRIGGER \(new.name.sql) \(mode)",
        // One that is no longer to fire does not fire on what follows.
        rank: new.firing == .disabled ? .rename : .creation(.eventTrigger))
    ])
  }
}
