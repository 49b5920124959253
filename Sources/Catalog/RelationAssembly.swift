import Schema

/// Puts relations together with all that belongs to them.
struct RelationAssembly {
  private let assembly: CatalogAssembly
  private let columns: [Int: [ColumnRow]]
  private let constraints: [Int: [ConstraintRow]]
  private let triggers: [Int: [TriggerRow]]
  private let rules: [Int: [RuleRow]]
  private let policies: [Int: [PolicyRow]]
  private let statistics: [Int: [StatisticsRow]]
  private let indexes: IndexAssembly
  /// Parents of children, in order.
  private let parents: [Int: [Int]]
  private let identitySequences: [ColumnKey: SequenceRow]
  private let relations: [Int: RelationRow]
  private struct ColumnKey: Hashable {
    let relation: Int
    let number: Int
  }

  init(_ assembly: CatalogAssembly) {
    let content = assembly.content
    self.assembly = assembly
    columns = Dictionary(grouping: content.columns, by: \.relation).mapValues { rows in
      let isSorted = zip(rows, rows.dropFirst()).allSatisfy { $0.number < $1.number }
      return isSorted ? rows : rows.sorted { $0.number < $1.number }
    }
    constraints = Dictionary(grouping: content.constraints.lazy.filter { $0.relation != 0 }, by: \.relation)
    triggers = Dictionary(grouping: content.triggers, by: \.relation)
    rules = Dictionary(grouping: content.rules, by: \.relation)
    policies = Dictionary(grouping: content.policies, by: \.relation)
    statistics = Dictionary(grouping: content.statistics, by: \.relation)
    indexes = IndexAssembly(assembly)
    parents = Dictionary(grouping: content.inheritance, by: \.child).mapValues { $0.map(\.parent) }
    relations = Dictionary(content.relations.map { ($0.oid, $0) }, uniquingKeysWith: { first, _ in first })
    var identitySequences: [ColumnKey: SequenceRow] = [:]
    for sequence in content.sequences where sequence.isIdentity {
      guard let owner = sequence.owner else { continue }
      identitySequences[ColumnKey(relation: owner, number: sequence.ownerColumn)] = sequence
    }
    self.identitySequences = identitySequences
  }

  func objects() -> [any SchemaObject] {
    assembly.content.relations.concurrentMap(object).compactMap(\.self)
  }

  /// Every relation with its number, rendered, or as it was known.
  func rendered(_ options: SnapshotOptions, with known: [Int: RenderedObject]) -> [(Int, RenderedObject)] {
    let relations = assembly.content.relations
    let others = relations.filter { known[$0.oid] == nil }.concurrentMap { relation in
      object(relation).map { (relation.oid, RenderedObject($0, options)) }
    }
    return others.compactMap(\.self) + relations.compactMap { row in known[row.oid].map { (row.oid, $0) } }
  }

  /// What the model leaves out: where the rows are kept.
  var uncovered: [UncoveredObject] {
    let ofRelations = assembly.content.relations.compactMap { relation in
      relation.tablespace.map {
        UncoveredObject(
          kind: "tablespace", name: "\($0) of \(assembly.relationNames[relation.oid]?.description ?? "")")
      }
    }
    return ofRelations + indexes.uncovered
  }

  private func object(_ relation: RelationRow) -> (any SchemaObject)? {
    switch relation.kind {
    case .table, .partitionedTable, .foreignTable: table(relation)
    case .view, .materializedView: view(relation)
    case .compositeType: composite(relation)
    case nil: nil
    }
  }

  // MARK: Tables

