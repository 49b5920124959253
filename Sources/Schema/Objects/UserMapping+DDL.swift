extension UserMapping: SchemaObject {
  package var identity: ObjectIdentity {
    ObjectIdentity(kind: .userMapping, name: Identifier("\(role?.text ?? "public") on \(server.text)"))
  }

  package func write(to ddl: inout DDLWriter) {
    var text = "CREATE USER MAPPING FOR \(role?.sql ?? "PUBLIC") SERVER \(server.sql)"
    if !options.isEmpty { text += " OPTIONS (\(options.joined(separator: ", ")))" }
    ddl.statement(text)
  }
}
