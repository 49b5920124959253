import Postgres
import Schema
import SchemaDiff

/// What a database holds besides its schema: rows, the values of sequences, the files of tables.
struct StoredData: Sendable {
  struct Column: Sendable, Hashable {
    /// As it was numbered when it was added; a rename does not change it.
    let number: Int
    let name: String
    let type: String
  }

  struct Relation: Sendable {
    /// What stays under a rename.
    let oid: Int
    let name: QualifiedName
    /// The table at the top, of a partition.
    let root: QualifiedName?
    /// The tables that it is a partition or child of, with what those are.
    let ancestors: Set<QualifiedName>
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
      let name = Self.name(row)
      relations[name] = Relation(
        oid: row.int(6), name: name,
        root: row.isNull(3) ? nil : QualifiedName(schema: Identifier(row.text(3)), name: Identifier(row.text(5))),
        ancestors: Set(
          zip(row.textArray(7), row.textArray(8)).map { schema, name in
            QualifiedName(schema: Identifier(schema ?? ""), name: Identifier(name ?? ""))
          }),
        file: row.optionalText(4).flatMap(Int64.init), hasRows: row.text(2) != "m")
    }
    for row in try connection.query(Self.columnQuery).rows {
      relations[Self.name(row)]?.columns.append(Column(number: row.int(4), name: row.text(2), type: row.text(3)))
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
    WITH RECURSIVE line AS (
      SELECT inhrelid AS child, inhparent AS ancestor FROM pg_inherits
      UNION
      SELECT line.child, i.inhparent FROM line JOIN pg_inherits i ON i.inhrelid = line.ancestor)
    SELECT n.nspname, c.relname, c.relkind, m.nspname, pg_relation_filenode(c.oid), r.relname,
      c.oid,
      ARRAY(SELECT relnamespace::regnamespace::name::text FROM line JOIN pg_class a ON a.oid = ancestor
        WHERE child = c.oid ORDER BY a.oid),
      ARRAY(SELECT relname::text FROM line JOIN pg_class a ON a.oid = ancestor WHERE child = c.oid ORDER BY a.oid)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_class r ON c.relispartition AND r.oid = pg_partition_root(c.oid)
    LEFT JOIN pg_namespace m ON m.oid = r.relnamespace
    WHERE c.relkind IN ('r', 'p', 'm') AND \(sql: own)
    """

  private static let columnQuery: SQLText = """
    SELECT n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnum
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND \(sql: own)
    ORDER BY a.attnum
    """

  private static let sequenceQuery: SQLText = """
    SELECT schemaname, sequencename, last_value FROM pg_sequences
    """
}