  private func table(_ relation: RelationRow) -> Table {
    let name = assembly.qualified(relation.namespace, relation.name)
    var table = Table(name: name)
    table.isUnlogged = relation.isUnlogged
    table.accessMethod = accessMethod(of: relation)
    table.options = relation.options
    table.hasRowSecurity = relation.hasRowSecurity
    table.forcesRowSecurity = relation.forcesRowSecurity
    // Foreign tables have none, which the catalog says as NOTHING.
    table.replicaIdentity = relation.kind == .foreignTable ? .primaryKey : relation.replicaIdentity
    table.partitionBound = relation.partitionBound
    table.partitionKey = relation.partitionKey
    if relation.kind == .foreignTable {
      table.foreign = assembly.content.foreignTables.first { $0.relation == relation.oid }?.source
    }
    table.rowType = relation.rowType.flatMap { type in
      let relation =
        assembly.content.relations.first { $0.type == type }?.oid
        ?? assembly.content.memberRelations.first { $0.type == type }?.oid
      return relation.flatMap { assembly.relationNames[$0] }
    }
    let parentNumbers = parents[relation.oid] ?? []
    table.parents = parentNumbers.compactMap { assembly.relationNames[$0] }
    table.columns = (columns[relation.oid] ?? []).map { column($0, of: relation, name) }
    addConstraints(of: relation, to: &table)
    table.indexes = indexes.indexes(
      of: relation.oid, table: relation.name, columns: columns[relation.oid] ?? [])
    if !parentNumbers.isEmpty { addInheritance(from: parentNumbers, of: relation.oid, to: &table) }
    addCompanions(of: relation.oid, triggers: &table.triggers, rules: &table.rules, statistics: &table.statistics)
    table.policies = (policies[relation.oid] ?? []).map { row in
      var policy = row.policy
      policy.comment = assembly.comment(CatalogNumber.policy, row.oid)
      return policy
    }.sorted { $0.name < $1.name }
    table.comment = assembly.comment(CatalogNumber.relation, relation.oid)
    table.access = assembly.access(CatalogNumber.relation, relation.oid, columns: columns[relation.oid] ?? [])
    return table
  }

  private static let usualAccessMethod: Identifier = "heap"

  /// The access method, if it must be said: a partition has its parent's by itself.
  private func accessMethod(of relation: RelationRow) -> Identifier? {
    guard let method = relation.accessMethod else { return nil }
    let inherited =
      relation.partitionBound == nil ? nil : parents[relation.oid]?.first.flatMap { relations[$0]?.accessMethod }
    return method == Self.usualAccessMethod && (inherited ?? method) == method ? nil : method
  }

  private func column(_ row: ColumnRow, of relation: RelationRow, _ table: QualifiedName) -> Column {
    var column = row.column
    column.comment = assembly.comment(CatalogNumber.relation, relation.oid, row.number)
    if let kind = row.identityKind,
      let sequence = identitySequences[ColumnKey(relation: relation.oid, number: row.number)]
    {
      let name = assembly.qualified(sequence.namespace, sequence.name)
      let automatic = AutomaticName.make(table.name, column.name.text, "seq")
      column.identity = IdentityColumn(
        kind: kind,
        sequenceName: name == QualifiedName(schema: table.schema, name: automatic) ? nil : name,
        options: sequence.options, comment: assembly.comment(CatalogNumber.relation, sequence.oid))
      column.identity?.grants = assembly.access(CatalogNumber.relation, sequence.oid)?.grants ?? []
    }
    return column
  }

  private func addConstraints(of relation: RelationRow, to table: inout Table) {
    for row in constraints[relation.oid] ?? [] {
      var constraint = row.constraint
      if constraint.kind == .notNull {
        guard let number = row.notNullColumn,
          let position = (columns[relation.oid] ?? []).firstIndex(where: { $0.number == number })
        else { continue }
        let automatic = AutomaticName.make(relation.name, table.columns[position].name.text, "not_null")
        if constraint.definition.isEmpty {
          if constraint.name != automatic { table.columns[position].notNullName = constraint.name }
          continue
        }
        table.columns[position].isNotNull = false
      }
      if let parts = row.parts { constraint.definition = definition(parts, row, of: relation.oid) }
      constraint.comment = assembly.comment(CatalogNumber.constraint, row.oid)
      if let index = row.index { indexes.describe(&constraint, index: index, table: relation.name) }
      table.constraints.append(constraint)
    }
    table.constraints.sort(by: Constraint.isOrderedBefore)
  }

  private func definition(_ parts: ConstraintText, _ row: ConstraintRow, of relation: Int) -> String {
    func name(_ relation: Int, _ number: Int) -> Identifier? {
      columns[relation]?.first { $0.number == number }?.column.name
    }
    if row.constraint.kind != .foreignKey {
      return parts.key(index: row.index.flatMap(indexes.row)) { name(relation, $0) }
    }
    return parts.foreignKey(
      name: { name(relation, $0) }, referencedName: name, qualified: assembly.qualified)
  }

