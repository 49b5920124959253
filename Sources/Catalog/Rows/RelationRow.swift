import Postgres
import Schema

struct RelationRow: CatalogRow {
  static func sql(_ scope: CatalogScope) -> String {
    """
    SELECT c.oid, c.relnamespace, c.relname, c.relkind, c.relpersistence = 'u', c.relreplident, c.relrowsecurity,
      c.relforcerowsecurity, c.reloptions, t.reloptions, NULLIF(c.reloftype, 0),
      CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END,
      CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END,
      CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END,
      c.reltype, (SELECT spcname FROM pg_tablespace s WHERE s.oid = NULLIF(c.reltablespace, 0)),
      (SELECT amname FROM pg_am m WHERE m.oid = c.relam AND c.relkind IN ('r', 'm', 'p')),
      c.relkind = 'v' AND EXISTS (SELECT FROM pg_rewrite r
        JOIN pg_depend f ON f.classid = 'pg_rewrite'::regclass AND f.objid = r.oid AND f.refclassid = 'pg_proc'::regclass
        JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = f.refobjid AND d.refclassid = 'pg_type'::regclass
        WHERE r.ev_class = c.oid AND r.rulename = '_RETURN'
          AND d.refobjid IN (c.reltype, (SELECT y.typarray FROM pg_type y WHERE y.oid = c.reltype)))
    FROM pg_class c LEFT JOIN pg_class t ON t.oid = c.reltoastrelid AND t.reloptions IS NOT NULL
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
      AND \(scope.isUserObject("c", in: "pg_class", namespace: "relnamespace"))\(scope.andRelationIsListed("c.oid"))
      \(scope.andIsChosen("c.oid"))
    """
  }

  /// What kind of relation it is, by the letter of the catalog.
  enum Kind: String {
    case table = "r"
    case partitionedTable = "p"
    case view = "v"
    case materializedView = "m"
    case foreignTable = "f"
    case compositeType = "c"
  }

  let oid: Int
  let namespace: Int
  let name: Identifier
  let kind: Kind?
  let isUnlogged: Bool
  let replicaIdentity: ReplicaIdentity
  let hasRowSecurity: Bool
  let forcesRowSecurity: Bool
  let options: [String]
  let rowType: Int?
  let partitionBound: String?
  let partitionKey: String?
  let query: String?
  let type: Int
  let tablespace: String?
  /// `nil` for what keeps no rows, and for a partitioned table that leaves it to its partitions.
  let accessMethod: Identifier?
  /// Whether it is a view that calls a routine which takes or gives rows of it.
  let callsWhatNeedsIt: Bool

  init(_ row: Row, _ text: CatalogText) {
    oid = row.int(0)
    namespace = row.int(1)
    name = Identifier(row.text(2))
    kind = Kind(rawValue: row.text(3))
    isUnlogged = row.bool(4)
    replicaIdentity =
      switch row.text(5) {
      case "n": .nothing
      case "f": .full
      case "i": .index
      default: .primaryKey
      }
    hasRowSecurity = row.bool(6)
    forcesRowSecurity = row.bool(7)
    options = row.options(8) + row.options(9).map { "toast." + $0 }
    rowType = row.optionalInt(10)
    partitionBound = row.optionalText(11).map(text.expression)
    partitionKey = row.optionalText(12).map(text.expression)
    query = row.optionalText(13).map(text.view)
    type = row.int(14)
    tablespace = row.optionalText(15)
    accessMethod = row.optionalText(16).map { Identifier($0) }
    callsWhatNeedsIt = row.bool(17)
  }
}

extension Row {
  /// Options as `name=value`, without those that a server keeps for itself.
  func options(_ column: Int) -> [String] {
    if isNull(column) { return [] }
    return textArray(column).compactMap { $0 }.filter { !$0.hasPrefix("pg_") }
  }
}

struct InheritanceRow: CatalogRow, Equatable {
  static func sql(_ scope: CatalogScope) -> String {
    """
    SELECT inhrelid, inhparent FROM pg_inherits WHERE true\(scope.andRelationIsRead("inhrelid"))
    ORDER BY inhrelid, inhseqno
    """
  }

  let child: Int
  let parent: Int

  init(_ row: Row, _ text: CatalogText) {
    child = row.int(0)
    parent = row.int(1)
  }
}

/// Relations of extensions, for their names: tables of the user may be children of them, or have their row type.
struct MemberRelationRow: CatalogRow, Equatable {
  static func sql(_ scope: CatalogScope) -> String {
    """
    SELECT c.oid, c.relnamespace, c.relname, c.reltype FROM pg_class c JOIN pg_depend d ON d.objid = c.oid
    WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
    """
  }

  let oid: Int
  let namespace: Int
  let name: Identifier
  let type: Int

  init(_ row: Row, _ text: CatalogText) {
    oid = row.int(0)
    namespace = row.int(1)
    name = Identifier(row.text(2))
    type = row.int(3)
  }
}
