import Postgres
import Schema

struct TextSearchDictionaryRow: CatalogRow {
  static func sql(_ scope: CatalogScope) -> String {
    """
    SELECT d.oid, d.dictnamespace, d.dictname, quote_ident(n.nspname) || '.' || quote_ident(t.tmplname),
      d.dictinitoption
    FROM pg_ts_dict d JOIN pg_ts_template t ON t.oid = d.dicttemplate JOIN pg_namespace n ON n.oid = t.tmplnamespace
    WHERE \(scope.isUserObject("d", in: "pg_ts_dict", namespace: "dictnamespace"))
    """
  }

  let oid: Int
  let namespace: Int
  let name: Identifier
  let template: String
  let options: String?

  init(_ row: Row, _ text: CatalogText) {
    oid = row.int(0)
    namespace = row.int(1)
    name = Identifier(row.text(2))
    template = text.name(row.text(3))
    options = row.optionalText(4)
  }
}

struct TextSearchConfigurationRow: CatalogRow {
  static func sql(_ scope: CatalogScope) -> String {
    """
    SELECT c.oid, c.cfgnamespace, c.cfgname, quote_ident(n.nspname) || '.' || quote_ident(p.prsname), k.alias,
      (SELECT array_agg(m.mapdict::regdictionary::text ORDER BY m.mapseqno) FROM pg_ts_config_map m
        WHERE m.mapcfg = c.oid AND m.maptokentype = k.tokid)
    FROM pg_ts_config c JOIN pg_ts_parser p ON p.oid = c.cfgparser JOIN pg_namespace n ON n.oid = p.prsnamespace
    CROSS JOIN LATERAL ts_token_type(c.cfgparser) k
    WHERE \(scope.isUserObject("c", in: "pg_ts_config", namespace: "cfgnamespace"))
    """
  }

  let oid: Int
  let namespace: Int
  let name: Identifier
  let parser: String
  let token: String
  let dictionaries: [String]

  init(_ row: Row, _ text: CatalogText) {
    oid = row.int(0)
    namespace = row.int(1)
    name = Identifier(row.text(2))
    parser = text.name(row.text(3))
    token = row.text(4)
    dictionaries = row.textArray(5).compactMap { $0 }.map(text.name)
  }
}

struct TextSearchParserRow: CatalogRow {
  static func sql(_ scope: CatalogScope) -> String {
    """
    SELECT p.oid, p.prsnamespace, p.prsname, p.prsstart, p.prstoken, p.prsend, p.prslextype,
      NULLIF(p.prsheadline, 0)::regproc
    FROM pg_ts_parser p WHERE \(scope.isUserObject("p", in: "pg_ts_parser", namespace: "prsnamespace"))
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
    clauses = ["START", "GETTOKEN", "END", "LEXTYPES", "HEADLINE"].enumerated().compactMap { index, name in
      row.optionalText(3 + index).map { "\(name) = \(text.name($0))" }
    }
  }
}

struct TextSearchTemplateRow: CatalogRow {
  static func sql(_ scope: CatalogScope) -> String {
    """
    SELECT t.oid, t.tmplnamespace, t.tmplname, NULLIF(t.tmplinit, 0)::regproc, t.tmpllexize
    FROM pg_ts_template t WHERE \(scope.isUserObject("t", in: "pg_ts_template", namespace: "tmplnamespace"))
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
    clauses = ["INIT", "LEXIZE"].enumerated().compactMap { index, name in
      row.optionalText(3 + index).map { "\(name) = \(text.name($0))" }
    }
  }
}
