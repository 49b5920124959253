import Postgres
import Schema

struct LanguageRow: CatalogRow {
  static func sql(_ scope: CatalogScope) -> String {
    """
    SELECT l.oid, l.lanname, l.lanpltrusted, l.lanplcallfoid::regproc, NULLIF(l.laninline, 0)::regproc,
      NULLIF(l.lanvalidator, 0)::regproc
    FROM pg_language l
    WHERE l.oid >= \(CatalogSQL.firstUserOID) AND \(CatalogSQL.isNoMember("l", of: "pg_language"))
    """
  }

  let oid: Int
  let value: Language

  init(_ row: Row, _ text: CatalogText) {
    oid = row.int(0)
    value = Language(
      name: Identifier(row.text(1)), isTrusted: row.bool(2), handler: text.name(row.text(3)),
      inline: row.optionalText(4).map(text.name), validator: row.optionalText(5).map(text.name))
  }
}

struct TransformRow: CatalogRow {
  static func sql(_ scope: CatalogScope) -> String {
    """
    SELECT t.oid, format_type(t.trftype, NULL), l.lanname, NULLIF(t.trffromsql, 0)::regprocedure,
      NULLIF(t.trftosql, 0)::regprocedure
    FROM pg_transform t JOIN pg_language l ON l.oid = t.trflang
    WHERE t.oid >= \(CatalogSQL.firstUserOID) AND \(CatalogSQL.isNoMember("t", of: "pg_transform"))
    """
  }

  let oid: Int
  let value: Transform

  init(_ row: Row, _ text: CatalogText) {
    oid = row.int(0)
    value = Transform(
      type: text.name(row.text(1)), language: Identifier(row.text(2)),
      fromSQL: row.optionalText(3).map(text.names), toSQL: row.optionalText(4).map(text.names))
  }
}

struct AccessMethodRow: CatalogRow {
  static func sql(_ scope: CatalogScope) -> String {
    """
    SELECT m.oid, m.amname, m.amtype = 't', m.amhandler FROM pg_am m
    WHERE m.oid >= \(CatalogSQL.firstUserOID) AND \(CatalogSQL.isNoMember("m", of: "pg_am"))
    """
  }

  let oid: Int
  let value: AccessMethod

  init(_ row: Row, _ text: CatalogText) {
    oid = row.int(0)
    value = AccessMethod(
      name: Identifier(row.text(1)), kind: row.bool(2) ? .table : .index, handler: text.name(row.text(3)))
  }
}

struct ConversionRow: CatalogRow {
  static func sql(_ scope: CatalogScope) -> String {
    """
    SELECT c.oid, c.connamespace, c.conname, c.condefault, pg_encoding_to_char(c.conforencoding),
      pg_encoding_to_char(c.contoencoding), c.conproc
    FROM pg_conversion c WHERE \(scope.isUserObject("c", in: "pg_conversion", namespace: "connamespace"))
    """
  }

  let oid: Int
  let namespace: Int
  let name: Identifier
  let isDefault: Bool
  let source: String
  let destination: String
  let function: String

  init(_ row: Row, _ text: CatalogText) {
    oid = row.int(0)
    namespace = row.int(1)
    name = Identifier(row.text(2))
    isDefault = row.bool(3)
    source = row.text(4)
    destination = row.text(5)
    function = text.name(row.text(6))
  }
}
