import Postgres
import Schema

struct NamespaceRow: CatalogRow {
  static func sql(_ scope: CatalogScope) -> String {
    """
    SELECT n.oid, n.nspname, \(scope.schema == nil ? CatalogSQL.isNoMember("n", of: "pg_namespace") : "false")
    FROM pg_namespace n WHERE \(scope.schema == nil ? "n.oid NOT IN (\(scope.foreignNamespaces))" : "true")
    """
  }

  let oid: Int
  /// As it is shown: in the reading of one schema, that schema has the name that the history knows.
  let name: Identifier
  let actualName: Identifier
  /// Whether it is an object of what is read: the user's own, rather than an extension's.
  let isOwn: Bool

  init(_ row: Row, _ text: CatalogText) {
    oid = row.int(0)
    actualName = Identifier(row.text(1))
    name = text.schema(actualName)
    isOwn = row.bool(2)
  }
}

struct ExtensionRow: CatalogRow {
  /// The comment of an extension is content only where it is not the one that the extension brings.
  static func sql(_ scope: CatalogScope) -> String {
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

struct CommentRow: CatalogRow, Equatable {
  static func sql(_ scope: CatalogScope) -> String {
    """
    SELECT classoid, objoid, objsubid, description FROM pg_description
    WHERE objoid >= \(CatalogSQL.firstUserOID)\(Self.isRead(scope))
    UNION ALL SELECT classoid, objoid, objsubid, description FROM pg_description
    WHERE classoid = 'pg_namespace'::regclass AND objoid < \(CatalogSQL.firstUserOID)
      AND objoid = (SELECT oid FROM pg_namespace WHERE nspname = 'public')
    """
  }

  /// Most comments are on relations and columns.
  private static func isRead(_ scope: CatalogScope) -> String {
    guard scope.schema != nil else { return "" }
    return " AND (classoid <> 'pg_class'::regclass OR true\(scope.andRelationIsRead("objoid")))"
  }

  let key: CatalogKey
  let text: String

  init(_ row: Row, _ text: CatalogText) {
    key = CatalogKey(catalog: row.int(0), oid: row.int(1), part: row.int(2))
    self.text = row.text(3)
  }
}
