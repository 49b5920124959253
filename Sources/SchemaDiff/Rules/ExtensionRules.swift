import Schema

/// Compares two states of an extension, which keeps its members and all that uses them.
struct ExtensionRules {
  let old: Extension
  let new: Extension

  func actions() -> [Action] {
    guard old.schema != new.schema else { return [] }
    var action = Action.alteration(
      of: new.identity, "move to schema \(new.schema)",
      "ALTER EXTENSION \(new.name.sql) SET SCHEMA \(new.schema.sql)", rank: .creation(.extension))
    action.needs = [.object(ObjectIdentity(kind: .schema, name: new.schema))]
    action.releases = [.object(ObjectIdentity(kind: .schema, name: old.schema))]
    // What names its members by their old schema goes before, what names them by the new one comes after.
    action.produces = [.object(new.identity)]
    action.destroys = [.object(new.identity)]
    return [action]
  }
}
