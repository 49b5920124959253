import Postgres
import Schema

/// Types with input and output functions, and types that are only declared.
struct BaseTypeRow: CatalogRow {
  /// The server gives types of several elements a handler for subscripts by itself, and each type its array.
  static func sql(_ scope: CatalogScope) -> String {
    """
    SELECT t.oid, t.typnamespace, t.typname, t.typisdefined, NULLIF(t.typinput, 0)::regproc,
      NULLIF(t.typoutput, 0)::regproc, NULLIF(t.typreceive, 0)::regproc, NULLIF(t.typsend, 0)::regproc,
      NULLIF(t.typmodin, 0)::regproc, NULLIF(t.typmodout, 0)::regproc, NULLIF(t.typanalyze, 0)::regproc,
      CASE WHEN t.typelem = 0 OR t.typsubscript <> 'pg_catalog.raw_array_subscript_handler'::regproc
        THEN NULLIF(t.typsubscript, 0)::regproc END,
      t.typlen, t.typbyval, t.typalign, t.typstorage, t.typcategory, t.typispreferred, t.typdefault,
      CASE WHEN t.typelem <> 0 THEN format_type(t.typelem, NULL) END, t.typdelim, t.typcollation <> 0
    FROM pg_type t
    WHERE (t.typtype = 'p' AND NOT t.typisdefined
        OR t.typtype = 'b' AND t.typsubscript <> 'pg_catalog.array_subscript_handler'::regproc)
      AND \(scope.isUserObject("t", in: "pg_type", namespace: "typnamespace"))
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
    clauses = row.bool(3) ? Self.clauses(row, text) : []
  }

  private static func clauses(_ row: Row, _ text: CatalogText) -> [String] {
    let functions = [
      "INPUT", "OUTPUT", "RECEIVE", "SEND", "TYPMOD_IN", "TYPMOD_OUT", "ANALYZE", "SUBSCRIPT",
    ]
    var clauses = functions.enumerated().compactMap { index, name in
      row.optionalText(4 + index).map { "\(name) = \(text.name($0))" }
    }
    clauses.append("INTERNALLENGTH = \(row.int(12) < 0 ? "VARIABLE" : row.text(12))")
    if row.bool(13) { clauses.append("PASSEDBYVALUE") }
    clauses.append("ALIGNMENT = \(alignment(row.text(14)))")
    clauses.append("STORAGE = \(ColumnRow.storageName(row.text(15)).lowercased())")
    if row.text(16) != "U" { clauses.append("CATEGORY = \(SQLLiteral.quote(row.text(16)))") }
    if row.bool(17) { clauses.append("PREFERRED = true") }
    if let value = row.optionalText(18) { clauses.append("DEFAULT = \(SQLLiteral.quote(value))") }
    if let element = row.optionalText(19) { clauses.append("ELEMENT = \(text.name(element))") }
    if row.text(20) != "," { clauses.append("DELIMITER = \(SQLLiteral.quote(row.text(20)))") }
    if row.bool(21) { clauses.append("COLLATABLE = true") }
    return clauses
  }

  private static func alignment(_ letter: String) -> String {
    switch letter {
    case "c": "char"
    case "s": "int2"
    case "d": "double"
    default: "int4"
    }
  }
}
