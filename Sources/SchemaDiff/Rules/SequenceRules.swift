import Schema

/// The clauses of ALTER SEQUENCE that lead from one set of options to another.
enum SequenceChange {
  static func clauses(from old: SequenceOptions, to new: SequenceOptions, changesType: Bool = true) -> [String] {
    var clauses: [String] = []
    if changesType, old.type != new.type { clauses.append("AS \(new.type)") }
    if old.increment != new.increment { clauses.append("INCREMENT BY \(new.increment)") }
    // A change of type moves bounds that were the old type's; saying them is never wrong.
    if old.minimum != new.minimum || old.type != new.type { clauses.append("MINVALUE \(new.minimum)") }
    if old.maximum != new.maximum || old.type != new.type { clauses.append("MAXVALUE \(new.maximum)") }
    if old.start != new.start { clauses.append("START WITH \(new.start)") }
    if old.cache != new.cache { clauses.append("CACHE \(new.cache)") }
    if old.cycles != new.cycles { clauses.append(new.cycles ? "CYCLE" : "NO CYCLE") }
    return clauses
  }
}

extension SequenceChange {
  /// The statement that has a sequence which stands before its new bounds start at these: nothing that it gave is given
  /// again. `nil` if it cannot stand there.
  static func entering(_ sequence: QualifiedName, from old: SequenceOptions, to new: SequenceOptions) -> String? {
    let name = SQLLiteral.quote(sequence.sql)
    if new.increment > 0, old.minimum < new.minimum, new.minimum <= old.maximum {
      return "SELECT pg_catalog.setval(\(name), \(new.minimum), false) FROM \(sequence.sql) "
        + "WHERE last_value < \(new.minimum)"
    }
    if new.increment < 0, new.maximum < old.maximum, old.minimum <= new.maximum {
      return "SELECT pg_catalog.setval(\(name), \(new.maximum), false) FROM \(sequence.sql) "
        + "WHERE last_value > \(new.maximum)"
    }
    return nil
  }

  /// The statement that has a new sequence go on behind the values that a column has already.
  static func advancing(
    _ sequence: QualifiedName, options: SequenceOptions, past column: Identifier, of table: QualifiedName
  ) -> String {
    let name = SQLLiteral.quote(sequence.sql)
    guard options.increment > 0 else {
      return "SELECT pg_catalog.setval(\(name), min(\(column.sql))) FROM \(table.sql) "
        + "HAVING min(\(column.sql)) <= \(options.maximum)"
    }
    return "SELECT pg_catalog.setval(\(name), max(\(column.sql))) FROM \(table.sql) "
      + "HAVING max(\(column.sql)) >= \(options.minimum)"
  }
}

struct SequenceRules {
  let old: SequenceGenerator
  let new: SequenceGenerator

  func actions() -> [Action] {
    var actions: [Action] = []
    let alter = "ALTER SEQUENCE \(new.name.sql)"
    let clauses = SequenceChange.clauses(from: old.options, to: new.options)
    if !clauses.isEmpty { actions.append(changing(alter, clauses)) }
    if old.isUnlogged != new.isUnlogged {
      actions.append(action("change logging", "\(alter) SET \(new.isUnlogged ? "UNLOGGED" : "LOGGED")"))
    }
    guard old.ownedBy?.table != new.ownedBy?.table || old.ownedBy?.column != new.ownedBy?.column else {
      return actions
    }
    if old.ownedBy != nil {
      // Early, so that the sequence is not dropped with the column.
      var release = Action(
        new.identity, "leave its column", ["\(alter) OWNED BY NONE"], rank: .removal(.sequenceOwner))
      release.releases = old.ownedBy.map { [.column($0.table.key, $0.column), .name($0.table.key)] } ?? []
      actions.append(release)
    }
    if let (table, column) = new.ownedBy {
      var own = Action(
        new.identity, "belong to column \(table).\(column)", ["\(alter) OWNED BY \(table.sql).\(column.sql)"],
        rank: .creation(.sequenceOwner))
      own.needs = [.column(table.key, column), .name(table.key)]
      actions.append(own)
    }
    return actions
  }

  /// A sequence that would stand outside its bounds starts anew.
  private func changing(_ alter: String, _ clauses: [String]) -> Action {
    let (before, after) = (old.options, new.options)
    let isOutside = before.maximum < after.minimum || after.maximum < before.minimum
    let list = (clauses + (isOutside ? ["RESTART"] : [])).joined(separator: " ")
    var action = action("change options", "\(alter) \(list)")
    if let statement = SequenceChange.entering(new.name, from: before, to: after) {
      action.statements.insert(ChangeStatement(statement), at: 0)
    }
    let isNarrower = after.increment > 0 ? after.maximum < before.maximum : after.minimum > before.minimum
    if isOutside {
      action.effects.losses = ["the value of sequence \(new.name)"]
    } else if isNarrower {
      action.effects.conditions = ["the sequence stands outside its new bounds"]
    }
    return action
  }

  private func action(_ summary: String, _ statement: String) -> Action {
    var action = Action(new.identity, summary, [statement], rank: .creation(.sequence))
    action.needs = [.name(new.name.key)]
    return action
  }
}
