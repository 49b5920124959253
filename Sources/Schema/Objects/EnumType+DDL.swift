extension EnumType: SchemaObject {
  package var identity: ObjectIdentity { ObjectIdentity(kind: .type, schema: name.schema, name: name.name) }

  package func write(to ddl: inout DDLWriter) {
    let list = labels.map { "\n  " + SQLLiteral.quote($0) }.joined(separator: ",")
    ddl.statement("CREATE TYPE \(name.sql) AS ENUM (\(list)\(labels.isEmpty ? "" : "\n"))")
    ddl.comment(comment, on: "TYPE \(name.sql)")
    ddl.access(access, on: "TYPE \(name.sql)")
  }
}
