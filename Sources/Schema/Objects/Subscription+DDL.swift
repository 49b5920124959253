extension Subscription: SchemaObject {
  package var identity: ObjectIdentity { ObjectIdentity(kind: .subscription, name: name) }

  /// Creating it connects to nobody and replicates nothing, until somebody enables it.
  package func write(to ddl: inout DDLWriter) {
    let options = ["connect = false"] + options
    ddl.statement(
      """
      CREATE SUBSCRIPTION \(name.sql)
      CONNECTION \(SQLLiteral.quote(connection))
      PUBLICATION \(publications.map(\.sql).joined(separator: ", "))
      WITH (\(options.joined(separator: ", ")))
      """)
    ddl.access(access, on: "SUBSCRIPTION \(name.sql)")
  }
}
