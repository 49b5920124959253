extension View: SchemaObject {
  package var identity: ObjectIdentity {
    ObjectIdentity(kind: isMaterialized ? .materializedView : .view, schema: name.schema, name: name.name)
  }

  package var hasOwnFingerprintForm: Bool {
    !referencedColumns.isEmpty || announcement != nil || options.count > 1
      || columns.contains { $0.options.count > 1 }
  }

  private var keyword: String { isMaterialized ? "MATERIALIZED VIEW" : "VIEW" }

  package func write(to ddl: inout DDLWriter) {
    let with = options.isEmpty ? "" : " WITH (\(DDLOptions.list(options, in: ddl.form)))"
    let method = accessMethod.map { " USING \($0.sql)" } ?? ""
    var create = "CREATE"
    if ddl.form == .file, let announcement {
      ddl.statement("CREATE VIEW \(name.sql) AS\n\(announcement)")
      create = "CREATE OR REPLACE"
    }
    ddl.statement(
      "\(create) \(keyword) \(name.sql)\(method)\(with) AS\n\(query)\(isMaterialized ? "\nWITH NO DATA" : "")")
    if ddl.form == .fingerprint, !referencedColumns.isEmpty {
      // The aliases in the query name columns by position: which ones they are is content.
      ddl.statement("-- uses " + referencedColumns.joined(separator: ", "))
    }
    for column in columns {
      if let expression = column.expression {
        ddl.statement("ALTER VIEW \(name.sql) ALTER COLUMN \(column.name.sql) SET DEFAULT \(expression)")
      }
      ddl.columnAttributes(column, alter: "ALTER \(keyword) \(name.sql)")
    }
    for index in indexes { index.write(to: &ddl) }
    for index in indexes where index.isClustered {
      ddl.statement("ALTER \(keyword) \(name.sql) CLUSTER ON \(index.name.name.sql)")
    }
    for statistics in statistics { statistics.write(to: &ddl) }
    for rule in rules { rule.write(to: &ddl, table: name) }
    for trigger in triggers { trigger.write(to: &ddl, table: name) }
    ddl.comment(comment, on: "\(keyword) \(name.sql)")
    for column in columns { ddl.comment(column.comment, on: "COLUMN \(name.sql).\(column.name.sql)") }
    ddl.access(access, on: "TABLE \(name.sql)", alter: "\(keyword) \(name.sql)")
  }
}
