import Postgres
import Schema
import SchemaDiff

/// What a database holds besides its schema: rows, the values of sequences, the files of tables.
struct StoredData: Sendable {
  struct Column: Sendable, Hashable {
    let name: String
    let type: String
  }

  struct Relation: Sendable {
    /// The table at the top, of a partition.
    let root: QualifiedName?
    /// The number of its file; `nil` for what has none.
    let file: Int64?
    /// Those that are stored and not computed.
    var columns: [Column] = []
    /// As text; a materialized view's rows are not looked at.
    var rows: [[String?]] = []
    let hasRows: Bool
  }

  private(set) var relations: [QualifiedName: Relation] = [:]
  /// The last values, `nil` for those that were never used.
  private(set) var sequences: [QualifiedName: Int64?] = [:]

  init(of connection: Connection) throws {
    try connection.script("SET datestyle = 'ISO'; SET timezone = 'UTC'; SET row_security = off; SET search_path = ''")
    for row in try connection.query(Self.relationQuery).rows {
      relations[Self.name(row)] = Relation(
        root: row.isNull(3) ? nil : QualifiedName(schema: Identifier(row.text(3)), name: Identifier(row.text(5))),
        file: row.optionalText(4).flatMap(Int64.init), hasRows: row.text(2) != "m")
    }
    for row in try connection.query(Self.columnQuery).rows {
      relations[Self.name(row)]?.columns.append(Column(name: row.text(2), type: row.text(3)))
    }
    for (name, relation) in relations where relation.hasRows {
      let rows = try Self.rows(of: name, relation, connection)
      relations[name]?.rows = rows
    }
    for row in try connection.query(Self.sequenceQuery).rows {
      sequences.updateValue(row.optionalInt64(2), forKey: Self.name(row))
    }
  }

  private static func rows(of name: QualifiedName, _ relation: Relation, _ connection: Connection) throws
    -> [[String?]]
  {
    let columns = relation.columns.map { "\(Identifier($0.name).sql)::text" }
    guard !columns.isEmpty else { return [] }
    // Tables of an inheritance hierarchy each hold rows of their own.
    let only = relation.file == nil ? "" : "ONLY "
    let query = "SELECT \(columns.joined(separator: ", ")) FROM \(only)\(name.sql)"
    return try connection.query(SQLText(unescaped: query)).rows.map { row in
      columns.indices.map { row.optionalText($0) }
    }
  }

  private static func name(_ row: Row) -> QualifiedName {
    QualifiedName(schema: Identifier(row.text(0)), name: Identifier(row.text(1)))
  }

  private static let own: SQLText = """
    n.nspname NOT LIKE 'pg\\_%' AND n.nspname NOT IN ('information_schema', 'confiture') AND NOT EXISTS (
      SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
    """

  private static let relationQuery: SQLText = """
    SELECT n.nspname, c.relname, c.relkind, m.nspname, pg_relation_filenode(c.oid), r.relname
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_class r ON c.relispartition AND r.oid = pg_partition_root(c.oid)
    LEFT JOIN pg_namespace m ON m.oid = r.relnamespace
    WHERE c.relkind IN ('r', 'p', 'm') AND \(sql: own)
    """

  private static let columnQuery: SQLText = """
    SELECT n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND \(sql: own)
    ORDER BY a.attnum
    """

  private static let sequenceQuery: SQLText = """
    SELECT schemaname, sequencename, last_value FROM pg_sequences
    """
}

/// What a plan says that it takes and writes anew.
struct DeclaredEffects {
  let losses: [String]
  let rewrites: Set<QualifiedName>
  let conditions: [String]

  init(of plan: SchemaPlan) {
    let effects = plan.migrations.flatMap(\.changes).map(\.effects)
    losses = effects.flatMap(\.losses)
    rewrites = Set(effects.flatMap(\.rewrites))
    conditions = effects.flatMap(\.conditions)
  }

  /// Whether all rows of a table are said to be lost.
  func losesRows(of table: QualifiedName) -> Bool {
    losses.contains { $0.contains("rows") && $0.contains(table.description) }
  }

