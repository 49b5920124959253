import Postgres
import Schema

/// Finds the relations that have to be read again since an earlier reading.
///
/// A row of the catalogs that was written since has a transaction as its `xmin` that had not ended then; what
/// PostgreSQL writes in place (statistics, hints that there are indexes or triggers) is not part of any text. Rows
/// that are gone are missed by their numbers. What the text of a relation names, `pg_depend` knows: whoever depends on
/// a row that was written is read again. What texts depend on unseen (how names of the server's own schema resolve,
/// which operator class is the default, what belongs to an extension) is in a few small catalogs: when they
/// changed, everything is read.
struct CatalogChanges {
  private let memory: CatalogMemory?
  private var boundary = ""
  private var counts: [Int] = []
  /// Whether a row was written that everything depends on.
  private var isEverything = false
  private var present: Set<Int> = []
  /// The relations that lack something they had.
  private var written: Set<Int> = []
  /// The relations, types and routines of which a row was written, by the catalog's number.
  private var objects: [Int: [Int]] = [:]

  init(since memory: CatalogMemory?) { self.memory = memory }

  /// The relations to read again; `nil` for all.
  private(set) var relations: Set<Int>?

  /// Whether a relation is still there.
  func isPresent(_ relation: Int) -> Bool { present.contains(relation) }

  /// The relations that come out as they did, if that is all that there is of their rows.
  func renderedAsBefore(_ content: CatalogContent) -> [Int: RenderedObject] {
    guard let memory, let relations, let shared = RelationCompanions(content).differences(from: memory.content)
    else { return [:] }
    return memory.rendered.filter {
      !relations.contains($0.key) && !shared.contains($0.key) && present.contains($0.key)
    }
  }

  func memory(
    of content: CatalogContent, _ rendered: [Int: RenderedObject], _ options: SnapshotOptions
  ) -> CatalogMemory {
    CatalogMemory(options: options, content: content, rendered: rendered, boundary: boundary, counts: counts)
  }

  // MARK: Queries

  var queries: [SQLText] {
    let always = [
      "SELECT pg_snapshot_xmin(pg_current_snapshot())::xid", Self.countQuery(since: memory?.boundary ?? "3"),
    ]
    let further = memory.map { Self.presenceQueries + [Self.objectQuery(since: $0.boundary)] } ?? []
    return (always + further).map { SQLText(unescaped: $0) }
  }

  mutating func decode(_ result: QueryResult, at index: Int) {
    switch index {
    case 0: boundary = result.text(0, 0)
    case 1:
      counts = result.rows.map { $0.int(0) }
      isEverything = result.rows.contains { !$0.isNull(1) && $0.bool(1) } || counts != memory?.counts
    case 2: present = Self.numbers(result)
    case 3:
      let constraints = Self.numbers(result)
      for row in memory?.content.constraints ?? [] where !constraints.contains(row.oid) {
        written.insert(row.relation)
      }
    case 4:
      let indexes = Self.numbers(result)
      for row in memory?.content.indexes ?? [] where !indexes.contains(row.oid) { written.insert(row.relation) }
    default:
      for row in result.rows { objects[row.int(0), default: []].append(row.int(1)) }
    }
  }

  /// Asks who depends on what was written; `nil` when nobody needs to know.
  var furtherQuery: SQLText? {
    memory == nil || isEverything ? nil : SQLText(unescaped: Self.relationQuery(objects))
  }

  mutating func decodeFurther(_ result: QueryResult) {
    relations = written.union(result.rows.map { $0.int(0) })
  }

  private static func numbers(_ result: QueryResult) -> Set<Int> { Set(result.rows.flatMap { $0.numbers(0) }) }

  /// What is there, so that what is not is found missing.
  private static let presenceQueries = [
    """
    SELECT array_agg(oid) FROM pg_class
    WHERE oid >= \(CatalogSQL.firstUserOID) AND relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
    """,
    "SELECT array_agg(oid) FROM pg_constraint WHERE oid >= \(CatalogSQL.firstUserOID) AND conrelid <> 0",
    "SELECT array_agg(indexrelid) FROM pg_index WHERE indexrelid >= \(CatalogSQL.firstUserOID)",
  ]

