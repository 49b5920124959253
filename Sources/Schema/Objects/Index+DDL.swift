extension Index {
  /// What stands behind the definition of an index that is not valid.
  static let invalidMark = " /* invalid: to be rebuilt */"

  /// Writes the index and all that is set on it, but for what names it from its table (CLUSTER ON, replica identity).
  package func write(to ddl: inout DDLWriter) {
    if !(attachedTo?.isAutomatic ?? false) {
      ddl.statement(isValid ? definition : definition + Self.invalidMark)
    }
    for (column, target) in statisticsTargets {
      ddl.statement("ALTER INDEX \(name.sql) ALTER COLUMN \(column) SET STATISTICS \(target)")
    }
    ddl.comment(comment, on: "INDEX \(name.sql)")
  }
}
