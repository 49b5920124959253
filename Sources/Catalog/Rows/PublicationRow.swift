import Postgres
import Schema

struct PublicationRow: CatalogRow {
  static func sql(_ scope: CatalogScope) -> String {
    let columns =
      scope.major < 15
      ? "NULL"
      : "(SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname COLLATE \"C\") FROM pg_attribute a "
        + "WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs))"
    let filter = scope.major < 15 ? "NULL" : "pg_get_expr(r.prqual, r.prrelid)"
    let schemas =
      scope.major < 15
      ? ""
      : """
       UNION ALL SELECT r.pnpubid, quote_ident(n.nspname), NULL, NULL, true
        FROM pg_publication_namespace r JOIN pg_namespace n ON n.oid = r.pnnspid
      """
    return """
      SELECT p.oid, p.pubname, p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate, p.pubviaroot,
        \(scope.major < 18 ? "NULL" : "NULLIF(p.pubgencols, 'n')"), m.name, m.columns, m.filter, m.is_schema
      FROM pg_publication p LEFT JOIN (
        SELECT r.prpubid, r.prrelid::regclass::text, \(columns), \(filter), false FROM pg_publication_rel r\(schemas)
      ) m(publication, name, columns, filter, is_schema) ON m.publication = p.oid
      """
  }

  let oid: Int
  let name: Identifier
  let hasAllTables: Bool
  let member: String?
  let isSchema: Bool
  let options: [String]

  init(_ row: Row, _ text: CatalogText) {
    oid = row.int(0)
    name = Identifier(row.text(1))
    hasAllTables = row.bool(2)
    if let member = row.optionalText(9).map(text.name) {
      var words = member
      if let columns = row.optionalText(10) { words += " (\(columns))" }
      if let filter = row.optionalText(11) { words += " WHERE \(text.condition(filter))" }
      self.member = words
    } else {
      member = nil
    }
    isSchema = row.bool(12)
    var options: [String] = []
    let actions = [(3, "insert"), (4, "update"), (5, "delete"), (6, "truncate")].filter { row.bool($0.0) }.map(\.1)
    if actions.count < 4 { options.append("publish = '\(actions.joined(separator: ", "))'") }
    if row.optionalText(8) != nil { options.append("publish_generated_columns = stored") }
    if row.bool(7) { options.append("publish_via_partition_root = true") }
    self.options = options
  }
}
