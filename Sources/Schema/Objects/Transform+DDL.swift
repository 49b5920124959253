extension Transform: SchemaObject {
  package var identity: ObjectIdentity {
    ObjectIdentity(kind: .transform, name: Identifier("\(type) language \(language.text)"))
  }

  package func write(to ddl: inout DDLWriter) {
    let target = "TRANSFORM FOR \(type) LANGUAGE \(language.sql)"
    let ways = [
      fromSQL.map { "FROM SQL WITH FUNCTION \($0)" }, toSQL.map { "TO SQL WITH FUNCTION \($0)" },
    ]
    ddl.statement("CREATE \(target) (\n  \(ways.compactMap { $0 }.joined(separator: ",\n  "))\n)")
    ddl.comment(comment, on: target)
  }
}
