import Postgres
import Schema

struct IndexRow: CatalogRow {
  /// Usual B-trees come without text: ``IndexAssembly`` writes it in a tenth of the server's time. Whether an index is
  /// usual, ``isUsual(_:)`` says when its table's columns are known.
  static func sql(_ scope: CatalogScope) -> String {
    """
    SELECT i.indexrelid, i.indrelid, x.relnamespace, x.relname, x.relkind = 'I', i.indisvalid, i.indisclustered,
      i.indisreplident, x.relispartition, i.indisprimary, i.indisexclusion, i.indisunique,
      CASE WHEN k.oid IS NULL AND (i.indexprs IS NOT NULL OR x.reloptions IS NOT NULL OR x.relam <> 403)
        THEN pg_get_indexdef(i.indexrelid) END,
      (SELECT spcname FROM pg_tablespace s WHERE s.oid = NULLIF(x.reltablespace, 0)),
      CASE WHEN k.contype IN ('p', 'u') THEN x.reloptions END, k.oid IS NOT NULL, i.indkey, i.indoption, i.indnkeyatts,
      \(scope.major < 15 ? "false" : "i.indnullsnotdistinct"),
      CASE WHEN k.oid IS NULL THEN pg_get_expr(i.indpred, i.indrelid) END, i.indclass, i.indcollation
    FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
    LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
    WHERE i.indexrelid >= \(CatalogSQL.firstUserOID)
      AND \(scope.isRead("x.relnamespace"))\(scope.andRelationIsListed("i.indexrelid"))
      \(scope.andIsChosen("i.indrelid"))
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
  /// The server's text; `nil` if the index is usual or belongs to a constraint.
  fileprivate(set) var definition: String?
  let tablespace: String?
  /// Of the index of a key, whose definition lacks them; sorted.
  let keyOptions: [String]
  let isOfConstraint: Bool
  /// The numbers of its columns, included ones last.
  let columns: [Int]
  /// Per key column: 1 for DESC, 2 for NULLS FIRST.
  let orders: [Int]
  let keyCount: Int
  let nullsAreEqual: Bool
  let predicate: String?
  private let operatorClasses: [Int]
  private let collations: [Int]

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
    isOfConstraint = row.bool(15)
    columns = row.numbers(16)
    orders = row.numbers(17)
    keyCount = row.int(18)
    nullsAreEqual = row.bool(19)
    predicate = definition == nil ? row.optionalText(20).map(text.expression) : nil
    operatorClasses = row.numbers(21)
    collations = row.numbers(22)
  }
}

extension IndexRow {
  /// The number of `character varying`, which has the operator classes of `text`.
  private static let varchar = 1043
  private static let text = 25

  /// Whether each key is a column in the operator class and the collation that go without saying.
  ///
  /// `types` holds the type that each default operator class is for.
  func isUsual(_ tableColumns: [ColumnRow], types: [Int: Int]) -> Bool {
    for (position, number) in columns.prefix(keyCount).enumerated() {
      guard position < operatorClasses.count, position < collations.count,
        let column = tableColumns.first(where: { $0.number == number }),
        types[operatorClasses[position]] == (column.typeNumber == Self.varchar ? Self.text : column.typeNumber),
        collations[position] == column.collationNumber
      else { return false }
    }
    return true
  }

  /// Takes the server's text, of an index that is not usual.
  mutating func take(_ definition: String, _ text: CatalogText) { self.definition = text.expression(definition) }
}

/// The default operator classes of B-trees and the types they are for.
struct OperatorClassRow: CatalogRow {
  static func sql(_ scope: CatalogScope) -> String {
    "SELECT oid, opcintype FROM pg_opclass WHERE opcdefault AND opcmethod = 403"
  }

  let oid: Int
  let type: Int

  init(_ row: Row, _ text: CatalogText) {
    oid = row.int(0)
    type = row.int(1)
  }
}

/// Columns of indexes: only of those attached to a parent's, or with a statistics target.
struct IndexColumnRow: CatalogRow, Equatable {
  static func sql(_ scope: CatalogScope) -> String {
    """
    SELECT a.attrelid, a.attnum, a.attname, CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END
    FROM pg_class x JOIN pg_attribute a ON a.attrelid = x.oid
    WHERE x.oid >= \(CatalogSQL.firstUserOID) AND x.relkind IN ('i', 'I') AND x.relispartition\(scope.andRelationIsRead("x.oid"))
    UNION ALL
    SELECT a.attrelid, a.attnum, a.attname, a.attstattarget
    FROM pg_attribute a JOIN pg_class x ON a.attrelid = x.oid
    WHERE a.attrelid >= \(CatalogSQL.firstUserOID) AND a.attstattarget >= 0 AND a.attnum > 0
      AND x.relkind IN ('i', 'I') AND NOT x.relispartition\(scope.andRelationIsRead("x.oid"))
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
