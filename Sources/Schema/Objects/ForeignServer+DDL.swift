extension ForeignDataWrapper: SchemaObject {
  package var identity: ObjectIdentity { ObjectIdentity(kind: .foreignDataWrapper, name: name) }

  package func write(to ddl: inout DDLWriter) {
    var text = "CREATE FOREIGN DATA WRAPPER \(name.sql)"
    if let handler { text += " HANDLER \(handler)" }
    if let validator { text += " VALIDATOR \(validator)" }
    if !options.isEmpty { text += " OPTIONS (\(options.joined(separator: ", ")))" }
    ddl.statement(text)
    ddl.comment(comment, on: "FOREIGN DATA WRAPPER \(name.sql)")
    ddl.access(access, on: "FOREIGN DATA WRAPPER \(name.sql)")
  }
}

extension ForeignServer: SchemaObject {
  package var identity: ObjectIdentity { ObjectIdentity(kind: .server, name: name) }

  package func write(to ddl: inout DDLWriter) {
    var text = "CREATE SERVER \(name.sql)"
    if let type { text += " TYPE \(SQLLiteral.quote(type))" }
    if let version { text += " VERSION \(SQLLiteral.quote(version))" }
    text += " FOREIGN DATA WRAPPER \(wrapper.sql)"
    if !options.isEmpty { text += " OPTIONS (\(options.joined(separator: ", ")))" }
    ddl.statement(text)
    ddl.comment(comment, on: "SERVER \(name.sql)")
    ddl.access(access, on: "FOREIGN SERVER \(name.sql)", alter: "SERVER \(name.sql)")
  }
}
