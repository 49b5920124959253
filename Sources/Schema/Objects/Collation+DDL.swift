extension Collation: SchemaObject {
  package var identity: ObjectIdentity { ObjectIdentity(kind: .collation, schema: name.schema, name: name.name) }

  package func write(to ddl: inout DDLWriter) {
    ddl.statement("CREATE COLLATION \(name.sql) (\(clauses.joined(separator: ", ")))")
    ddl.comment(comment, on: "COLLATION \(name.sql)")
    ddl.access(access, on: "COLLATION \(name.sql)")
  }
}
