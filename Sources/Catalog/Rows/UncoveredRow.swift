import Postgres
import Schema

/// Objects that are not modelled, by their kind or their place.
struct UncoveredRow: CatalogRow {
  private static let catalogs = [
    "pg_am", "pg_conversion", "pg_language", "pg_opclass", "pg_operator", "pg_opfamily", "pg_transform",
    "pg_ts_parser", "pg_ts_template", "pg_largeobject_metadata",
  ]

  /// What users made in the server's own schemas.
  private static let misplaced = [
    ("pg_class", "relnamespace", " AND relkind NOT IN ('i', 'I', 't')"), ("pg_proc", "pronamespace", ""),
    ("pg_type", "typnamespace", " AND typrelid = 0 AND typelem = 0"),
  ]

  static func sql(major: Int) -> String {
    let objects = catalogs.map { catalog in
      "SELECT '\(catalog)'::regclass, oid FROM \(catalog) WHERE oid >= \(CatalogSQL.firstUserOID)"
    }
    let strays = misplaced.map { catalog, namespace, further in
      """
      SELECT '\(catalog)'::regclass, oid FROM \(catalog) WHERE oid >= \(CatalogSQL.firstUserOID)
        AND \(namespace) IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)\(further)
      """
    }
    return """
      SELECT i.type, coalesce(i.identity, o.oid::text)
      FROM (\((objects + strays).joined(separator: "\nUNION ALL "))
        UNION ALL SELECT 'pg_type'::regclass, t.oid FROM pg_type t
        WHERE t.typtype = 'b' AND t.oid >= \(CatalogSQL.firstUserOID) AND t.typsubscript <> 'array_subscript_handler'::regproc
      ) o(catalog, oid), pg_identify_object(o.catalog, o.oid, 0) i
      WHERE NOT EXISTS (SELECT FROM pg_depend d
        WHERE d.classid = o.catalog AND d.objid = o.oid AND d.deptype = 'e')
      UNION ALL SELECT 'user mapping', format('%s for %s', srvname, usename) FROM pg_user_mappings
      UNION ALL SELECT 'subscription', subname FROM pg_subscription
      WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
      UNION ALL SELECT 'security label', format('%s on %s', s.provider, i.identity)
      FROM pg_seclabel s, pg_identify_object(s.classoid, s.objoid, s.objsubid) i
      UNION ALL SELECT 'partition being detached', inhrelid::regclass::text FROM pg_inherits WHERE inhdetachpending
      """
  }

  let object: UncoveredObject

  init(_ row: Row, _ text: CatalogText) {
    object = UncoveredObject(kind: row.text(0), name: row.text(1))
  }
}