  /// Whether the values of a column are said to be lost or changed.
  func losesValues(of column: String, in table: QualifiedName) -> Bool {
    losses.contains { $0.contains(table.description) && $0.contains(column) }
  }

  func loses(_ sequence: QualifiedName) -> Bool { losses.contains { $0.contains(sequence.description) } }
}

extension StoredData {
  /// Returns what is not as it was, and not said to be; `after` is of the same database.
  func firstLoss(in after: StoredData, declared: DeclaredEffects) -> CheckFailure? {
    rowLoss(in: after, declared: declared) ?? rewrite(in: after, declared: declared)
      ?? sequenceLoss(in: after, declared: declared)
  }

  private func rowLoss(in after: StoredData, declared: DeclaredEffects) -> CheckFailure? {
    for (name, old) in relations.sorted(by: { $0.key < $1.key }) where old.hasRows && !declared.losesRows(of: name) {
      guard let new = after.relations[name], new.hasRows else {
        if old.rows.isEmpty { continue }
        return CheckFailure(kind: .rows, detail: "table \(name) is gone with \(old.rows.count) rows")
      }
      // Rows may move between partitions, as long as all of these stay.
      if let root = old.root, root == new.root, partitions(of: root) == after.partitions(of: root) { continue }
      if partitions(of: name) != after.partitions(of: name) { continue }
      guard old.rows.count == new.rows.count else {
        return CheckFailure(
          kind: .rows, detail: "table \(name) had \(old.rows.count) rows, and has \(new.rows.count)")
      }
      let types = Dictionary(uniqueKeysWithValues: new.columns.map { ($0.name, $0.type) })
      let kept = old.columns.filter { types[$0.name] != nil && !declared.losesValues(of: $0.name, in: name) }
      let same = kept.filter { types[$0.name] == $0.type }.map(\.name)
      guard old.values(of: same) == new.values(of: same) else {
        return CheckFailure(kind: .rows, detail: "rows of table \(name) differ in \(same.joined(separator: ", "))")
      }
      for column in kept where old.nulls(in: column.name) != new.nulls(in: column.name) {
        return CheckFailure(kind: .rows, detail: "values of column \(name).\(column.name) are lost")
      }
      for column in old.columns where types[column.name] == nil && !declared.losesValues(of: column.name, in: name) {
        if old.nulls(in: column.name) == old.rows.count { continue }
        return CheckFailure(kind: .rows, detail: "column \(name).\(column.name) is gone with its values")
      }
    }
    return nil
  }

  private func partitions(of root: QualifiedName) -> Set<QualifiedName> {
    Set(relations.filter { $0.value.root == root }.keys)
  }

  private func rewrite(in after: StoredData, declared: DeclaredEffects) -> CheckFailure? {
    for (name, old) in relations.sorted(by: { $0.key < $1.key }) {
      guard let new = after.relations[name], old.file != nil, new.file != nil, old.file != new.file else { continue }
      if declared.rewrites.contains(name) || declared.losesRows(of: name) { continue }
      return CheckFailure(
        kind: .rewrite, detail: "\(old.hasRows ? "table" : "materialized view") \(name) has a new file")
    }
    return nil
  }

  private func sequenceLoss(in after: StoredData, declared: DeclaredEffects) -> CheckFailure? {
    for (name, old) in sequences.sorted(by: { $0.key < $1.key }) where !declared.loses(name) {
      guard let old, let new = after.sequences[name], new != old else { continue }
      let place = new.map { "at \($0)" } ?? "unused"
      return CheckFailure(kind: .sequence, detail: "sequence \(name) was at \(old), and is \(place)")
    }
    return nil
  }
}

extension StoredData.Relation {
  /// The rows' values of some columns, in an order that does not depend on the rows'.
  fileprivate func values(of names: [String]) -> [[String?]] {
    let indices = names.compactMap { name in columns.firstIndex { $0.name == name } }
    return rows.map { row in indices.map { row[$0] } }.sorted { left, right in
      for (left, right) in zip(left, right) where left != right { return (left ?? "") < (right ?? "") }
      return false
    }
  }

  fileprivate func nulls(in name: String) -> Int {
    guard let index = columns.firstIndex(where: { $0.name == name }) else { return 0 }
    return rows.count { $0[index] == nil }
  }
}
