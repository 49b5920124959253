extension Conversion: SchemaObject {
  package var identity: ObjectIdentity {
    ObjectIdentity(kind: .conversion, schema: name.schema, name: name.name)
  }

  package func write(to ddl: inout DDLWriter) {
    ddl.statement(
      """
      CREATE \(isDefault ? "DEFAULT " : "")CONVERSION \(name.sql) FOR \(SQLLiteral.quote(source)) \
      TO \(SQLLiteral.quote(destination)) FROM \(function)
      """)
    ddl.comment(comment, on: "CONVERSION \(name.sql)")
    ddl.access(access, on: "CONVERSION \(name.sql)")
  }
}
