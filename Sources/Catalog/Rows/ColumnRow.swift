import Postgres
import Schema

/// A class, as rows are large and passed on several times before their columns are in their tables.
final class ColumnRow: CatalogRow {
  /// A default has no column in it, so that its text needs no look at the table. Debian's PostgreSQL 15 keeps a
  /// `pg_attver` in the options of every column: it is dropped here already, as it would cost an array to decode each.
  static func sql(_ scope: CatalogScope) -> String {
    """
    SELECT a.attrelid, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
      CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation END,
      pg_get_expr(d.adbin, CASE WHEN a.attgenerated = '' THEN 0 ELSE d.adrelid END),
      NULLIF(a.attgenerated, ''), NULLIF(a.attidentity, ''),
      CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage END, NULLIF(a.attcompression, ''),
      CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END,
      CASE WHEN a.attoptions[2] IS NOT NULL OR NOT starts_with(a.attoptions[1], 'pg_') THEN a.attoptions END,
      a.attfdwoptions, a.attislocal, a.attinhcount > 0, a.atttypid, a.attcollation,
      CASE WHEN a.attinhcount > 0 THEN t.typstorage END
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE c.oid >= \(CatalogSQL.firstUserOID) AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c') AND a.attnum > 0
      AND \(scope.isRead("c.relnamespace"))\(scope.andRelationIsListed("c.oid"))
      \(scope.andIsChosen("c.oid"))
    """
  }

  let relation: Int
  let number: Int
  let column: Column
  let typeNumber: Int
  let collationNumber: Int
  let identityKind: IdentityColumn.Kind?
  /// The storage of the type, of an inherited column.
  let typeStorage: String?

  init(_ row: Row, _ text: CatalogText) {
    relation = row.int(0)
    number = row.int(1)
    var column = Column(name: Identifier(row.text(2)), type: text.name(row.text(3)))
    column.isNotNull = row.bool(4)
    column.collation = row.optionalText(5).map(text.name)
    column.expression = row.optionalText(6).map(text.expression)
    column.generation =
      switch row.optionalText(7) {
      case "s": .stored
      case "v": .virtual
      default: nil
      }
    identityKind =
      switch row.optionalText(8) {
      case "a": .always
      case "d": .byDefault
      default: nil
      }
    column.storage = row.optionalText(9).map(Self.storageName)
    column.compression =
      switch row.optionalText(10) {
      case "p": "pglz"
      case "l": "lz4"
      default: nil
      }
    column.statisticsTarget = row.optionalInt(11)
    column.options = row.options(12)
    column.foreignOptions = row.foreignOptions(13)
    column.isLocal = row.bool(14)
    column.isInherited = row.bool(15)
    self.column = column
    typeNumber = row.int(16)
    collationNumber = row.int(17)
    typeStorage = row.optionalText(18).map(Self.storageName)
  }

  static func storageName(_ letter: String) -> String {
    switch letter {
    case "p": "PLAIN"
    case "e": "EXTERNAL"
    case "m": "MAIN"
    default: "EXTENDED"
    }
  }
}

extension Row {
  /// Options of a foreign object as `name 'value'`, sorted, as their order says nothing; secrets as a placeholder.
  func foreignOptions(
    _ column: Int, isSecret: (String) -> Bool = { SecretOption.isSecret($0) }
  ) -> [String] {
    if isNull(column) { return [] }
    return textArray(column).compactMap { option in
      guard let option, let separator = option.firstIndex(of: "=") else { return nil }
      let name = String(option[..<separator])
      let value = isSecret(name) ? SecretOption.placeholder : String(option[option.index(after: separator)...])
      return "\(Identifier(name).sql) \(SQLLiteral.quote(value))"
    }.sorted { Identifier($0) < Identifier($1) }
  }
}
