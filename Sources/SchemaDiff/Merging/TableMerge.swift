import Schema

extension AttributeMerge {
  mutating func table(_ tables: Three<Table>) -> Table {
    var merged = tables.ours
    merged.columns = parts(
      tables[\.columns],
      Naming(
        name: { $0.name }, attribute: { $0.name.text },
        text: { $0.definition(of: tables.ours.name, in: .file) })
    ) { merge, name, columns in merge.column(columns, named: name) }
    settings(of: &merged, tables)
    merged.constraints = parts(
      tables[\.constraints],
      Naming(
        name: { $0.name }, attribute: { "constraint \($0.name.text)" },
        text: { "ALTER TABLE \(tables.ours.name.sql) ADD \($0.clause(in: .file))" })
    ).sorted(by: Constraint.isOrderedBefore)
    merged.indexes = indexes(tables[\.indexes])
    merged.triggers = triggers(tables[\.triggers])
    merged.rules = rules(tables[\.rules])
    merged.statistics = statistics(tables[\.statistics])
    merged.policies = policies(tables[\.policies])
    merged.comment = comment(tables[\.comment])
    merged.access = access(tables[\.access])
    return merged
  }

  private mutating func settings(of merged: inout Table, _ tables: Three<Table>) {
    merged.isUnlogged = flag("unlogged", tables[\.isUnlogged])
    merged.rowType = value("row type", tables[\.rowType]) { $0?.sql }
    merged.parents = value("parents", tables[\.parents]) { $0.map(\.sql).joined(separator: ", ") }
    merged.partitionBound = text("partition bound", tables[\.partitionBound])
    merged.partitionKey = text("partition key", tables[\.partitionKey])
    merged.hasOwnColumnOrder = tables.ours.hasOwnColumnOrder || tables.theirs.hasOwnColumnOrder
    merged.hasInheritedParts = tables.ours.hasInheritedParts || tables.theirs.hasInheritedParts
    merged.inheritedColumnChanges = parts(
      tables[\.inheritedColumnChanges],
      Naming(
        name: { Identifier("\($0.column.text)\0\($0.change.subject)") },
        attribute: { "\($0.column.text).\($0.change.subject)" }, text: { "\($0.change)" })
    ).sorted { $0.column < $1.column }
    merged.options = settings("option", tables[\.options])
    merged.hasRowSecurity = flag("row security", tables[\.hasRowSecurity])
    merged.forcesRowSecurity = flag("forced row security", tables[\.forcesRowSecurity])
    merged.replicaIdentity = value("replica identity", tables[\.replicaIdentity]) { "\($0)" }
    merged.accessMethod = value("access method", tables[\.accessMethod]) { $0?.sql }
    if let base = tables.base.foreign, let ours = tables.ours.foreign, let theirs = tables.theirs.foreign {
      let sources = Three(base, ours, theirs)
      merged.foreign?.server = value("server", sources[\.server]) { $0.sql }
      merged.foreign?.options = settings("option", sources[\.options], separator: " ")
        .sorted { Identifier($0) < Identifier($1) }
    }
  }

  // MARK: Columns

  mutating func column(_ columns: Three<Column>, named name: String) -> Column {
    var merged = columns.ours
    merged.type = type(columns[\.type], of: name)
    merged.collation = text("\(name).collation", within: name, columns[\.collation])
    merged.isNotNull = flag("\(name).not null", within: name, columns[\.isNotNull])
    merged.notNullName = value("\(name).not null name", within: name, columns[\.notNullName]) { $0?.text }
    merged.generation = value("\(name).generation", within: name, columns[\.generation]) { $0?.rawValue }
    merged.expression = text("\(name).default", within: name, columns[\.expression])
    merged.identity = value("\(name).identity", within: name, columns[\.identity]) { identity in
      identity.map { "GENERATED \($0.kind.rawValue) AS IDENTITY \($0.options)" }
    }
    merged.storage = text("\(name).storage", within: name, columns[\.storage])
    merged.compression = text("\(name).compression", within: name, columns[\.compression])
    merged.statisticsTarget = value("\(name).statistics", within: name, columns[\.statisticsTarget]) {
      $0.map(String.init)
    }
    merged.options = settings("option", within: name, columns[\.options])
    merged.foreignOptions = settings("foreign option", within: name, columns[\.foreignOptions], separator: " ")
      .sorted { Identifier($0) < Identifier($1) }
    merged.isLocal = flag("\(name).local", within: name, columns[\.isLocal])
    merged.isInherited = flag("\(name).inherited", within: name, columns[\.isInherited])
    merged.comment = text("\(name).comment", within: name, columns[\.comment])
    return merged
  }

  private mutating func type(_ types: Three<String>, of column: String) -> String {
    let attribute = "\(column).type"
    let names = types.map(Identifier.init)
    if widensTypes, choice(attribute, within: column) == nil, names.ours != names.theirs, names.ours != names.base,
      names.theirs != names.base, let wider = TypeWidening.wider(types.ours, types.theirs)
    {
      noteCombined(attribute)
      return wider
    }
    return value(attribute, within: column, names) { $0.text }.text
  }

  // MARK: Parts of tables and views

  mutating func indexes(_ lists: Three<[Index]>) -> [Index] {
    parts(
      lists,
      Naming(name: { $0.name.name }, attribute: { "index \($0.name.name.text)" }, text: { $0.definition })
    ).sorted { $0.name < $1.name }
  }

  mutating func triggers(_ lists: Three<[Trigger]>) -> [Trigger] {
    parts(
      lists,
      Naming(
        name: { $0.name }, attribute: { "trigger \($0.name.text)" },
        text: { ($0.definition ?? "the parent's trigger") + ($0.firing == .origin ? "" : " \($0.firing.rawValue)") })
    ).sorted { $0.name < $1.name }
  }

  mutating func rules(_ lists: Three<[RewriteRule]>) -> [RewriteRule] {
    parts(
      lists,
      Naming(
        name: { $0.name }, attribute: { "rule \($0.name.text)" },
        text: { $0.definition + ($0.firing == .origin ? "" : " \($0.firing.rawValue)") })
    ).sorted { $0.name < $1.name }
  }

  mutating func statistics(_ lists: Three<[ExtendedStatistics]>) -> [ExtendedStatistics] {
    parts(
      lists,
      Naming(
        name: { Identifier($0.name.description) }, attribute: { "statistics \($0.name)" }, text: { $0.definition })
    ).sorted { $0.name < $1.name }
  }

  private mutating func policies(_ lists: Three<[Policy]>) -> [Policy] {
    parts(
      lists,
      Naming(
        name: { $0.name }, attribute: { "policy \($0.name.text)" },
        text: { policy in
          let roles = policy.roles.isEmpty ? "PUBLIC" : policy.roles.map(\.sql).joined(separator: ", ")
          let using = policy.using.map { " USING \($0)" } ?? ""
          let check = policy.check.map { " WITH CHECK \($0)" } ?? ""
          return "CREATE POLICY \(policy.name.sql) FOR \(policy.command) TO \(roles)\(using)\(check)"
        })
    ).sorted { $0.name < $1.name }
  }
}

extension InheritedColumnChange.Change {
  fileprivate var subject: String {
    switch self {
    case .setDefault, .dropDefault: "default"
    case .setExpression: "expression"
    case .setNotNull, .dropNotNull: "not null"
    }
  }
}
