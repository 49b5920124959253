extension Trigger {
  package func write(to ddl: inout DDLWriter, table: QualifiedName) {
    if let definition { ddl.statement(definition) }
    if firing != .origin || definition == nil {
      ddl.statement("ALTER TABLE \(table.sql) \(firing.rawValue) TRIGGER \(name.sql)")
    }
    ddl.comment(comment, on: "TRIGGER \(name.sql) ON \(table.sql)")
  }
}
