extension RewriteRule {
  package func write(to ddl: inout DDLWriter, table: QualifiedName) {
    ddl.statement(definition)
    if firing != .origin { ddl.statement("ALTER TABLE \(table.sql) \(firing.rawValue) RULE \(name.sql)") }
    ddl.comment(comment, on: "RULE \(name.sql) ON \(table.sql)")
  }
}
