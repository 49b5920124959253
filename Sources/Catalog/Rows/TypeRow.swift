import Postgres
import Schema

struct TypeRow: CatalogRow {
  static func sql(_ scope: CatalogScope) -> String {
    """
    SELECT t.oid, t.typnamespace, t.typname, t.typtype, format_type(NULLIF(t.typbasetype, 0), t.typtypmod),
      CASE WHEN t.typcollation <> b.typcollation THEN t.typcollation::regcollation END, t.typnotnull,
      pg_get_expr(t.typdefaultbin, 0),
      CASE WHEN t.typtype = 'e' THEN
        ARRAY(SELECT e.enumlabel FROM pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder) END,
      format_type(r.rngsubtype, NULL),
      CASE WHEN r.rngcollation <> (SELECT s.typcollation FROM pg_type s WHERE s.oid = r.rngsubtype)
        THEN r.rngcollation::regcollation END,
      (SELECT quote_ident(n.nspname) || '.' || quote_ident(o.opcname) FROM pg_opclass o
        JOIN pg_namespace n ON n.oid = o.opcnamespace WHERE o.oid = r.rngsubopc AND NOT o.opcdefault),
      NULLIF(r.rngcanonical::oid, 0)::regproc, NULLIF(r.rngsubdiff::oid, 0)::regproc, m.typnamespace, m.typname
    FROM pg_type t LEFT JOIN pg_type b ON b.oid = t.typbasetype LEFT JOIN pg_range r ON r.rngtypid = t.oid
    LEFT JOIN pg_type m ON m.oid = r.rngmultitypid
    WHERE t.typtype IN ('e', 'd', 'r') AND \(scope.isUserObject("t", in: "pg_type", namespace: "typnamespace"))
    """
  }

  enum Kind: String {
    case enumeration = "e"
    case domain = "d"
    case range = "r"
  }

  let oid: Int
  let namespace: Int
  let name: Identifier
  let kind: Kind?
  let baseType: String
  let collation: String?
  let isNotNull: Bool
  let expression: String?
  let labels: [String]
  let subtype: String
  let rangeCollation: String?
  let operatorClass: String?
  let canonical: String?
  let difference: String?
  let multirangeNamespace: Int?
  let multirangeName: Identifier

  init(_ row: Row, _ text: CatalogText) {
    oid = row.int(0)
    namespace = row.int(1)
    name = Identifier(row.text(2))
    kind = Kind(rawValue: row.text(3))
    baseType = text.name(row.text(4))
    collation = row.optionalText(5).map(text.name)
    isNotNull = row.bool(6)
    expression = row.optionalText(7).map(text.expression)
    labels = row.textArray(8).compactMap { $0 }
    subtype = text.name(row.text(9))
    rangeCollation = row.optionalText(10).map(text.name)
    operatorClass = row.optionalText(11).map(text.name)
    canonical = row.optionalText(12).map(text.name)
    difference = row.optionalText(13).map(text.name)
    multirangeNamespace = row.optionalInt(14)
    multirangeName = Identifier(row.text(15))
  }
}
