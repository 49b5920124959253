internal import Postgres
internal import Schema

/// A table that rows can be put into, to see what becomes of them.
struct SampleTable: Sendable {
  /// Its number in the catalog, which it keeps as long as it is the same table.
  let number: Int64
  let name: QualifiedName
  /// The tables that it is a partition or child of.
  let ancestors: [QualifiedName]
  let columns: [SampleColumn]
  let references: [Reference]

  /// A foreign key.
  struct Reference: Sendable {
    let columns: [Int]
    let table: Int64
    let tableName: QualifiedName
    let tableColumns: [Identifier]
  }

  /// Reads the ordinary tables of a database, and partitions that hold rows, sorted by name.
  ///
  /// - Parameters:
  ///   - storage: The tables there are.
  ///   - chosen: The tables to read, by their numbers; `nil` for all.
  ///   - connection: A session on the database.
  /// - Returns: The tables.
  /// - Throws: `PostgresError` when they cannot be read.
  static func tables(
    _ storage: StorageFiles, among chosen: Set<Int64>? = nil, in connection: Connection
  ) throws(PostgresError) -> [SampleTable] {
    let numbers = chosen.map { $0.sorted() }
    let results = try connection.pipeline([
      literalQuery(numbers), columnQuery(numbers), referenceQuery(numbers),
    ])
    var literals = literals(in: results[0])
    var columns: [Int64: [SampleColumn]] = [:]
    for row in results[1].rows {
      let (table, number) = (row.int64(0), row.int(1))
      columns[table, default: []].append(
        SampleColumn(
          number: number, name: Identifier(row.text(2)), type: row.text(3), baseName: row.text(4),
          baseKind: row.text(5), category: row.text(6), enumLabels: row.textArray(7).compactMap { $0 },
          fieldCount: row.int(8), isRequired: row.bool(9), isAutomatic: row.bool(10), hasDefault: row.bool(11),
          literals: Self.literals(in: row.optionalText(12) ?? "")
            + (literals.removeValue(forKey: Place(table: table, column: number)) ?? [])))
    }
    let references = references(in: results[2])
    return storage.relations.filter { $0.value.isTable && chosen?.contains($0.key) != false }.map {
      number, relation in
      SampleTable(
        number: number, name: relation.name, ancestors: relation.ancestors, columns: columns[number] ?? [],
        references: references[number] ?? [])
    }.sorted { $0.name < $1.name }
  }

  /// Limits a query to the rows of some tables.
  private static func isAmong(_ numbers: [Int64]?, _ column: String) -> SQLText {
    numbers.map { "\(unescaped: column) = ANY (\($0)::oid[])" } ?? "true"
  }

  private struct Place: Hashable {
    let table: Int64
    let column: Int
  }

  // MARK: Reading

  /// The domains there are with all types below them: few, where there is a type for every table.
  private static func columnQuery(_ numbers: [Int64]?) -> SQLText {
    """
    WITH RECURSIVE below AS MATERIALIZED (
      SELECT oid AS type, typbasetype AS base FROM pg_catalog.pg_type WHERE typtype = 'd'
      UNION ALL
      SELECT b.type, t.typbasetype FROM below b JOIN pg_catalog.pg_type t ON t.oid = b.base AND t.typtype = 'd'
    )
    SELECT a.attrelid, a.attnum, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), t.typname,
      t.typtype, t.typcategory,
      CASE WHEN t.typtype = 'e' THEN
        ARRAY(SELECT e.enumlabel FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder)
      ELSE '{}' END,
      CASE WHEN t.typtype = 'c' THEN (SELECT count(*) FROM pg_catalog.pg_attribute f
        WHERE f.attrelid = t.typrelid AND f.attnum > 0 AND NOT f.attisdropped) ELSE 0 END,
      a.attnotnull OR d.typnotnull,
      a.attidentity <> '' OR a.attgenerated <> ''
        OR pg_catalog.pg_get_expr(v.adbin, v.adrelid) LIKE 'nextval(%',
      a.atthasdef,
      CASE WHEN d.typtype = 'd' THEN (
        SELECT string_agg(pg_catalog.pg_get_constraintdef(k.oid), ' ') FROM pg_catalog.pg_constraint k
        WHERE k.contype = 'c'
          AND (k.contypid = a.atttypid OR k.contypid IN (SELECT b.base FROM below b WHERE b.type = a.atttypid))) END
    FROM pg_catalog.pg_attribute a
    JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_type d ON d.oid = a.atttypid
    JOIN pg_catalog.pg_type t ON t.oid = CASE WHEN d.typtype = 'd' THEN (
        SELECT b.base FROM below b JOIN pg_catalog.pg_type e ON e.oid = b.base
        WHERE b.type = a.atttypid AND e.typtype <> 'd')
      ELSE a.atttypid END
    LEFT JOIN pg_catalog.pg_attrdef v ON v.adrelid = a.attrelid AND v.adnum = a.attnum
    WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND a.attnum > 0 AND NOT a.attisdropped
      AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'confiture')
      AND \(sql: isAmong(numbers, "a.attrelid"))
    ORDER BY a.attrelid, a.attnum
    """
  }

