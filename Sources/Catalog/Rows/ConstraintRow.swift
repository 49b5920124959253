import Postgres
import Schema

struct ConstraintRow: CatalogRow {
  /// Foreign keys that a partition has from its parent, and those from a partitioned key's parts, are left out.
  static func sql(major: Int) -> String {
    """
    SELECT k.oid, k.conrelid, k.contypid, k.conname, k.contype, k.convalidated, k.conislocal, k.conparentid <> 0,
      k.connoinherit, CASE WHEN k.contype IN ('p', 'u', 'x') THEN k.conindid END,
      CASE WHEN k.contype = 'n' THEN k.conkey[1] END,
      CASE WHEN k.contype <> 'n' OR NOT k.convalidated OR k.connoinherit THEN pg_get_constraintdef(k.oid) END
    FROM pg_constraint k
    WHERE k.oid >= \(CatalogSQL.firstUserOID) AND k.contype IN ('p', 'u', 'x', 'c', 'n', 'f')
      AND (k.contype <> 'f' OR k.conparentid = 0)
      AND k.connamespace NOT IN (\(CatalogSQL.foreignNamespaces))
    """
  }

  let oid: Int
  /// 0 for a domain's.
  let relation: Int
  let domain: Int
  let index: Int?
  /// The column of a NOT NULL constraint.
  let notNullColumn: Int?
  let isDerived: Bool
  let noInherit: Bool
  let constraint: Constraint

  init(_ row: Row, _ text: CatalogText) {
    oid = row.int(0)
    relation = row.int(1)
    domain = row.int(2)
    let kind: Constraint.Kind =
      switch row.text(4) {
      case "p": .primaryKey
      case "u": .unique
      case "x": .exclusion
      case "f": .foreignKey
      case "n": .notNull
      default: .check
      }
    var constraint = Constraint(
      kind: kind, name: Identifier(row.text(3)), definition: row.optionalText(11).map(text.constraint) ?? "")
    constraint.isValidated = row.bool(5)
    constraint.isLocal = row.bool(6)
    isDerived = row.bool(7)
    noInherit = row.bool(8)
    index = row.optionalInt(9)
    notNullColumn = row.optionalInt(10)
    self.constraint = constraint
  }
}
