extension SecurityLabel: SchemaObject {
  package var identity: ObjectIdentity {
    ObjectIdentity(kind: .securityLabel, name: Identifier("\(provider.text) on \(kind.lowercased()) \(object)"))
  }

  package func write(to ddl: inout DDLWriter) {
    ddl.statement("SECURITY LABEL FOR \(provider.sql) ON \(kind) \(object) IS \(SQLLiteral.quote(label))")
  }
}
