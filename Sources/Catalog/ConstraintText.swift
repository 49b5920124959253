import Postgres
import Schema

/// Writes keys and foreign keys as `pg_get_constraintdef` does, from the columns of the catalog.
struct ConstraintText {
  private let kind: Constraint.Kind
  private let columns: [Int]
  private let referenced: Int
  private let referencedNamespace: Int
  private let referencedName: Identifier
  private let referencedColumns: [Int]
  private let match: String
  private let onUpdate: String
  private let onDelete: String
  /// The columns that ON DELETE SET NULL or SET DEFAULT is limited to.
  private let setColumns: [Int]
  private let isDeferrable: Bool
  private let isDeferred: Bool
  private let isValidated: Bool

  init(_ row: Row, _ kind: Constraint.Kind) {
    self.kind = kind
    columns = row.numbers(12)
    referencedNamespace = row.int(13)
    referencedName = Identifier(row.text(14))
    referenced = row.int(15)
    referencedColumns = row.numbers(16)
    match = row.text(17)
    onUpdate = row.text(18)
    onDelete = row.text(19)
    setColumns = row.numbers(20)
    isDeferrable = row.bool(21)
    isDeferred = row.bool(22)
    isValidated = row.bool(5)
  }

  /// The definition of a key.
  func key(index: IndexRow?, name: (Int) -> Identifier?) -> String {
    var text = kind == .primaryKey ? "PRIMARY KEY" : "UNIQUE"
    if index?.nullsAreEqual == true { text += " NULLS NOT DISTINCT" }
    text += " (\(Self.list(columns, name)))"
    let included = index.map { $0.columns.dropFirst($0.keyCount) } ?? []
    if !included.isEmpty { text += " INCLUDE (\(Self.list(Array(included), name)))" }
    return text + times
  }

  /// The definition of a foreign key.
  func foreignKey(
    name: (Int) -> Identifier?, referencedName of: (Int, Int) -> Identifier?,
    qualified: (Int, Identifier) -> QualifiedName
  ) -> String {
    var text = "FOREIGN KEY (\(Self.list(columns, name)))"
    text += " REFERENCES \(qualified(referencedNamespace, referencedName).sql)"
    text += "(\(Self.list(referencedColumns) { of(referenced, $0) }))"
    switch match {
    case "f": text += " MATCH FULL"
    case "p": text += " MATCH PARTIAL"
    default: break
    }
    if let action = Self.action(onUpdate) { text += " ON UPDATE \(action)" }
    if let action = Self.action(onDelete) {
      text += " ON DELETE \(action)"
      if !setColumns.isEmpty { text += " (\(Self.list(setColumns, name)))" }
    }
    return text + times + (isValidated ? "" : " NOT VALID")
  }

  private var times: String {
    isDeferrable ? isDeferred ? " DEFERRABLE INITIALLY DEFERRED" : " DEFERRABLE" : ""
  }

  private static func list(_ numbers: [Int], _ name: (Int) -> Identifier?) -> String {
    numbers.map { name($0)?.sql ?? "" }.joined(separator: ", ")
  }

  private static func action(_ letter: String) -> String? {
    switch letter {
    case "r": "RESTRICT"
    case "c": "CASCADE"
    case "n": "SET NULL"
    case "d": "SET DEFAULT"
    default: nil
    }
  }
}

extension Row {
  /// Numbers of an array or a vector: `{1,2}` or `1 2`; empty for NULL.
  func numbers(_ column: Int) -> [Int] {
    if isNull(column) { return [] }
    return result.withBytes(index, column) { bytes in
      var numbers: [Int] = []
      var current: Int?
      var sign = 1
      for byte in bytes {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): current = (current ?? 0) * 10 + Int(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "-"): sign = -1
        default:
          if let number = current { numbers.append(sign * number) }
          (current, sign) = (nil, 1)
        }
      }
      if let number = current { numbers.append(sign * number) }
      return numbers
    }
  }
}
