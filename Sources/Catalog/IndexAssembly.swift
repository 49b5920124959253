import Schema

/// Puts indexes together, with their places in the indexes of partitioned tables.
struct IndexAssembly {
  private let assembly: CatalogAssembly
  private let byRelation: [Int: [IndexRow]]
  private let byNumber: [Int: IndexRow]
  private let columns: [Int: [IndexColumnRow]]
  private let parents: [Int: Int]

  init(_ assembly: CatalogAssembly) {
    let content = assembly.content
    self.assembly = assembly
    byRelation = Dictionary(grouping: content.indexes.lazy.filter { !$0.isOfConstraint }, by: \.relation)
    byNumber = Dictionary(content.indexes.map { ($0.oid, $0) }, uniquingKeysWith: { first, _ in first })
    columns = Dictionary(grouping: content.indexColumns, by: \.index)
      .mapValues { rows in rows.sorted { $0.number < $1.number } }
    parents = Dictionary(content.inheritance.map { ($0.child, $0.parent) }, uniquingKeysWith: { first, _ in first })
  }

  /// What the model leaves out of indexes.
  var uncovered: [UncoveredObject] {
    assembly.content.indexes.compactMap { row in
      row.tablespace.map {
        UncoveredObject(kind: "tablespace", name: "\($0) of \(assembly.qualified(row.namespace, row.name))")
      }
    }
  }

  /// The indexes of a relation that belong to no constraint.
  func indexes(of relation: Int, table: Identifier, columns tableColumns: [ColumnRow]) -> [Index] {
    (byRelation[relation] ?? []).map { row in
      var definition = row.definition ?? text(of: row, tableColumns)
      if row.isPartitioned, row.isValid { definition = Self.withoutOnly(definition) }
      var index = Index(name: assembly.qualified(row.namespace, row.name), definition: definition)
      index.isValid = row.isPartitioned || row.isValid
      index.isClustered = row.isClustered
      index.isReplicaIdentity = row.isReplicaIdentity
      index.attachedTo = attachment(of: row, table: table)
      index.statisticsTargets = (columns[row.oid] ?? []).compactMap { column in
        column.statisticsTarget.map { (column.number, $0) }
      }
      index.comment = assembly.comment(CatalogNumber.relation, row.oid)
      return index
    }.sorted { $0.name < $1.name }
  }

  /// The row of a constraint's index.
  func row(_ index: Int) -> IndexRow? { byNumber[index] }

  /// A usual B-tree as `pg_get_indexdef` prints it.
  private func text(of row: IndexRow, _ tableColumns: [ColumnRow]) -> String {
    func name(_ number: Int) -> String {
      tableColumns.first { $0.number == number }?.column.name.sql ?? ""
    }
    guard let table = assembly.relationNames[row.relation] else { return "" }
    var text = row.isUnique ? "CREATE UNIQUE INDEX " : "CREATE INDEX "
    text += "\(row.name.sql) ON \(row.isPartitioned ? "ONLY " : "")\(table.sql) USING btree ("
    for (position, number) in row.columns.prefix(row.keyCount).enumerated() {
      if position > 0 { text += ", " }
      text += name(number)
      let order = position < row.orders.count ? row.orders[position] : 0
      // NULLS FIRST goes with DESC, NULLS LAST with ASC.
      if order & 1 != 0 { text += order & 2 != 0 ? " DESC" : " DESC NULLS LAST" }
      if order == 2 { text += " NULLS FIRST" }
    }
    text += ")"
    let included = row.columns.dropFirst(row.keyCount)
    if !included.isEmpty { text += " INCLUDE (\(included.map(name).joined(separator: ", ")))" }
    if row.nullsAreEqual { text += " NULLS NOT DISTINCT" }
    if let predicate = row.predicate { text += " WHERE \(predicate)" }
    return text
  }

  /// Adds to a constraint what is known of its index.
  func describe(_ constraint: inout Constraint, index: Int, table: Identifier) {
    guard let row = byNumber[index] else { return }
    constraint.isClustered = row.isClustered
    constraint.isReplicaIdentity = row.isReplicaIdentity
    constraint.attachedTo = attachment(of: row, table: table)
    constraint.indexComment = assembly.comment(CatalogNumber.relation, row.oid)
    constraint.indexOptions = row.keyOptions
  }

  private func attachment(of row: IndexRow, table: Identifier) -> AttachedIndex? {
    guard row.isAttached, let parent = parents[row.oid].flatMap({ byNumber[$0] }) else { return nil }
    let isBuiltWithParent = parent.isValid
    return AttachedIndex(
      parent: assembly.qualified(parent.namespace, parent.name),
      isAutomatic: isBuiltWithParent && row.name == automaticName(of: row, table: table))
  }

  /// The name the server would choose for an index of a new partition.
  private func automaticName(of row: IndexRow, table: Identifier) -> Identifier {
    if row.isPrimary { return AutomaticName.make(table, nil, "pkey") }
    let label = row.isExclusion ? "excl" : row.isOfConstraint ? "key" : "idx"
    let names = (columns[row.oid] ?? []).map(\.name)
    return AutomaticName.make(table, AutomaticName.columns(names), label)
  }

  /// `CREATE INDEX i ON ONLY t …` without ONLY: indexes of partitions come with it.
  private static func withoutOnly(_ definition: String) -> String {
    let words = Array(" ON ONLY ".utf8)
    let bytes = Array(definition.utf8)
    guard bytes.count > words.count,
      let start = bytes.indices.dropLast(words.count).first(where: { bytes[$0...].starts(with: words) })
    else { return definition }
    return String(decoding: bytes[..<start] + Array(" ON ".utf8) + bytes[(start + words.count)...], as: UTF8.self)
  }
}
