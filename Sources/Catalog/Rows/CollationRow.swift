import Postgres
import Schema

struct CollationRow: CatalogRow {
  static func sql(_ scope: CatalogScope) -> String {
    let locale =
      switch scope.major {
      case ..<15: "CASE WHEN c.collprovider = 'i' THEN c.collcollate END"
      case 15, 16: "c.colliculocale"
      default: "c.colllocale"
      }
    return """
      SELECT c.oid, c.collnamespace, c.collname, c.collprovider, c.collisdeterministic, c.collcollate, c.collctype,
        \(locale), \(scope.major < 16 ? "NULL" : "c.collicurules")
      FROM pg_collation c WHERE \(scope.isUserObject("c", in: "pg_collation", namespace: "collnamespace"))
      """
  }

  let oid: Int
  let namespace: Int
  let name: Identifier
  let clauses: [String]

  init(_ row: Row, _ text: CatalogText) {
    oid = row.int(0)
    namespace = row.int(1)
    name = Identifier(row.text(2))
    var clauses: [String] = []
    let provider =
      switch row.text(3) {
      case "i": "icu"
      case "b": "builtin"
      default: "libc"
      }
    clauses.append("PROVIDER = \(provider)")
    if !row.bool(4) { clauses.append("DETERMINISTIC = false") }
    if let locale = row.optionalText(7) {
      clauses.append("LOCALE = \(SQLLiteral.quote(locale))")
    } else if Identifier(row.text(5)) == Identifier(row.text(6)) {
      clauses.append("LOCALE = \(SQLLiteral.quote(row.text(5)))")
    } else {
      clauses.append("LC_COLLATE = \(SQLLiteral.quote(row.text(5)))")
      clauses.append("LC_CTYPE = \(SQLLiteral.quote(row.text(6)))")
    }
    if let rules = row.optionalText(8) { clauses.append("RULES = \(SQLLiteral.quote(rules))") }
    self.clauses = clauses
  }
}
