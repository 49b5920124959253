extension EventTrigger: SchemaObject {
  package var identity: ObjectIdentity { ObjectIdentity(kind: .eventTrigger, name: name) }

  package var hasOwnFingerprintForm: Bool { tags.count > 1 }

  package func write(to ddl: inout DDLWriter) {
    // Their order does not matter.
    let listed = (ddl.form == .file ? tags : tags.sorted()).map(SQLLiteral.quote).joined(separator: ", ")
    let condition = tags.isEmpty ? "" : " WHEN TAG IN (\(listed))"
    ddl.statement("CREATE EVENT TRIGGER \(name.sql) ON \(event)\(condition) EXECUTE FUNCTION \(function)()")
    if firing != .origin { ddl.statement("ALTER EVENT TRIGGER \(name.sql) \(firing.rawValue)") }
    ddl.comment(comment, on: "EVENT TRIGGER \(name.sql)")
    ddl.access(access, on: "EVENT TRIGGER \(name.sql)")
  }
}
