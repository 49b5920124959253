extension Cast: SchemaObject {
  package var identity: ObjectIdentity { ObjectIdentity(kind: .cast, name: Identifier("\(source) as \(target)")) }

  package func write(to ddl: inout DDLWriter) {
    ddl.statement("CREATE CAST (\(source) AS \(target)) \(definition)")
    ddl.comment(comment, on: "CAST (\(source) AS \(target))")
  }
}
