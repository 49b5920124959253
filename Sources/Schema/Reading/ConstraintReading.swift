/// Reads constraints as they stand in CREATE TABLE, ADD CONSTRAINT and CREATE DOMAIN.
enum ConstraintReading {
  /// `CONSTRAINT name definition`, the whole of the cursor.
  static func constraint(_ cursor: inout StatementCursor) throws(SnapshotReadingError) -> Constraint {
    try cursor.expect("CONSTRAINT")
    let name = try cursor.name()
    let kind = try kind(cursor)
    var constraint = Constraint(kind: kind, name: name, definition: "")
    let start = cursor.index
    if kind == .primaryKey || kind == .unique, let with = cursor.words.firstWord("WITH", from: start) {
      // Storage parameters stand before what says when the key is checked.
      let definition = cursor.text(start..<with)
      cursor.skip(to: with + 1)
      constraint.indexOptions = try cursor.options()
      constraint.definition = cursor.isAtEnd ? definition : "\(definition) \(try cursor.rest())"
    } else {
      constraint.definition = try cursor.rest()
    }
    let definition = constraint.definition
    constraint.isValidated = !(definition.hasSuffix(" NOT VALID") || definition.hasSuffix(" NOT ENFORCED"))
    return constraint
  }

  private static func kind(_ cursor: StatementCursor) throws(SnapshotReadingError) -> Constraint.Kind {
    if cursor.isAt("PRIMARY") { return .primaryKey }
    if cursor.isAt("UNIQUE") { return .unique }
    if cursor.isAt("EXCLUDE") { return .exclusion }
    if cursor.isAt("CHECK") { return .check }
    if cursor.isAt("FOREIGN") { return .foreignKey }
    if cursor.isAt("NOT") { return .notNull }
    throw cursor.failure()
  }
}
