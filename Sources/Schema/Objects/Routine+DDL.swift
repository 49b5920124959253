extension Routine: SchemaObject {
  package var identity: ObjectIdentity {
    ObjectIdentity(
      kind: isProcedure ? .procedure : .function, schema: name.schema, name: name.name, arguments: arguments)
  }

  package func write(to ddl: inout DDLWriter) {
    let target = "\(isProcedure ? "PROCEDURE" : "FUNCTION") \(name.sql)(\(arguments))"
    ddl.statement(definition)
    ddl.comment(comment, on: target)
    ddl.access(access, on: target)
  }
}
