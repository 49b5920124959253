extension EventTrigger: SchemaObject {
  package var identity: ObjectIdentity { ObjectIdentity(kind: .eventTrigger, name: name) }

  package func write(to ddl: inout DDLWriter) {
    let tags = tags.isEmpty ? "" : " WHEN TAG IN (\(tags.map(SQLLiteral.quote).joined(separator: ", ")))"
    ddl.statement("CREATE EVENT TRIGGER \(name.sql) ON \(event)\(tags) EXECUTE FUNCTION \(function)()")
    if firing != .origin { ddl.statement("ALTER EVENT TRIGGER \(name.sql) \(firing.rawValue)") }
    ddl.comment(comment, on: "EVENT TRIGGER \(name.sql)")
    ddl.access(access, on: "EVENT TRIGGER \(name.sql)")
  }
}
