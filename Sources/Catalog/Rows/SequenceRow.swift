import Postgres
import Schema

struct SequenceRow: CatalogRow, Equatable {
  static func sql(_ scope: CatalogScope) -> String {
    """
    SELECT c.oid, c.relnamespace, c.relname, c.relpersistence = 'u', format_type(s.seqtypid, NULL), s.seqstart,
      s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle, d.refobjid, d.refobjsubid, d.deptype = 'i'
    FROM pg_class c JOIN pg_sequence s ON s.seqrelid = c.oid
    LEFT JOIN LATERAL (
      SELECT refobjid, refobjsubid, deptype FROM pg_depend
      WHERE classid = 'pg_class'::regclass AND objid = c.oid AND objsubid = 0
        AND refclassid = 'pg_class'::regclass AND deptype IN ('a', 'i') LIMIT 1
    ) d ON true
    WHERE \(scope.isUserObject("c", in: "pg_class", namespace: "relnamespace"))\(scope.andRelationIsListed("c.oid"))
    """
  }

  let oid: Int
  let namespace: Int
  let name: Identifier
  let isUnlogged: Bool
  let options: SequenceOptions
  let owner: Int?
  let ownerColumn: Int
  let isIdentity: Bool

  init(_ row: Row, _ text: CatalogText) {
    oid = row.int(0)
    namespace = row.int(1)
    name = Identifier(row.text(2))
    isUnlogged = row.bool(3)
    options = SequenceOptions(
      type: row.text(4), start: row.int64(5), increment: row.int64(6), minimum: row.int64(7), maximum: row.int64(8),
      cache: row.int64(9), cycles: row.bool(10))
    owner = row.optionalInt(11)
    ownerColumn = row.int(12)
    isIdentity = row.bool(13)
  }
}
