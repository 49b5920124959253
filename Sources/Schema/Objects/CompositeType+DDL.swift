extension CompositeType: SchemaObject {
  package var identity: ObjectIdentity { ObjectIdentity(kind: .type, schema: name.schema, name: name.name) }

  package func write(to ddl: inout DDLWriter) {
    let list = attributes.map { "\n  " + $0.definition(of: name, in: ddl.form) }.joined(separator: ",")
    ddl.statement("CREATE TYPE \(name.sql) AS (\(list)\(attributes.isEmpty ? "" : "\n"))")
    ddl.comment(comment, on: "TYPE \(name.sql)")
    for attribute in attributes { ddl.comment(attribute.comment, on: "COLUMN \(name.sql).\(attribute.name.sql)") }
    ddl.access(access, on: "TYPE \(name.sql)")
  }
}
