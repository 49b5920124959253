internal import Postgres

/// Finds what an open transaction has done outside of one schema.
///
/// Relations are found by the locks that the transaction holds, which also tells of rows that were written; other objects
/// by catalog rows that the transaction wrote, and by the locks of what it dropped. What other sessions do meanwhile
/// is not seen, so that several schemas of a database can be moved at once.
struct OutsideTouches {
  let schema: String
  /// A session that sees the database without the transaction.
  let control: Connection

  /// - Returns: The objects, each with its kind; empty when all was done inside.
  func find(_ connection: Connection) throws(PostgresError) -> [String] {
    let results = try connection.pipeline([Self.touched(schema), Self.dropped])
    var found = results[0].rows.map { "\($0.text(0)) \($0.text(1))" }
    let classes = results[1].rows.map { $0.text(0) }
    let objects = results[1].rows.map { $0.text(1) }
    if !classes.isEmpty {
      found += try control.query(Self.namesOfDropped(schema, classes, objects)).rows.map {
        "\($0.text(0)) \($0.text(1)) (dropped)"
      }
    }
    return found
  }

  private static let inside: String = """
    SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname IN ($1, 'confiture', 'information_schema')
      OR n.nspname LIKE 'pg\\_%'
    """

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

  private static func touched(_ schema: String) -> SQLText {
    let written = catalogsWithNamespaces.map { catalog, namespace, further in
      """
      SELECT 'pg_catalog.\(catalog)'::regclass::oid, o.oid FROM pg_catalog.\(catalog) o JOIN own x ON x.id = o.xmin::text
      WHERE o.\(namespace) NOT IN (SELECT oid FROM inside)\(further)
      """
    }
    let wide = catalogsOfDatabase.map {
      "SELECT 'pg_catalog.\($0)'::regclass::oid, o.oid FROM pg_catalog.\($0) o JOIN own x ON x.id = o.xmin::text"
    }
    var sql: SQLText = "WITH inside AS MATERIALIZED ("
    sql.append(unescaped: inside.replacingDollarOne(with: SQLQuoting.literal(schema)))
    sql.append(
      unescaped: """
        ), held AS MATERIALIZED (
          SELECT l.locktype, l.mode, l.database, l.relation, l.transactionid FROM pg_catalog.pg_locks l
          WHERE l.pid = pg_catalog.pg_backend_pid() AND l.granted
        ), own AS MATERIALIZED (
          SELECT transactionid::text AS id FROM held WHERE locktype = 'transactionid' AND mode = 'ExclusiveLock'
        ), object(catalog, oid) AS (
          SELECT DISTINCT 'pg_catalog.pg_class'::regclass::oid, c.oid
          FROM held h JOIN pg_catalog.pg_class c ON c.oid = h.relation
          WHERE h.locktype = 'relation' AND h.database <> 0 AND h.mode NOT IN ('AccessShareLock', 'RowShareLock')
            AND c.relkind NOT IN ('i', 'I', 't') AND c.relnamespace NOT IN (SELECT oid FROM inside)
          UNION ALL \((written + wide).joined(separator: "\nUNION ALL "))
        )
        SELECT i.type, i.identity FROM object o, LATERAL pg_catalog.pg_identify_object(o.catalog, o.oid, 0) i
        UNION ALL
        SELECT 'setting', 'of the database or a role' FROM pg_catalog.pg_db_role_setting s JOIN own x ON x.id = s.xmin::text
        ORDER BY 1, 2 LIMIT 50
        """)
    return sql
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

extension String {
  fileprivate func replacingDollarOne(with value: String) -> String {
    split(separator: "$1", omittingEmptySubsequences: false).joined(separator: value)
  }
}
