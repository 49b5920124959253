extension BaseType: SchemaObject {
  package var identity: ObjectIdentity { ObjectIdentity(kind: .type, schema: name.schema, name: name.name) }

  package func write(to ddl: inout DDLWriter) {
    // Its functions take and return it, so it is declared first.
    ddl.statement("CREATE TYPE \(name.sql)")
    // No server gives a type that is only declared a comment or an owner.
    if clauses.isEmpty { return }
    ddl.statement("CREATE TYPE \(name.sql) (\n  \(clauses.joined(separator: ",\n  "))\n)")
    ddl.comment(comment, on: "TYPE \(name.sql)")
    ddl.access(access, on: "TYPE \(name.sql)")
  }
}
