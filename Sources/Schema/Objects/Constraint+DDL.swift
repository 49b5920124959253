extension Constraint {
  /// The clause in CREATE TABLE or ADD CONSTRAINT.
  package func clause(in form: DDLForm) -> String {
    if indexOptions.isEmpty { return "CONSTRAINT \(name.sql) \(definition)" }
    // Storage parameters stand before what says when the key is checked.
    let times = [" DEFERRABLE INITIALLY DEFERRED", " DEFERRABLE"]
    let time = times.first { definition.hasSuffix($0) } ?? ""
    let options = " WITH (\(DDLOptions.list(indexOptions, in: form)))"
    return "CONSTRAINT \(name.sql) \(definition.dropLast(time.count))\(options)\(time)"
  }

  /// Whether it stands within CREATE TABLE: needs no other table, no function that could need this one, and is valid.
  var isInline: Bool {
    switch kind {
    case .primaryKey, .unique: true
    case .check: isValidated && !ExpressionText.callsUserRoutine(definition)
    case .notNull: isValidated
    case .exclusion, .foreignKey: false
    }
  }

  /// What follows `PRIMARY KEY` or `UNIQUE`; `nil` for other constraints.
  var keyColumns: Substring? {
    switch kind {
    case .primaryKey: definition.dropFirst("PRIMARY KEY".count)
    case .unique: definition.dropFirst("UNIQUE".count)
    case .exclusion, .check, .foreignKey, .notNull: nil
    }
  }

  package static func isOrderedBefore(_ left: Constraint, _ right: Constraint) -> Bool {
    left.kind == right.kind ? left.name < right.name : left.kind.rank < right.kind.rank
  }
}
