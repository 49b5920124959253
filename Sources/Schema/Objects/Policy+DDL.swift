extension Policy {
  package func write(to ddl: inout DDLWriter, table: QualifiedName) {
    var text = "CREATE POLICY \(name.sql) ON \(table.sql)"
    if isRestrictive { text += " AS RESTRICTIVE" }
    if command != "ALL" { text += " FOR \(command)" }
    if !roles.isEmpty { text += " TO " + roles.map(\.sql).joined(separator: ", ") }
    if let using { text += " USING \(CanonicalText.parenthesized(using))" }
    if let check { text += " WITH CHECK \(CanonicalText.parenthesized(check))" }
    ddl.statement(text)
    ddl.comment(comment, on: "POLICY \(name.sql) ON \(table.sql)")
  }
}
