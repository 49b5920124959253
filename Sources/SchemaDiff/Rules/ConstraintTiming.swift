import Schema

/// When a foreign key is checked: the only thing of it that can be altered.
struct ConstraintTiming {
  private let rest: Substring
  private let clause: String

  /// The statement that makes one foreign key the other; `nil` if they differ in more.
  static func change(from old: RelationPart, to new: RelationPart) -> String? {
    guard old.phase == .foreignKey, new.phase == .foreignKey, let before = old.creation.map(ConstraintTiming.init),
      let after = new.creation.map(ConstraintTiming.init), before.rest.utf8.elementsEqual(after.rest.utf8)
    else { return nil }
    let identity = new.identity
    return "ALTER TABLE \(identity.owner.sqlName) ALTER CONSTRAINT \(identity.name.sql) \(after.clause)"
  }

  private init(_ creation: String) {
    let isDeferred = creation.hasSuffix(" DEFERRABLE INITIALLY DEFERRED")
    if isDeferred || creation.hasSuffix(" DEFERRABLE") {
      clause = isDeferred ? "DEFERRABLE INITIALLY DEFERRED" : "DEFERRABLE INITIALLY IMMEDIATE"
      rest = creation.dropLast((isDeferred ? " DEFERRABLE INITIALLY DEFERRED" : " DEFERRABLE").count)
    } else {
      clause = "NOT DEFERRABLE"
      rest = creation[...]
    }
  }
}
