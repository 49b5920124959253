extension ExtendedStatistics {
  package func write(to ddl: inout DDLWriter) {
    ddl.statement(definition)
    if let target { ddl.statement("ALTER STATISTICS \(name.sql) SET STATISTICS \(target)") }
    ddl.comment(comment, on: "STATISTICS \(name.sql)")
  }
}
