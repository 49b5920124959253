import Schema

/// Tables that are dropped together with routines which take their rows, and call these in defaults or checks: neither
/// can go before the other, unless the table lets go of the routine first.
extension ActionBuilder {
  /// Has a table that is dropped let go of what cannot go before it, and returns the statements that had needed it.
  mutating func dropCircular(of table: Table) -> Set<Identifier> {
    let parts = RelationPart.parts(of: table)
    var apart: Set<Identifier> = []
    for statement in old.statements(of: table.identity) where waits(statement.names, for: table.name.key) {
      if let part = parts.first(where: { $0.creation == statement.text }) {
        actions.append(dropAction(part, releasing: statement.names))
      } else if let column = table.columns.first(where: { isDefault(of: $0, statement) }) {
        var effects = ChangeEffects()
        effects.locks = [TableLock(table: table.name, mode: .accessExclusive)]
        var action = Action(
          table.identity, "drop default of column \(column.name)",
          ["ALTER TABLE ONLY \(table.name.sql) ALTER COLUMN \(column.name.sql) DROP DEFAULT"],
          rank: .removal(.check), effects: effects)
        action.releases = uses(statement.names, of: table.identity)
        actions.append(action)
      } else {
        continue
      }
      apart.insert(Identifier(statement.text))
    }
    return apart
  }

  /// Has a view that is dropped let go of the routines that take its rows, and returns the statement that had needed them.
  mutating func emptyCircular(_ view: View) -> Set<Identifier> {
    guard let announcement = view.announcement,
      let query = old.statements(of: view.identity).last(where: { $0.names.phase == .view })
    else { return [] }
    var effects = ChangeEffects()
    effects.locks = [TableLock(table: view.name, mode: .accessExclusive)]
    var action = Action(
      view.identity, "let go of what it calls", ["CREATE OR REPLACE VIEW \(view.name.sql) AS\n\(announcement)"],
      rank: .removal(.check), effects: effects)
    action.releases = uses(query.names, of: view.identity)
    action.releases.remove(.name(view.name.key))
    actions.append(action)
    return [Identifier(query.text)]
  }

  private func isDefault(of column: Column, _ statement: ObjectStatement) -> Bool {
    guard column.hasLateDefault, let expression = column.expression else { return false }
    return statement.text.hasSuffix(" ALTER COLUMN \(column.name.sql) SET DEFAULT \(expression)")
  }

  /// Whether a statement names something that is dropped and cannot be without the table, by itself or through others.
  private func waits(_ names: StatementNames, for table: NameKey) -> Bool {
    var open = names.references.map(\.key).filter { $0 != table }
    var seen = Set(open)
    while let key = open.popLast() {
      for statement in destroyedCallables[key, default: []].flatMap(old.statements) {
        for reference in statement.names.references.map(\.key) {
          if reference == table { return true }
          if seen.insert(reference).inserted { open.append(reference) }
        }
      }
    }
    return false
  }

  /// What goes that expressions can name and that can need the rows of a table, by name.
  static func destroyedCallables(in decisions: Decisions) -> [NameKey: [ObjectIdentity]] {
    let kinds: Set<ObjectKind> = [.function, .procedure, .aggregate, .type, .domain, .operator, .view]
    var found: [NameKey: [ObjectIdentity]] = [:]
    for (identity, decision) in decisions.objects where decision.destroys && kinds.contains(identity.kind) {
      if let key = identity.nameKey { found[key, default: []].append(identity) }
    }
    return found
  }
}
