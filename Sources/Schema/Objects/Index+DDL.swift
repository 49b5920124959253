extension Index {
  /// Writes the index and all that is set on it, but for what names it from its table (CLUSTER ON, replica identity).
  package func write(to ddl: inout DDLWriter) {
    if !(attachedTo?.isAutomatic ?? false) {
      ddl.statement(isValid ? definition : definition + " /* invalid: to be rebuilt */")
    }
    for (column, target) in statisticsTargets {
      ddl.statement("ALTER INDEX \(name.sql) ALTER COLUMN \(column) SET STATISTICS \(target)")
    }
    ddl.comment(comment, on: "INDEX \(name.sql)")
  }
}
