import Postgres
import Schema

struct ConstraintRow: CatalogRow {
  /// Foreign keys that a partition has from its parent, and those from a partitioned key's parts, are left out.
  ///
  /// Usual keys and foreign keys come without text: ``ConstraintText`` writes it in a tenth of the server's time.
  static func sql(_ scope: CatalogScope) -> String {
    let unusual = scope.major < 18 ? "" : " OR k.conperiod OR NOT k.conenforced"
    return """
      SELECT k.oid, k.conrelid, k.contypid, k.conname, k.contype, k.convalidated, k.conislocal, k.conparentid <> 0,
        k.connoinherit, CASE WHEN k.contype IN ('p', 'u', 'x') THEN k.conindid END,
        CASE WHEN k.contype = 'n' THEN k.conkey[1] END,
        CASE k.contype
          WHEN 'n' THEN CASE WHEN NOT k.convalidated OR k.connoinherit THEN pg_get_constraintdef(k.oid) END
          WHEN 'f' THEN CASE WHEN f.relnamespace IN (\(scope.foreignNamespaces))\(unusual)
            THEN pg_get_constraintdef(k.oid) END
          WHEN 'p' THEN CASE WHEN false\(unusual) THEN pg_get_constraintdef(k.oid) END
          WHEN 'u' THEN CASE WHEN false\(unusual) THEN pg_get_constraintdef(k.oid) END
          ELSE pg_get_constraintdef(k.oid)
        END,
        k.conkey, f.relnamespace, f.relname, k.confrelid, k.confkey, k.confmatchtype, k.confupdtype, k.confdeltype,
        \(scope.major < 15 ? "NULL" : "k.confdelsetcols"), k.condeferrable, k.condeferred
      FROM pg_constraint k LEFT JOIN pg_class f ON f.oid = k.confrelid AND k.contype = 'f'
      WHERE k.oid >= \(CatalogSQL.firstUserOID) AND k.contype IN ('p', 'u', 'x', 'c', 'n', 'f')
        AND (k.contype <> 'f' OR k.conparentid = 0)
        AND \(scope.isRead("k.connamespace"))\(scope.andRelationIsListed("k.conrelid", unlessTypes: true))
        \(scope.andIsChosen("k.conrelid", orIs: 0))
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
  /// Of a key or foreign key whose text is not the server's.
  let parts: ConstraintText?

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
    parts = row.isNull(11) && kind != .notNull ? ConstraintText(row, kind) : nil
    self.constraint = constraint
  }
}
