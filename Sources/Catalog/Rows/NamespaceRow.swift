import Postgres
import Schema

struct NamespaceRow: CatalogRow {
  static func sql(major: Int) -> String {
    """
    SELECT n.oid, n.nspname, \(CatalogSQL.isNoMember("n", of: "pg_namespace"))
    FROM pg_namespace n WHERE n.oid NOT IN (\(CatalogSQL.foreignNamespaces))
    """
  }

  let oid: Int
  let name: Identifier
  /// Whether it is the user's own, rather than an extension's.
  let isOwn: Bool

  init(_ row: Row, _ text: CatalogText) {
    oid = row.int(0)
    name = Identifier(row.text(1))
    isOwn = row.bool(2)
  }
}

struct ExtensionRow: CatalogRow {
  /// The comment of an extension is content only where it is not the one that the extension brings.
  static func sql(major: Int) -> String {
    """
    SELECT e.oid, e.extname, n.nspname, CASE
        WHEN d.description IS NULL THEN NULL
        WHEN e.extname = 'plpgsql' THEN NULLIF(d.description, 'PL/pgSQL procedural language')
        WHEN d.description IS DISTINCT FROM
          (SELECT a.comment FROM pg_available_extensions() a WHERE a.name = e.extname) THEN d.description
      END
    FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
    LEFT JOIN pg_description d ON d.objoid = e.oid AND d.classoid = 'pg_extension'::regclass AND d.objsubid = 0
    """
  }

  let oid: Int
  let value: Extension

  init(_ row: Row, _ text: CatalogText) {
    oid = row.int(0)
    value = Extension(
      name: Identifier(row.text(1)), schema: Identifier(row.text(2)), comment: row.optionalText(3))
  }
}

struct CommentRow: CatalogRow {
  static func sql(major: Int) -> String {
    """
    SELECT classoid, objoid, objsubid, description FROM pg_description
    WHERE objoid >= \(CatalogSQL.firstUserOID)
      OR classoid = 'pg_namespace'::regclass AND objoid IN (SELECT oid FROM pg_namespace WHERE nspname = 'public')
    """
  }

  let key: CatalogKey
  let text: String

  init(_ row: Row, _ text: CatalogText) {
    key = CatalogKey(catalog: row.int(0), oid: row.int(1), part: row.int(2))
    self.text = row.text(3)
  }
}
