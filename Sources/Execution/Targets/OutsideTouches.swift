internal import Postgres

/// Finds what an open transaction has done outside of one schema.
///
/// Relations are found by the locks that the transaction holds, which also tells of rows that were written; other objects
/// by catalog rows that nobody else sees, and by the locks of what was dropped. What other sessions do meanwhile does not
/// count, so that several schemas of a database can be moved at once.
struct OutsideTouches {
  let schema: String
  /// A session that sees the database without the transaction.
  let control: Connection

  /// - Returns: The objects, each with its kind; empty when all was done inside.
  func find(_ connection: Connection) throws(PostgresError) -> [String] {
    let results = try connection.pipeline([Self.locked(schema), Self.isAnythingNewer, Self.dropped])
    var found = results[0].rows.map { "\($0.text(0)) \($0.text(1))" }
    // Most transactions write to none of those catalogs, and whose rows they are takes long to ask.
    let written = results[1].bool(0, 0) ? try self.written(connection) : []
    for (catalog, objects) in Dictionary(grouping: written, by: \.catalog).sorted(by: { $0.key < $1.key }) {
      let others = try committed(objects, in: catalog)
      found += objects.filter { !others.contains($0.id) }.map(\.name)
    }
    let classes = results[2].rows.map { $0.text(0) }
    let objects = results[2].rows.map { $0.text(1) }
    if !classes.isEmpty {
      found += try control.query(Self.namesOfDropped(schema, classes, objects)).rows.map {
        "\($0.text(0)) \($0.text(1)) (dropped)"
      }
    }
    return found
  }

  private func written(_ connection: Connection) throws(PostgresError) -> [Written] {
    try connection.query(Self.written(schema)).rows.map { row in
      Written(catalog: row.text(0), id: row.text(1), version: row.text(2), name: "\(row.text(3)) \(row.text(4))")
    }
  }

  /// A catalog row that was written since the transaction began, by it or by another one.
  private struct Written {
    let catalog: String
    let id: String
    let version: String
    let name: String
  }

  /// Those of the rows that another transaction wrote: it has ended, so that this session sees them as well, or something
  /// newer in their place.
  private func committed(_ objects: [Written], in catalog: String) throws(PostgresError) -> Set<String> {
    let rows = try control.query(
      """
      SELECT w.id FROM unnest(\(objects.map(\.id))::text[], \(objects.map(\.version))::text[]) AS w(id, version)
      WHERE EXISTS (SELECT FROM \(unescaped: catalog) o WHERE o.oid = w.id::oid AND o.xmin::text = w.version)
      """)
    let seen = Set(rows.rows.map { $0.text(0) })
    let rest = objects.filter { !seen.contains($0.id) }
    guard !rest.isEmpty else { return seen }
    // What nobody else sees is ours while its transaction runs: a transaction within ours counts as running.
    let ended = try control.query(
      """
      SELECT w.id FROM unnest(\(rest.map(\.id))::text[], \(rest.map(\.version))::text[]) AS w(id, version),
        LATERAL (SELECT pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot())::text::numeric AS low) s
      WHERE pg_catalog.pg_xact_status(
        (s.low + (w.version::numeric - s.low % 4294967296 + 4294967296) % 4294967296)::text::xid8) <> 'in progress'
      """)
    return seen.union(ended.rows.map { $0.text(0) })
  }

  /// Schemas that are the target's, the registry's or the server's.
  private static func inside(_ schema: String) -> SQLText {
    """
    SELECT n.oid FROM pg_catalog.pg_namespace n
    WHERE n.nspname IN (\(schema), 'confiture', 'information_schema') OR n.nspname LIKE 'pg\\_%'
    """
  }

  /// Catalogs whose objects are in schemas; relations are told by their locks.
  private static let catalogsWithNamespaces = [
    ("pg_proc", "pronamespace", ""), ("pg_type", "typnamespace", " AND o.typrelid = 0 AND o.typelem = 0"),
    ("pg_operator", "oprnamespace", ""), ("pg_opclass", "opcnamespace", ""), ("pg_opfamily", "opfnamespace", ""),
    ("pg_collation", "collnamespace", ""), ("pg_conversion", "connamespace", ""),
    ("pg_statistic_ext", "stxnamespace", ""), ("pg_ts_config", "cfgnamespace", ""),
    ("pg_ts_dict", "dictnamespace", ""),
    ("pg_ts_parser", "prsnamespace", ""), ("pg_ts_template", "tmplnamespace", ""),
    ("pg_default_acl", "defaclnamespace", ""), ("pg_namespace", "oid", ""),
  ]

  /// Catalogs whose objects belong to the whole database.
  private static let catalogsOfDatabase = [
    "pg_extension", "pg_language", "pg_cast", "pg_foreign_data_wrapper", "pg_foreign_server", "pg_event_trigger",
    "pg_publication", "pg_transform", "pg_am",
  ]

