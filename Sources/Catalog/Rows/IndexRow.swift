import Postgres
import Schema

struct IndexRow: CatalogRow {
  static func sql(major: Int) -> String {
    """
    SELECT i.indexrelid, i.indrelid, x.relnamespace, x.relname, x.relkind = 'I', i.indisvalid, i.indisclustered,
      i.indisreplident, x.relispartition, i.indisprimary, i.indisexclusion, i.indisunique,
      CASE WHEN k.oid IS NULL THEN pg_get_indexdef(i.indexrelid) END,
      (SELECT spcname FROM pg_tablespace s WHERE s.oid = NULLIF(x.reltablespace, 0)),
      CASE WHEN k.contype IN ('p', 'u') THEN x.reloptions END
    FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
    LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
    WHERE i.indexrelid >= \(CatalogSQL.firstUserOID)
      AND x.relnamespace NOT IN (\(CatalogSQL.foreignNamespaces))
    """
  }

  let oid: Int
  let relation: Int
  let namespace: Int
  let name: Identifier
  let isPartitioned: Bool
  let isValid: Bool
  let isClustered: Bool
  let isReplicaIdentity: Bool
  let isAttached: Bool
  let isPrimary: Bool
  let isExclusion: Bool
  let isUnique: Bool
  /// `nil` if it belongs to a constraint.
  let definition: String?
  let tablespace: String?
  /// Of the index of a key, whose definition lacks them; sorted.
  let keyOptions: [String]

  init(_ row: Row, _ text: CatalogText) {
    oid = row.int(0)
    relation = row.int(1)
    namespace = row.int(2)
    name = Identifier(row.text(3))
    isPartitioned = row.bool(4)
    isValid = row.bool(5)
    isClustered = row.bool(6)
    isReplicaIdentity = row.bool(7)
    isAttached = row.bool(8)
    isPrimary = row.bool(9)
    isExclusion = row.bool(10)
    isUnique = row.bool(11)
    definition = row.optionalText(12).map(text.expression)
    tablespace = row.optionalText(13)
    keyOptions = row.options(14)
  }
}

/// Columns of indexes: only of those attached to a parent's, or with a statistics target.
struct IndexColumnRow: CatalogRow {
  static func sql(major: Int) -> String {
    """
    SELECT a.attrelid, a.attnum, a.attname, CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END
    FROM pg_class x JOIN pg_attribute a ON a.attrelid = x.oid
    WHERE x.oid >= \(CatalogSQL.firstUserOID) AND x.relkind IN ('i', 'I')
      AND (x.relispartition OR a.attstattarget >= 0)
      AND x.relnamespace NOT IN (\(CatalogSQL.foreignNamespaces))
    """
  }

  let index: Int
  let number: Int
  let name: String
  let statisticsTarget: Int?

  init(_ row: Row, _ text: CatalogText) {
    index = row.int(0)
    number = row.int(1)
    name = row.text(2)
    statisticsTarget = row.optionalInt(3)
  }
}
