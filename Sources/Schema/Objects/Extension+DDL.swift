extension Extension: SchemaObject {
  package var identity: ObjectIdentity { ObjectIdentity(kind: .extension, name: name) }

  package func write(to ddl: inout DDLWriter) {
    if name != "plpgsql" { ddl.statement("CREATE EXTENSION \(name.sql) WITH SCHEMA \(schema.sql)") }
    ddl.comment(comment, on: "EXTENSION \(name.sql)")
  }
}