  /// Compares a child's columns with its parents'.
  private func addInheritance(from parentNumbers: [Int], of relation: Int, to table: inout Table) {
    let parentColumns = parentNumbers.map { (columns[$0] ?? []) }
    if table.partitionBound != nil, let parent = parentColumns.first {
      table.hasOwnColumnOrder = table.columns.map(\.name) != parent.map(\.column.name)
      table.noteValidChecks(of: (constraints[parentNumbers[0]] ?? []).map(\.constraint))
    }
    for index in table.columns.indices {
      let column = table.columns[index]
      let inherited = parentColumns.compactMap { rows in rows.first { $0.column.name == column.name }?.column }
      if inherited.isEmpty { continue }
      if table.partitionBound != nil, let row = parentColumns[0].first(where: { $0.column.name == column.name }),
        row.identityKind != nil
      {
        table.columns[index].identity = nil
      }
      table.noteChanges(of: column, from: inherited)
      // A child takes these over when it is made, so that it has to say that it has none of its own.
      if column.storage == nil, inherited.contains(where: { $0.storage != nil }) {
        table.columns[index].storage =
          columns[relation]?.first { $0.column.name == column.name }?.typeStorage
      }
      if column.compression == nil, inherited.contains(where: { $0.compression != nil }) {
        table.columns[index].compression = "default"
      }
    }
    table.inheritedColumnChanges.sort { $0.column < $1.column }
  }

  private func addCompanions(
    of relation: Int, triggers: inout [Trigger], rules: inout [RewriteRule], statistics: inout [ExtendedStatistics]
  ) {
    triggers = (self.triggers[relation] ?? []).map { row in
      var trigger = row.trigger
      trigger.comment = assembly.comment(CatalogNumber.trigger, row.oid)
      return trigger
    }.sorted { $0.name < $1.name }
    rules = (self.rules[relation] ?? []).map { row in
      var rule = row.rule
      rule.comment = assembly.comment(CatalogNumber.rule, row.oid)
      return rule
    }.sorted { $0.name < $1.name }
    statistics = (self.statistics[relation] ?? []).map { row in
      ExtendedStatistics(
        name: assembly.qualified(row.namespace, row.name), definition: row.definition, target: row.target,
        comment: assembly.comment(CatalogNumber.statistics, row.oid),
        access: assembly.access(CatalogNumber.statistics, row.oid))
    }.sorted { $0.name < $1.name }
  }

  // MARK: Views and composite types

  private func view(_ relation: RelationRow) -> View {
    var view = View(
      name: assembly.qualified(relation.namespace, relation.name), isMaterialized: relation.kind == .materializedView,
      query: relation.query ?? "")
    view.options = relation.options
    view.accessMethod = relation.accessMethod.flatMap { $0 == Self.usualAccessMethod ? nil : $0 }
    for row in columns[relation.oid] ?? [] {
      let column = column(row, of: relation, view.name)
      let isPlain =
        column.comment == nil && column.expression == nil && column.storage == nil && column.compression == nil
        && column.statisticsTarget == nil && column.options.isEmpty
      if !isPlain { view.columns.append(column) }
    }
    if relation.callsWhatNeedsIt { view.announcement = announcement(of: relation.oid) }
    if ExpressionText.namesColumnsByPosition(view.query) {
      view.referencedColumns = referencedColumns(of: relation.oid)
    }
    view.indexes = indexes.indexes(
      of: relation.oid, table: relation.name, columns: columns[relation.oid] ?? [])
    addCompanions(of: relation.oid, triggers: &view.triggers, rules: &view.rules, statistics: &view.statistics)
    view.comment = assembly.comment(CatalogNumber.relation, relation.oid)
    view.access = assembly.access(CatalogNumber.relation, relation.oid, columns: columns[relation.oid] ?? [])
    return view
  }

  /// A query of NULLs that gives a view's columns.
  private func announcement(of view: Int) -> String {
    let columns = (columns[view] ?? []).map { row in
      let collation = row.column.collation.map { " COLLATE \($0)" } ?? ""
      return "NULL::\(row.column.type)\(collation) AS \(row.column.name.sql)"
    }
    return " SELECT " + columns.joined(separator: ",\n    ")
  }

  /// `schema.table.column` of each column that a view's query uses, sorted.
  private func referencedColumns(of view: Int) -> [String] {
    let names = assembly.content.viewColumns.filter { $0.view == view }.compactMap { row -> String? in
      guard let relation = assembly.relationNames[row.relation],
        let column = columns[row.relation]?.first(where: { $0.number == row.number })
      else { return nil }
      return "\(relation.sql).\(column.column.name.sql)"
    }
    return names.sorted { Identifier($0) < Identifier($1) }
  }

  private func composite(_ relation: RelationRow) -> CompositeType {
    let name = assembly.qualified(relation.namespace, relation.name)
    var type = CompositeType(
      name: name,
      attributes: (columns[relation.oid] ?? []).map { row in
        var column = column(row, of: relation, name)
        column.storage = nil  // What is stored is up to the tables that use it.
        return column
      })
    type.comment = assembly.comment(CatalogNumber.type, relation.type)
    type.access = assembly.access(CatalogNumber.type, relation.type)
    return type
  }
}
