import Schema

extension OnlinePass {
  /// Proves that no row lacks a value under a lock that stops nobody, and then says so.
  func settingNotNull(_ column: Identifier, by action: Action) throws(SchemaDiffError) -> [Action] {
    guard let table = try new.object(action.object) as? Table, table.foreign == nil else { return [action] }
    if try proof(of: column, in: action.object) != nil {
      var proven = action
      proven.effects.locks = [TableLock(table: table.name, mode: .accessExclusive)]
      return [proven]
    }
    return action.handing(over: notNull(column, of: table, by: action))
  }

  private func notNull(_ column: Identifier, of table: Table, by action: Action) -> [Action] {
    let alter = "ALTER TABLE \(table.name.sql)"
    let part = PartIdentity(owner: table.identity, kind: .column, name: column)
    let short = [TableLock(table: table.name, mode: .accessExclusive)]
    let declared = table.columns.first { $0.name == column }?.notNullName
    let automatic = AutomaticName.make(table.name.name, column.text, "not_null")
    let isNative = oldestServer >= 18
    let name = isNative ? declared ?? automatic : TemporaryName.check(of: column)
    let clause = isNative ? "NOT NULL \(column.sql)" : "CHECK ((\(column.sql) IS NOT NULL))"
    var declaration = action.step(
      "declare column \(column) NOT NULL", ["\(alter) ADD CONSTRAINT \(name.sql) \(clause) NOT VALID"], locks: short)
    declaration.produces = [.step(part, .declared)]
    var validation = action.step(
      "validate NOT NULL of column \(column)", ["\(alter) VALIDATE CONSTRAINT \(name.sql)"], .validation,
      locks: [TableLock(table: table.name, mode: .shareUpdateExclusive, isLong: true)])
    validation.needsCommitted = [.step(part, .declared)]
    validation.effects.conditions = ["a row has no value in '\(column)'"]
    if isNative { return [declaration, validation] }
    validation.produces = [.step(part, .validated)]
    var setting = action.step(
      "set NOT NULL of column \(column)",
      ["\(alter) ALTER COLUMN \(column.sql) SET NOT NULL", "\(alter) DROP CONSTRAINT \(name.sql)"], locks: short)
    setting.needsCommitted = [.step(part, .validated)]
    return [declaration, validation, setting]
  }

  /// The valid CHECK of the old table that says that no row lacks a value.
  private func proof(of column: Identifier, in table: ObjectIdentity) throws(SchemaDiffError) -> Constraint? {
    guard let table = try old.object(table) as? Table else { return nil }
    return table.constraints.first { $0.isValidated && Self.proves($0, column) }
  }

  private static func proves(_ constraint: Constraint, _ column: Identifier) -> Bool {
    constraint.kind == .check && constraint.definition == "CHECK ((\(column.sql) IS NOT NULL))"
  }

  /// Says what else is locked for a constraint to go; a check that proves a column NOT NULL goes after the column is.
  func droppingConstraint(_ part: PartIdentity, by action: Action) throws(SchemaDiffError) -> Action {
    guard let constraint = try old.constraint(part), let table = try old.object(part.owner) as? Table else {
      return action
    }
    var action = action
    if constraint.kind == .foreignKey {
      let referenced = ReferencedTable(constraint).name
      action.effects.locks = Self.locks(
        table.name, .accessExclusive, referenced, .accessExclusive, isLong: false)
    }
    guard let column = table.columns.first(where: { Self.proves(constraint, $0.name) }) else { return action }
    action.wishes.insert(.notNull(table.name.key, column.name))
    return action
  }

  // MARK: - New columns

  /// Adds a column whose default differs from row to row without writing the table anew: rows get their values in
  /// batches.
  func adding(_ column: Identifier, by action: Action) throws(SchemaDiffError) -> [Action] {
    guard let table = try new.object(action.object) as? Table, try canBackfill(table),
      let new = table.columns.first(where: { $0.name == column }), new.generation == nil, new.identity == nil,
      let expression = new.expression, VolatileDefault.isPossible(expression)
    else { return [action] }
    let part = PartIdentity(owner: table.identity, kind: .column, name: column)
    var bare = new
    (bare.expression, bare.isNotNull) = (nil, false)
    let alter = "ALTER TABLE \(table.name.sql)"
    var addition = action.step(
      action.summary,
      [
        "\(alter) ADD COLUMN \(bare.definition(of: table.name, in: .file))",
        "\(alter) ALTER COLUMN \(column.sql) SET DEFAULT \(expression)",
      ] + action.statements.dropFirst().map(\.text),
      locks: [TableLock(table: table.name, mode: .accessExclusive)])
    addition.produces = [.step(part, .added)]
    var filling = action.step(
      "fill column \(column)", [Backfill(table: table.name, column: column).statement], .backfill,
      locks: [TableLock(table: table.name, mode: .rowExclusive, isLong: true)])
    filling.needsCommitted = [.step(part, .added)]
    filling.produces = [.step(part, .filled)]
    var steps = [addition, filling]
    if new.isNotNull {
      var proof = notNull(column, of: table, by: action)
      proof[0].needsCommitted = [.step(part, .filled)]
      proof[proof.count - 1].produces.insert(.notNull(table.name.key, column))
      steps += proof
    }
    steps = action.handing(over: steps)
    let early = action.produces.filter { if case .ready = $0 { false } else { true } }
    steps[0].produces.formUnion(early)
    steps[steps.count - 1].produces.subtract(early)
    return steps
  }

  /// Whether rows can be given a value without anything but the value changing.
  private func canBackfill(_ table: Table) throws(SchemaDiffError) -> Bool {
    let before = try old.table(named: table.name).map { [$0] } ?? []
    return try (before + [table] + new.descendants(of: table.name)).allSatisfy { table in
      let fires = table.triggers.contains { $0.definition?.contains("UPDATE") ?? true }
      let rewrites = table.rules.contains { $0.definition.contains("UPDATE") }
      return table.foreign == nil && !fires && !rewrites && !table.forcesRowSecurity
    }
  }
}
