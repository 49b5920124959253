extension Publication: SchemaObject {
  package var identity: ObjectIdentity { ObjectIdentity(kind: .publication, name: name) }

  package func write(to ddl: inout DDLWriter) {
    var text = "CREATE PUBLICATION \(name.sql)"
    if hasAllTables { text += " FOR ALL TABLES" }
    if !members.isEmpty { text += " FOR\n  " + members.joined(separator: ",\n  ") }
    if !options.isEmpty { text += "\(members.isEmpty ? " " : "\n")WITH (\(options.joined(separator: ", ")))" }
    ddl.statement(text)
    ddl.comment(comment, on: "PUBLICATION \(name.sql)")
    ddl.access(access, on: "PUBLICATION \(name.sql)")
  }
}