  /// What check constraints and the bounds of partitions say of columns.
  private static func literalQuery(_ numbers: [Int64]?) -> SQLText {
    """
    SELECT a.attrelid, a.attnum, a.attname, pg_catalog.pg_get_constraintdef(k.oid),
      ARRAY(SELECT o.attname FROM pg_catalog.pg_attribute o WHERE o.attrelid = a.attrelid AND o.attnum > 0)
    FROM pg_catalog.pg_constraint k
    JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)
    WHERE k.contype = 'c' AND \(sql: isAmong(numbers, "k.conrelid"))
    UNION ALL
    SELECT a.attrelid, a.attnum, a.attname, pg_catalog.pg_get_partition_constraintdef(c.oid),
      ARRAY(SELECT o.attname FROM pg_catalog.pg_attribute o WHERE o.attrelid = a.attrelid AND o.attnum > 0)
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relispartition AND c.relkind = 'r' AND \(sql: isAmong(numbers, "c.oid"))
    ORDER BY 1, 2, 4
    """
  }

  /// The constants in them, for the columns that they are about.
  private static func literals(in result: QueryResult) -> [Place: [String]] {
    var literals: [Place: [String]] = [:]
    for row in result.rows {
      guard let text = row.optionalText(3) else { continue }
      literals[Place(table: row.int64(0), column: row.int(1)), default: []] += Self.literals(
        in: text, about: Identifier(row.text(2)), among: Set(row.textArray(4).map { Identifier($0 ?? "") }))
    }
    return literals
  }

  /// The constants of an expression; with a column, those that follow its name and not that of another.
  private static func literals(
    in expression: String, about column: Identifier? = nil, among columns: Set<Identifier> = []
  ) -> [String] {
    let bytes = Array(expression.utf8)
    var isAbout = column == nil
    var found: [String] = []
    for token in SQLTokenizer.tokens(of: bytes) {
      let text = String(decoding: bytes[token.range], as: UTF8.self)
      switch token.kind {
      case .word, .quotedIdentifier:
        let name = Identifier(QuotedIdentifier.unquote(text))
        if let column, columns.contains(name) { isAbout = name == column }
      case .string where isAbout && text.hasPrefix("'"):
        found.append(String(text.dropFirst().dropLast()).replacing("''", with: "'"))
      case .number where isAbout:
        found.append(text)
        if let number = Int(text) { found.append("\(number + 1)") }
      default: break
      }
    }
    var seen: Set<Identifier> = []
    return found.filter { seen.insert(Identifier($0)).inserted }
  }

  private static func referenceQuery(_ numbers: [Int64]?) -> SQLText {
    """
    SELECT k.conrelid, k.conkey, k.confrelid,
      (SELECT n.nspname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.oid = k.confrelid),
      (SELECT c.relname FROM pg_catalog.pg_class c WHERE c.oid = k.confrelid),
      CASE WHEN pg_catalog.cardinality(k.confkey) = 1 THEN
        ARRAY[(SELECT a.attname FROM pg_catalog.pg_attribute a
          WHERE a.attrelid = k.confrelid AND a.attnum = k.confkey[1])]
      ELSE ARRAY(SELECT a.attname FROM unnest(k.confkey) WITH ORDINALITY u (number, place)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.number ORDER BY u.place)
      END
    FROM pg_catalog.pg_constraint k
    WHERE k.contype = 'f' AND (k.conparentid = 0 OR NOT EXISTS (
      SELECT FROM pg_catalog.pg_constraint p WHERE p.oid = k.conparentid AND p.conrelid = k.conrelid))
      AND \(sql: isAmong(numbers, "k.conrelid"))
    ORDER BY k.conrelid, k.conname
    """
  }

  private static func references(in result: QueryResult) -> [Int64: [Reference]] {
    var references: [Int64: [Reference]] = [:]
    for row in result.rows {
      references[row.int64(0), default: []].append(
        Reference(
          columns: row.textArray(1).compactMap { $0.flatMap { Int($0) } }, table: row.int64(2),
          tableName: QualifiedName(schema: Identifier(row.text(3)), name: Identifier(row.text(4))),
          tableColumns: row.textArray(5).compactMap { $0.map { Identifier($0) } }))
    }
    return references
  }
}
