extension DomainType: SchemaObject {
  package var identity: ObjectIdentity { ObjectIdentity(kind: .domain, schema: name.schema, name: name.name) }

  package func write(to ddl: inout DDLWriter) {
    var text = "CREATE DOMAIN \(name.sql) AS \(baseType)"
    if let collation { text += " COLLATE \(collation)" }
    let hasLateDefault = expression.map(ExpressionText.callsUserRoutine) ?? false
    if let expression, !hasLateDefault { text += " DEFAULT \(expression)" }
    if isNotNull { text += " NOT NULL" }
    for constraint in constraints where constraint.isInline { text += "\n  \(constraint.clause(in: ddl.form))" }
    ddl.statement(text)
    if let expression, hasLateDefault { ddl.statement("ALTER DOMAIN \(name.sql) SET DEFAULT \(expression)") }
    for constraint in constraints where !constraint.isInline {
      ddl.statement("ALTER DOMAIN \(name.sql) ADD \(constraint.clause(in: ddl.form))")
    }
    ddl.comment(comment, on: "DOMAIN \(name.sql)")
    for constraint in constraints {
      ddl.comment(constraint.comment, on: "CONSTRAINT \(constraint.name.sql) ON DOMAIN \(name.sql)")
    }
    ddl.access(access, on: "TYPE \(name.sql)", alter: "DOMAIN \(name.sql)")
  }
}
