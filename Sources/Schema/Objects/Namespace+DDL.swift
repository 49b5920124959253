extension Namespace: SchemaObject {
  package var identity: ObjectIdentity { ObjectIdentity(kind: .schema, name: name) }

  package func write(to ddl: inout DDLWriter) {
    if isDropped {
      ddl.statement("DROP SCHEMA \(name.sql)")
      return
    }
    if name != Self.publicName { ddl.statement("CREATE SCHEMA \(name.sql)") }
    if name != Self.publicName || comment != "standard public schema" {
      ddl.comment(comment, on: "SCHEMA \(name.sql)")
    }
    ddl.access(access, on: "SCHEMA \(name.sql)")
  }
}
