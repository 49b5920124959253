extension AccessMethod: SchemaObject {
  package var identity: ObjectIdentity { ObjectIdentity(kind: .accessMethod, name: name) }

  package func write(to ddl: inout DDLWriter) {
    ddl.statement("CREATE ACCESS METHOD \(name.sql) TYPE \(kind.rawValue) HANDLER \(handler)")
    ddl.comment(comment, on: "ACCESS METHOD \(name.sql)")
  }
}
