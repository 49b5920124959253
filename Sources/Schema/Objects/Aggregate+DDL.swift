extension Aggregate: SchemaObject {
  package var identity: ObjectIdentity {
    ObjectIdentity(kind: .aggregate, schema: name.schema, name: name.name, arguments: arguments)
  }

  package func write(to ddl: inout DDLWriter) {
    let target = "AGGREGATE \(name.sql)(\(signature))"
    ddl.statement("CREATE \(target) (\n  \(clauses.joined(separator: ",\n  "))\n)")
    ddl.comment(comment, on: target)
    ddl.access(access, on: "FUNCTION \(name.sql)(\(arguments))", alter: target)
  }
}
