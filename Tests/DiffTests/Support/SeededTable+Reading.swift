import Postgres
import Schema

extension SeededTable {
  /// Tables that take rows by themselves, those first that others refer to.
  static func all(in connection: Connection) throws -> [SeededTable] {
    let literals = try checkLiterals(connection)
    let references = try references(connection)
    var columns: [QualifiedName: [Column]] = [:]
    var order: [QualifiedName] = []
    for row in try connection.query(columnQuery).rows {
      let name = QualifiedName(schema: Identifier(row.text(0)), name: Identifier(row.text(1)))
      if columns[name] == nil { order.append(name) }
      if row.isNull(2) {
        columns[name, default: []] += []
        continue
      }
      let key = "\(name)\u{0}\(row.text(2))"
      columns[name, default: []].append(
        Column(
          name: row.text(2), type: row.text(3), modifier: row.int(4), labels: row.textArray(5).compactMap(\.self),
          isRequired: row.bool(6), hasDefault: row.bool(7), reference: references.columns[key],
          candidates: (literals[key, default: []] + row.textArray(8).compactMap(\.self).flatMap(Self.literals))
            .filter { SeededValue.mayBe($0, of: row.text(3)) }))
    }
    let tables = order.map { SeededTable(name: $0, columns: columns[$0] ?? []) }
    return sorted(tables, after: references.tables)
  }

  /// Tables after those that they refer to, as far as that goes.
  private static func sorted(
    _ tables: [SeededTable], after references: [QualifiedName: Set<QualifiedName>]
  ) -> [SeededTable] {
    var result: [SeededTable] = []
    var done: Set<QualifiedName> = []
    var waiting = tables
    while !waiting.isEmpty {
      let ready = waiting.filter { table in
        (references[table.name] ?? []).allSatisfy { done.contains($0) || $0 == table.name }
      }
      let next = ready.isEmpty ? [waiting[0]] : ready
      result += next
      done.formUnion(next.map(\.name))
      waiting.removeAll { done.contains($0.name) }
    }
    return result
  }

  private static func references(
    _ connection: Connection
  ) throws -> (
    columns: [String: (table: String, column: String, order: String)], tables: [QualifiedName: Set<QualifiedName>]
  ) {
    var columns: [String: (table: String, column: String, order: String)] = [:]
    var tables: [QualifiedName: Set<QualifiedName>] = [:]
    for row in try connection.query(referenceQuery).rows {
      let table = QualifiedName(schema: Identifier(row.text(0)), name: Identifier(row.text(1)))
      let target = QualifiedName(schema: Identifier(row.text(2)), name: Identifier(row.text(3)))
      tables[table, default: []].insert(target)
      let (own, foreign) = (row.textArray(4).compactMap(\.self), row.textArray(5).compactMap(\.self))
      let order = foreign.map { Identifier($0).sql }.joined(separator: ", ")
      for (own, foreign) in zip(own, foreign) {
        columns["\(table)\u{0}\(own)"] = (target.sql, Identifier(foreign).sql, order)
      }
    }
    return (columns, tables)
  }

  /// The literals that each column's checks and its partitions' bounds speak of.
  private static func checkLiterals(_ connection: Connection) throws -> [String: [String]] {
    var result: [String: [String]] = [:]
    for row in try connection.query(checkQuery).rows {
      let name = QualifiedName(schema: Identifier(row.text(0)), name: Identifier(row.text(1)))
      for column in row.textArray(3).compactMap(\.self) {
        result["\(name)\u{0}\(column)", default: []] += literals(in: row.text(2))
      }
    }
    return result
  }

  /// Quoted texts and numbers, and the numbers next to them.
  private static func literals(in expression: String) -> [String] {
    var result: [String] = []
    for match in expression.matches(of: #/'((?:[^']|'')*)'/#) {
      result.append(String(match.1).replacing("''", with: "'"))
    }
    for match in expression.matches(of: #/\b\d+\b/#) {
      guard let number = Int(match.0) else { continue }
      result += ["\(number)", "\(number + 1)", "\(number - 1)"]
    }
    return result
  }

  private static let isOwn: SQLText = """
    c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname NOT LIKE 'pg\\_%'
      AND n.nspname NOT IN ('information_schema', 'confiture') AND NOT EXISTS (
        SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
    """

  /// Columns with the types below domains; generated ones get no values, nor do those that are always identity.
  private static let columnQuery: SQLText = """
    WITH RECURSIVE base AS (
      SELECT oid AS domain, typbasetype AS type, typtypmod AS modifier, typnotnull AS required FROM pg_type
      WHERE typtype = 'd'
      UNION ALL
      SELECT b.domain, t.typbasetype, t.typtypmod, b.required OR t.typnotnull
      FROM base b JOIN pg_type t ON t.oid = b.type WHERE t.typtype = 'd')
    SELECT n.nspname, c.relname, a.attname, format_type(t.oid, NULL),
      CASE WHEN b.domain IS NULL THEN a.atttypmod ELSE b.modifier END,
      ARRAY(SELECT enumlabel FROM pg_enum WHERE enumtypid = t.oid ORDER BY enumsortorder),
      a.attnotnull OR coalesce(b.required, false), a.atthasdef OR a.attidentity <> '',
      ARRAY(SELECT pg_get_constraintdef(k.oid) FROM pg_constraint k WHERE k.contypid = a.atttypid)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      AND a.attgenerated = '' AND a.attidentity <> 'a'
    LEFT JOIN (
      SELECT base.* FROM base JOIN pg_type u ON u.oid = base.type WHERE u.typtype <> 'd') b ON b.domain = a.atttypid
    LEFT JOIN pg_type t ON t.oid = coalesce(b.type, a.atttypid)
    WHERE \(sql: isOwn)
    ORDER BY n.nspname, c.relname, a.attnum
    """

  private static let referenceQuery: SQLText = """
    SELECT n.nspname, c.relname, m.nspname, f.relname,
      ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY u(n, o)
        JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.n ORDER BY u.o),
      ARRAY(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY u(n, o)
        JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.n ORDER BY u.o)
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_class f ON f.oid = k.confrelid JOIN pg_namespace m ON m.oid = f.relnamespace
    WHERE k.contype = 'f' AND \(sql: isOwn)
    ORDER BY k.oid
    """

  private static let checkQuery: SQLText = """
    SELECT n.nspname, c.relname, pg_get_constraintdef(k.oid),
      ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = ANY (k.conkey))
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE k.contype = 'c'
    UNION ALL
    SELECT n.nspname, c.relname, pg_get_expr(p.relpartbound, p.oid),
      ARRAY(SELECT a.attname::text FROM pg_partitioned_table t, unnest(t.partattrs) u
        JOIN pg_attribute a ON a.attnum = u WHERE t.partrelid = c.oid AND a.attrelid = c.oid)
    FROM pg_class p JOIN pg_class c ON c.oid = pg_partition_root(p.oid) JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE p.relispartition AND p.relpartbound IS NOT NULL
    """
}
