internal import Schema
internal import SchemaDiff

/// What a side demands of the rows of a table that it did not demand before.
///
/// Most demands are met, or not, in either order: they look at the rows when they come, and statements that come later
/// are looked at. Not so where rows are only right in the end: keys are looked at row by row within an `UPDATE`, several
/// statements may break a demand and meet it again, and what is `NOT VALID` does not look at rows that are there.
struct NewConstraints {
  private struct Demand {
    var name: Identifier
    var words: Set<String>
    var isKey = false
    /// Rows of another table have a say as well, which is among the words.
    var isReference = false
    var isNotValid = false
  }

  private let table: String
  private var demands: [Demand] = []

  init(_ before: Table, _ after: Table) {
    table = after.name.name.text
    for constraint in after.constraints where !before.constraints.contains(constraint) {
      demands.append(
        Demand(
          name: constraint.name,
          words: Self.words("ALTER TABLE x ADD CONSTRAINT x \(constraint.definition)"),
          isKey: [.primaryKey, .unique, .exclusion].contains(constraint.kind),
          isReference: constraint.kind == .foreignKey,
          isNotValid: constraint.definition.contains("NOT VALID")))
    }
    for index in after.indexes where index.definition.contains("UNIQUE") && !before.indexes.contains(index) {
      demands.append(Demand(name: index.name.name, words: Self.words(index.definition), isKey: true))
    }
    for column in after.columns where column.isNotNull {
      guard let same = before.columns.first(where: { $0.name == column.name }), !same.isNotNull else { continue }
      demands.append(Demand(name: column.name, words: [column.name.text]))
    }
  }

  private static func words(_ text: String) -> Set<String> { Set(StatementNames(text).words.map(\.text)) }

  /// The first demand that a migration's rows may meet in one order and not in the other.
  func standing(against toucher: RowToucher) -> Identifier? {
    demands.first { demand in
      let touches = toucher.touches.filter { touch in
        if touch.isUnknown { return toucher.mayWrite(table) }
        guard touch.writes.contains(table) || demand.isReference && !touch.writes.isDisjoint(with: demand.words)
        else {
          return false
        }
        return touch.rowwise.map { !$0.columns.isDisjoint(with: demand.words) } ?? true
      }
      if demand.isNotValid { return !touches.isEmpty }
      if touches.contains(where: { $0.isUnknown || demand.isKey && Self.has($0, ["update", "merge"]) }) {
        return true
      }
      return touches.count > 1 && touches.contains { Self.has($0, ["update", "merge", "delete", "truncate"]) }
    }?.name
  }

  private static func has(_ touch: RowTouch, _ words: Set<String>) -> Bool { !touch.words.isDisjoint(with: words) }
}
