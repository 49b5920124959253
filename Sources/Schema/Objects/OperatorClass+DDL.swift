extension OperatorClass: SchemaObject {
  package var identity: ObjectIdentity {
    ObjectIdentity(kind: .operatorClass, schema: name.schema, name: name.name, arguments: method.text)
  }

  package func write(to ddl: inout DDLWriter) {
    var items = members
    // The statement wants one item at least; to store the type itself says nothing.
    if let stored = storage ?? (items.isEmpty ? type : nil) { items.append("STORAGE \(stored)") }
    ddl.statement(
      """
      CREATE OPERATOR CLASS \(name.sql)\(isDefault ? " DEFAULT" : "") FOR TYPE \(type) USING \(method.sql) \
      FAMILY \(family.sql) AS
        \(items.joined(separator: ",\n  "))
      """)
    let target = "OPERATOR CLASS \(name.sql) USING \(method.sql)"
    ddl.comment(comment, on: target)
    ddl.access(access, on: target)
  }
}

extension OperatorFamily: SchemaObject {
  package var identity: ObjectIdentity {
    ObjectIdentity(kind: .operatorFamily, schema: name.schema, name: name.name, arguments: method.text)
  }

  package func write(to ddl: inout DDLWriter) {
    let target = "OPERATOR FAMILY \(name.sql) USING \(method.sql)"
    ddl.statement("CREATE \(target)")
    if !members.isEmpty { ddl.statement("ALTER \(target) ADD\n  \(members.joined(separator: ",\n  "))") }
    ddl.comment(comment, on: target)
    ddl.access(access, on: target)
  }
}
