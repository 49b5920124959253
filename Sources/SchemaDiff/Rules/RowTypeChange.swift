import Schema

/// What makes a table one of a composite type, or none of it while the type changes.
struct RowTypeChange {
  let table: Table
  let before: QualifiedName?
  let after: QualifiedName?

  /// `nil` if the table is no typed one in either state, or if its columns stay and so does the type.
  init?(old: Table, new: Table, changesColumns: Bool) {
    guard old.rowType != new.rowType || old.rowType != nil && changesColumns else { return nil }
    (table, before, after) = (new, old.rowType, new.rowType)
  }

  /// Whether a typed table whose columns change in place has them in the order of its type, which it must.
  static func keepsOrder(old: Table, new: Table) -> Bool {
    let names = new.columns.map(\.name)
    let kept = old.columns.map(\.name).filter { names.contains($0) }
    return new.rowType == nil || names.starts(with: kept)
  }

  func actions(changing columns: Set<Identifier>) -> [Action] {
    let alter = "ALTER TABLE \(table.name.sql)"
    var effects = ChangeEffects()
    effects.locks = [TableLock(table: table.name, mode: .accessExclusive)]
    var actions: [Action] = []
    if let before {
      var leave = Action(
        table.identity, "be no table of type \(before)", ["\(alter) NOT OF"], rank: .detach, effects: effects)
      leave.produces = [.detached(table.identity)]
      leave.releases = [.name(before.key)]
      actions.append(leave)
    }
    if let after {
      var join = Action(
        table.identity, "be a table of type \(after)", ["\(alter) OF \(after.sql)"], rank: .creation(.attachment),
        effects: effects)
      join.needs = [.detached(table.identity), .name(after.key), .settings(after.key)]
      join.needs.formUnion(columns.map { .change(table.name.key, $0) })
      actions.append(join)
    }
    return actions
  }
}