  /// Relations that the transaction holds more than a reader's lock on.
  private static func locked(_ schema: String) -> SQLText {
    """
    SELECT DISTINCT i.type, i.identity
    FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_class c ON c.oid = l.relation,
      LATERAL pg_catalog.pg_identify_object('pg_catalog.pg_class'::regclass, c.oid, 0) i
    WHERE l.pid = pg_catalog.pg_backend_pid() AND l.granted AND l.locktype = 'relation' AND l.database <> 0
      AND l.mode NOT IN ('AccessShareLock', 'RowShareLock') AND c.relkind NOT IN ('i', 'I', 't')
      AND c.relnamespace NOT IN (\(sql: inside(schema)))
    ORDER BY 1, 2 LIMIT 50
    """
  }

  /// Whether the catalogs of such objects have rows that are newer than the transaction's number, inside or outside.
  ///
  /// Ages are counted back from that number, or from an earlier one.
  private static let isAnythingNewer: SQLText = {
    let objects = (catalogsWithNamespaces.map(\.0) + catalogsOfDatabase).map {
      "EXISTS (SELECT FROM pg_catalog.\($0) WHERE pg_catalog.age(xmin) <= 0 AND oid >= 16384)"
    }
    let settings = """
      EXISTS (SELECT FROM pg_catalog.pg_db_role_setting WHERE pg_catalog.age(xmin) <= 0 AND setdatabase <> 0)
      """
    return SQLText(unescaped: "SELECT " + (objects + [settings]).joined(separator: "\n  OR "))
  }()

  /// Other objects outside whose catalog rows are newer than the transaction's number.
  private static func written(_ schema: String) -> SQLText {
    let isNewer = """
      ((o.xmin::text::bigint - x.low + 4294967296) % 4294967296) < 2147483648 AND o.oid >= 16384
      """
    let parts = catalogsWithNamespaces.map { catalog, namespace, further in
      """
      SELECT 'pg_catalog.\(catalog)', o.oid, o.xmin::text FROM pg_catalog.\(catalog) o, own x
      WHERE \(isNewer) AND o.\(namespace) NOT IN (SELECT oid FROM inside)\(further)
      """
    }
    let wide = catalogsOfDatabase.map {
      "SELECT 'pg_catalog.\($0)', o.oid, o.xmin::text FROM pg_catalog.\($0) o, own x WHERE \(isNewer)"
    }
    let rows = SQLText(unescaped: (parts + wide).joined(separator: "\nUNION ALL "))
    return """
      WITH inside AS MATERIALIZED (\(sql: inside(schema))), own AS MATERIALIZED (
        SELECT (pg_catalog.pg_current_xact_id_if_assigned()::text::numeric % 4294967296)::bigint AS low
      ), object(catalog, oid, version) AS (\(sql: rows))
      SELECT o.catalog, o.oid, o.version, i.type, i.identity
      FROM object o, LATERAL pg_catalog.pg_identify_object(o.catalog::regclass, o.oid, 0) i
      UNION ALL
      SELECT 'pg_catalog.pg_database', s.setdatabase, s.xmin::text, 'setting', 'of the database'
      FROM pg_catalog.pg_db_role_setting s, own x
      WHERE s.setdatabase <> 0 AND ((s.xmin::text::bigint - x.low + 4294967296) % 4294967296) < 2147483648
      ORDER BY 4, 5 LIMIT 200
      """
  }

  /// What the transaction can no longer see and holds the strongest lock on.
  private static let dropped: SQLText = """
    SELECT 'pg_catalog.pg_class'::regclass::oid, l.relation FROM pg_catalog.pg_locks l
    WHERE l.pid = pg_catalog.pg_backend_pid() AND l.granted AND l.locktype = 'relation' AND l.database <> 0
      AND l.mode = 'AccessExclusiveLock' AND NOT EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = l.relation)
    UNION ALL
    SELECT l.classid, l.objid FROM pg_catalog.pg_locks l
    WHERE l.pid = pg_catalog.pg_backend_pid() AND l.granted AND l.locktype = 'object' AND l.database <> 0
      AND l.mode = 'AccessExclusiveLock'
      AND l.classid NOT IN ('pg_catalog.pg_constraint'::regclass, 'pg_catalog.pg_trigger'::regclass,
        'pg_catalog.pg_rewrite'::regclass, 'pg_catalog.pg_attrdef'::regclass, 'pg_catalog.pg_policy'::regclass,
        'pg_catalog.pg_amop'::regclass, 'pg_catalog.pg_amproc'::regclass, 'pg_catalog.pg_default_acl'::regclass,
        'pg_catalog.pg_publication_rel'::regclass)
    """

  private static func namesOfDropped(_ schema: String, _ classes: [String], _ objects: [String]) -> SQLText {
    """
    SELECT i.type, i.identity
    FROM unnest(\(classes)::text[], \(objects)::text[]) AS o(catalog, oid),
      LATERAL pg_catalog.pg_identify_object(o.catalog::oid, o.oid::oid, 0) i
    WHERE i.identity IS NOT NULL AND i.type NOT IN ('index', 'toast table')
      AND coalesce(i.schema, CASE WHEN i.type = 'schema' THEN i.name END, '')
        NOT IN (\(schema), 'confiture') AND coalesce(i.schema, '') NOT LIKE 'pg\\_%'
    ORDER BY 1, 2
    """
  }
}
