extension Language: SchemaObject {
  package var identity: ObjectIdentity { ObjectIdentity(kind: .language, name: name) }

  package func write(to ddl: inout DDLWriter) {
    var text = "CREATE \(isTrusted ? "TRUSTED " : "")LANGUAGE \(name.sql) HANDLER \(handler)"
    if let inline { text += " INLINE \(inline)" }
    if let validator { text += " VALIDATOR \(validator)" }
    ddl.statement(text)
    ddl.comment(comment, on: "LANGUAGE \(name.sql)")
    ddl.access(access, on: "LANGUAGE \(name.sql)")
  }
}
