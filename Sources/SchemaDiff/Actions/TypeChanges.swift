import Schema

/// Columns of one table that change their types one after another do so in one statement: the table is written anew
/// once.
enum TypeChanges {
  static func combined(_ actions: [Action]) -> [Action] {
    var result: [Action] = []
    for action in actions {
      guard let clause = clause(of: action), let last = result.last, last.object == action.object,
        Self.clause(of: last) != nil, let table = action.object.objectName
      else {
        result.append(action)
        continue
      }
      result[result.count - 1] = last.changing(also: action, clause, of: table)
    }
    return result
  }

  private static func clause(of action: Action) -> String? {
    // Statements that were added to the change, for the tables below, have to follow it.
    guard case .changeType(let clause) = action.operation, action.statements.count == 1 else { return nil }
    return clause
  }
}

extension Action {
  fileprivate func changing(also other: Action, _ clause: String, of table: QualifiedName) -> Action {
    guard case .changeType(let first) = operation else { return self }
    let clauses = "\(first),\n  \(clause)"
    var effects = self.effects
    for lock in other.effects.locks where !effects.locks.contains(lock) { effects.locks.append(lock) }
    effects.locks = effects.locks.filter { lock in
      lock.isLong || !effects.locks.contains { $0.table == lock.table && $0.mode == lock.mode && $0.isLong }
    }
    effects.losses += other.effects.losses
    effects.rewrites += other.effects.rewrites.filter { !effects.rewrites.contains($0) }
    effects.conditions += other.effects.conditions.filter { !effects.conditions.contains($0) }
    var action = Action(
      object, "\(summary), \(other.summary)", ["ALTER TABLE \(table.sql) \(clauses)"], rank: rank, effects: effects)
    action.operation = .changeType(clauses)
    return action
  }
}
