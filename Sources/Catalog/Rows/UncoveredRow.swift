import Postgres
import Schema

/// Objects that are not modelled, by their kind or their place.
struct UncoveredRow: CatalogRow {
  /// What users made in the server's own schemas.
  private static let misplaced = [
    ("pg_class", "relnamespace", " AND relkind NOT IN ('i', 'I', 't')"), ("pg_proc", "pronamespace", ""),
    ("pg_type", "typnamespace", " AND typrelid = 0 AND typelem = 0"), ("pg_operator", "oprnamespace", ""),
    ("pg_opclass", "opcnamespace", ""), ("pg_opfamily", "opfnamespace", ""), ("pg_conversion", "connamespace", ""),
    ("pg_collation", "collnamespace", ""), ("pg_ts_config", "cfgnamespace", ""), ("pg_ts_dict", "dictnamespace", ""),
    ("pg_ts_parser", "prsnamespace", ""), ("pg_ts_template", "tmplnamespace", ""),
    ("pg_statistic_ext", "stxnamespace", ""),
  ]

  /// The objects in the server's own schemas.
  static let strays = misplaced.map { catalog, namespace, further in
    """
    SELECT '\(catalog)'::regclass, oid FROM \(catalog) WHERE oid >= \(CatalogSQL.firstUserOID)
      AND \(namespace) IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)\(further)
    """
  }.joined(separator: "\nUNION ALL ")

  /// Objects by catalog and number, each with what has to be there for some to be found.
  private static let objects: [(sql: String, need: CatalogPresence.Need)] = [
    (strays, .strays),
    ("SELECT 'pg_largeobject'::regclass, oid FROM pg_largeobject_metadata", .rows("pg_largeobject_metadata")),
    (
      """
      SELECT 'pg_operator'::regclass, o.oid FROM pg_operator o WHERE o.oprcode = 0
        AND NOT EXISTS (SELECT FROM pg_operator r WHERE o.oid IN (r.oprcom, r.oprnegate) AND r.oprcode <> 0)
      """, .rows("pg_operator")
    ),
  ]

  /// What is named in another way.
  private static let others: [(sql: String, need: CatalogPresence.Need)] = [
    (
      """
      SELECT 'subscription', format('%s (only a superuser can read it)', subname) FROM pg_subscription
      WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND NOT current_setting('is_superuser')::boolean
      """, .rows("pg_subscription")
    ),
    (
      "SELECT 'partition being detached', inhrelid::regclass::text FROM pg_inherits WHERE inhdetachpending",
      .rows("pg_inherits")
    ),
  ]

  /// What there has to be for one of these to be there.
  static let needs = (objects + others).map(\.need)

  static func sql(_ scope: CatalogScope) -> String {
    let objects = objects.filter { scope.mayHave($0.need) }.map(\.sql)
    let named = """
      SELECT i.type, coalesce(i.identity, o.oid::text)
      FROM (\(objects.joined(separator: "\nUNION ALL "))) o(catalog, oid), pg_identify_object(o.catalog, o.oid, 0) i
      WHERE NOT EXISTS (SELECT FROM pg_depend d
        WHERE d.classid = o.catalog AND d.objid = o.oid AND d.deptype = 'e')
      """
    return ((objects.isEmpty ? [] : [named]) + others.filter { scope.mayHave($0.need) }.map(\.sql))
      .joined(separator: "\nUNION ALL ")
  }

  let object: UncoveredObject

  init(_ row: Row, _ text: CatalogText) {
    object = UncoveredObject(kind: row.text(0), name: row.text(1))
  }
}
