extension Publication: SchemaObject {
  package var identity: ObjectIdentity { ObjectIdentity(kind: .publication, name: name) }

  package func write(to ddl: inout DDLWriter) {
    var text = "CREATE PUBLICATION \(name.sql)"
    if hasAllTables { text += " FOR ALL TABLES" }
    var members: [String] = []
    if !tables.isEmpty { members.append("TABLE " + tables.map { "ONLY \($0)" }.joined(separator: ",\n  ")) }
    if !schemas.isEmpty { members.append("TABLES IN SCHEMA " + schemas.joined(separator: ",\n  ")) }
    if !members.isEmpty { text += " FOR\n  " + members.joined(separator: ",\n  ") }
    if !options.isEmpty { text += "\(members.isEmpty ? " " : "\n")WITH (\(options.joined(separator: ", ")))" }
    ddl.statement(text)
    ddl.comment(comment, on: "PUBLICATION \(name.sql)")
    ddl.access(access, on: "PUBLICATION \(name.sql)")
  }
}