  /// The number of rows in each catalog that everything depends on, and whether one was written since.
  private static func countQuery(since boundary: String) -> String {
    let catalogs = [
      "pg_namespace", "pg_extension", "pg_am", "pg_opclass", "pg_opfamily", "pg_amop", "pg_operator", "pg_collation",
      "pg_cast", "pg_language", "pg_tablespace", "pg_ts_config", "pg_ts_dict", "pg_ts_parser", "pg_ts_template",
      "pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace", "pg_type WHERE oid < \(CatalogSQL.firstUserOID)",
      "pg_type WHERE typnamespace = 'pg_catalog'::regnamespace",
      "pg_depend WHERE refclassid = 'pg_extension'::regclass",
    ]
    return catalogs.map { "SELECT count(*), bool_or(\(isWritten(since: boundary))) FROM \($0)" }
      .joined(separator: " UNION ALL ")
  }

  private static func isWritten(_ row: String = "", since boundary: String) -> String {
    "age(\(row)xmin) <= (SELECT age('\(boundary)'::xid))"
  }

  /// The relations, types and routines of which a row was written.
  private static func objectQuery(since boundary: String) -> String {
    let ofRelations = [
      ("pg_class", "oid"), ("pg_attribute", "attrelid"), ("pg_attrdef", "adrelid"), ("pg_constraint", "conrelid"),
      ("pg_index", "indrelid"), ("pg_index", "indexrelid"), ("pg_rewrite", "ev_class"),
      ("pg_partitioned_table", "partrelid"), ("pg_inherits", "inhrelid"), ("pg_foreign_table", "ftrelid"),
      ("pg_sequence", "seqrelid"),
    ]
    let ofTypes = [
      ("pg_type", "oid"), ("pg_enum", "enumtypid"), ("pg_range", "rngtypid"), ("pg_constraint", "contypid"),
      ("pg_class", "reltype"),
    ]
    let ofRoutines = [("pg_proc", "oid"), ("pg_aggregate", "aggfnoid")]
    func rows(_ catalogs: [(String, String)], _ number: Int) -> [String] {
      catalogs.map { catalog, column in
        "SELECT \(number), \(column)::oid FROM \(catalog) WHERE \(isWritten(since: boundary))"
      }
    }
    let toast = """
      SELECT \(CatalogNumber.relation), o.oid FROM pg_class t JOIN pg_class o ON o.reltoastrelid = t.oid
      WHERE t.relkind = 't' AND \(isWritten("t.", since: boundary))
      """
    let all =
      rows(ofRelations, CatalogNumber.relation) + rows(ofTypes, CatalogNumber.type)
      + rows(ofRoutines, CatalogNumber.routine) + [toast]
    return all.joined(separator: "\nUNION ")
  }

  /// The relations among objects that were written, and those that depend on one, or on a type made of one.
  private static func relationQuery(_ objects: [Int: [Int]]) -> String {
    func numbers(_ catalog: Int) -> String {
      let list = (objects[catalog] ?? []).map(String.init).joined(separator: ",")
      return "unnest('{\(list)}'::oid[])"
    }
    // OFFSET keeps the look at each object's dependents one by the index.
    let dependents = """
      SELECT classid, objid FROM pg_depend d WHERE d.refclassid = o.catalog AND d.refobjid = o.object OFFSET 0
      """
    return """
      WITH RECURSIVE types (catalog, object) AS (
        SELECT \(CatalogNumber.type)::oid, \(numbers(CatalogNumber.type))
        UNION
        SELECT d.classid, d.objid FROM types o, LATERAL (\(dependents)) d WHERE d.classid = o.catalog
      ), causes (catalog, object) AS MATERIALIZED (
        SELECT \(CatalogNumber.relation)::oid, \(numbers(CatalogNumber.relation))
        UNION ALL SELECT \(CatalogNumber.routine)::oid, \(numbers(CatalogNumber.routine))
        UNION ALL SELECT catalog, object FROM types
      ), concerned (catalog, object) AS MATERIALIZED (
        SELECT catalog, object FROM causes
        UNION SELECT d.classid, d.objid FROM causes o, LATERAL (\(dependents)) d
      )
      SELECT object FROM concerned WHERE catalog = \(CatalogNumber.relation)
      UNION SELECT i.indrelid FROM concerned c JOIN pg_index i ON i.indexrelid = c.object
        WHERE c.catalog = \(CatalogNumber.relation)
      UNION SELECT k.conrelid FROM concerned c JOIN pg_constraint k ON k.oid = c.object
        WHERE c.catalog = \(CatalogNumber.constraint)
      UNION SELECT d.adrelid FROM concerned c JOIN pg_attrdef d ON d.oid = c.object
        WHERE c.catalog = 'pg_attrdef'::regclass
      UNION SELECT r.ev_class FROM concerned c JOIN pg_rewrite r ON r.oid = c.object
        WHERE c.catalog = \(CatalogNumber.rule)
      """
  }
}
