import Schema

/// The actions that change one column of a table.
struct ColumnActions {
  let table: Table
  let column: Identifier
  let decision: ColumnDecision
  /// Whether NOT NULL is set by an action of its own.
  var separatesNotNull = false
  /// Whether other tables have the column from this one: what is set on it is not for them.
  var isParent = false
  /// The place of the sequence that its values come from, if it hands that over to another.
  var kept: KeptValue?
  private var alter: String { "ALTER TABLE \(table.name.sql)" }
  private var key: NameKey { table.name.key }
  private var resource: Resource { .column(key, column) }
  private var defaultResource: Resource {
    .part(PartIdentity(owner: table.identity, kind: .columnDefault, name: column))
  }

  func actions() -> [Action] {
    switch (decision.old, decision.new) {
    case (nil, let new?): return [adding(new)]
    case (let old?, nil): return [dropping(old)]
    case (let old?, let new?):
      return decision.isRebuilt ? [dropping(old), adding(new)] : altering(old, new)
    case (nil, nil): return []
    }
  }

  // MARK: - Add and drop

  private func adding(_ new: Column) -> Action {
    var definition = new.definition(of: table.name, in: .file)
    if new.hasLateDefault, let expression = new.expression { definition += " DEFAULT \(expression)" }
    var ddl = DDLWriter(form: .file, options: SnapshotOptions())
    ddl.columnAttributes(new, alter: "ALTER TABLE ONLY \(table.name.sql)")
    ddl.comment(new.comment, on: "COLUMN \(table.name.sql).\(column.sql)")
    var effects = self.effects(.accessExclusive)
    let computes = new.identity != nil || new.generation == .stored || VolatileDefault.isPossible(new.expression)
    if computes, new.generation != .virtual {
      effects.rewrites = [table.name]
      effects.locks = [TableLock(table: table.name, mode: .accessExclusive, isLong: true)]
    }
    if new.isNotNull, new.identity == nil, new.expression == nil || new.generation != nil {
      effects.conditions.append("the table has rows that get no value in '\(column)'")
    }
    var action = Action(
      table.identity, "add column \(column)",
      ["\(alter) ADD COLUMN \(definition)"] + StatementSplitter.statements(in: ddl.text), rank: .addColumn,
      effects: effects)
    action.operation = .addColumn(column)
    action.produces = [resource]
    if new.expression != nil { action.produces.insert(defaultResource) }
    if let identity = new.identity { action.produces.insert(.name(sequence(identity).key)) }
    return action
  }

  private func dropping(_ old: Column) -> Action {
    var effects = self.effects(.accessExclusive)
    if old.generation == nil { effects.losses = ["the values of column \(table.name).\(column)"] }
    var action = Action(
      table.identity, "drop column \(column)", ["\(alter) DROP COLUMN \(column.sql)"], rank: .dropColumn,
      effects: effects)
    action.destroys = [resource]
    if let identity = old.identity { action.destroys.insert(.name(sequence(identity).key)) }
    action.replacedTexts = [old.type, old.collation, old.expression].compactMap { $0 }
    return action
  }

  private func sequence(_ identity: IdentityColumn) -> QualifiedName {
    identity.sequenceName
      ?? QualifiedName(schema: table.name.schema, name: AutomaticName.make(table.name.name, column.text, "seq"))
  }

  // MARK: - Alter

  private func altering(_ old: Column, _ new: Column) -> [Action] {
    var actions: [Action] = []
    let hadDefault = old.expression != nil && old.generation == nil
    let hasDefault = new.expression != nil && new.generation == nil
    let changesDefault =
      decision.resetsDefault || (hadDefault || hasDefault) && !RelationPart.isSame(old.expression, new.expression)
    if changesDefault, hadDefault, decision.resetsDefault || decision.isRetyped || !hasDefault {
      actions.append(droppingDefault(of: old))
    }
    actions += alterations(old, new)
    if changesDefault, hasDefault, let expression = new.expression {
      actions.append(settingDefault(expression, replacing: old.expression))
    }
    return actions
  }

  private func alterations(_ old: Column, _ new: Column) -> [Action] {
    let becomesIdentity = old.identity == nil && new.identity != nil
    // An identity needs a column of its type that is NOT NULL.
    guard separatesNotNull, !old.isNotNull, new.isNotNull, !(decision.isRetyped && becomesIdentity) else {
      return alteration(old, new).map { [$0] } ?? []
    }
    var nullable = new
    nullable.isNotNull = false
    var actions: [Action] = []
    if var changed = alteration(old, nullable) {
      if becomesIdentity { changed.needs.insert(.notNull(key, column)) }
      actions.append(changed)
    }
    var effects = self.effects(.accessExclusive)
    effects.locks = [TableLock(table: table.name, mode: .accessExclusive, isLong: true)]
    effects.conditions = ["a row has no value in '\(column)'"]
    var action = Action(
      table.identity, "set NOT NULL of column \(column)",
      ["\(alter) ALTER COLUMN \(column.sql) SET NOT NULL"], rank: .alterColumn, effects: effects)
    action.operation = .setNotNull(column)
    action.needs = [resource]
    action.produces = [.notNull(key, column)]
    return actions + [action]
  }

  private func droppingDefault(of old: Column) -> Action {
    var action = Action(
      table.identity, "drop default of column \(column)", ["\(alter) ALTER COLUMN \(column.sql) DROP DEFAULT"],
      rank: .removal(.check), effects: effects(.accessExclusive))
    if let kept, old.identity == nil { action.statements.append(ChangeStatement(kept.keeping)) }
    action.destroys = [defaultResource]
    action.releases = [resource]
    action.replacedTexts = old.expression.map { [$0] } ?? []
    return action
  }

  private func settingDefault(_ expression: String, replacing old: String?) -> Action {
    var action = Action(
      table.identity, "set default of column \(column)",
      ["\(alter) ALTER COLUMN \(column.sql) SET DEFAULT \(expression)"], rank: .alterColumn,
      effects: effects(.accessExclusive))
    action.needs = [resource]
    action.produces = [defaultResource]
    if !decision.resetsDefault, !decision.isRetyped { action.replacedTexts = old.map { [$0] } ?? [] }
    return action
  }

  private func alteration(_ old: Column, _ new: Column) -> Action? {
    let clause = "\(alter) ALTER COLUMN \(column.sql)"
    var statements: [String] = []
    var words: [String] = []
    var effects = self.effects(.accessExclusive)
    if old.generation == .stored, new.generation == nil {
      statements.append("\(clause) DROP EXPRESSION")
      words.append("make column \(column) a plain one")
    }
    if old.identity != nil, new.identity == nil {
      // Nobody may take a value between the two.
      if let kept { statements += ["LOCK TABLE \(table.name.sql) IN ACCESS EXCLUSIVE MODE", kept.keeping] }
      statements.append("\(clause) DROP IDENTITY")
      words.append("drop identity of column \(column)")
    }
    if decision.isRetyped {
      let change = TypeChange(from: old, to: new, isReplaced: old.type == new.type && old.collation == new.collation)
      statements.append("\(clause) TYPE \(change.clause)")
      words.append("change type of column \(column) to \(new.type)")
      if !change.isFree {
        effects.rewrites = [table.name]
        effects.conditions.append("a value of '\(column)' cannot become \(new.type)")
      }
      effects.locks = [TableLock(table: table.name, mode: .accessExclusive, isLong: !change.isFree)]
    }
    if old.isNotNull != new.isNotNull {
      statements.append("\(clause) \(new.isNotNull ? "SET" : "DROP") NOT NULL")
      words.append("\(new.isNotNull ? "set" : "drop") NOT NULL of column \(column)")
      if new.isNotNull { effects.conditions.append("a row has no value in '\(column)'") }
    }
    let identity = IdentityChange(table: table.name, old: old, new: new, clause: clause, kept: kept).statements
    if !identity.isEmpty { words.append("change identity of column \(column)") }
    statements += identity
    var before = old
    // With another type a column has the storage of that type again.
    if decision.isRetyped { (before.storage, before.compression) = (nil, nil) }
    let only = "ALTER TABLE \(isParent ? "ONLY " : "")\(table.name.sql) ALTER COLUMN \(column.sql)"
    let settings = ColumnSettings(table: table.name, old: before, new: new, clause: only).statements
    if !settings.isEmpty { words.append("change settings of column \(column)") }
    statements += settings
    let target = "COLUMN \(table.name.sql).\(column.sql)"
    if let comment = CommentChange.statement(from: old.comment, to: new.comment, on: target) {
      statements.append(comment)
      words.append("change comment on column \(column)")
    }
    guard !statements.isEmpty else { return nil }
    if words.allSatisfy({ $0.hasPrefix("change comment") || $0.hasPrefix("change settings") }) {
      effects.locks = [TableLock(table: table.name, mode: .shareUpdateExclusive)]
    }
    var action = Action(
      table.identity, words.joined(separator: ", "), statements, rank: .alterColumn, effects: effects)
    if decision.isRetyped {
      if statements.count == 1 { action.operation = .changeType(String(statements[0].dropFirst(alter.count + 1))) }
      action.produces = [resource]
      action.destroys = [resource]
    } else {
      action.needs = [resource]
      action.releases = [resource]
    }
    if old.identity == nil, let identity = new.identity { action.produces.insert(.name(sequence(identity).key)) }
    if new.identity == nil, let identity = old.identity { action.destroys.insert(.name(sequence(identity).key)) }
    action.replacedTexts = [old.type, old.collation].compactMap { $0 }
    if old.generation != nil, let expression = old.expression { action.replacedTexts.append(expression) }
    return action
  }

  private func effects(_ mode: LockMode) -> ChangeEffects {
    var effects = ChangeEffects()
    effects.locks = [TableLock(table: table.name, mode: mode)]
    return effects
  }
}

/// What must be set anew when a column becomes, stays or ceases to be an identity.
struct IdentityChange {
  let table: QualifiedName
  let old: Column
  let new: Column
  let clause: String
  /// The place of the sequence that its values came from before.
  var kept: KeptValue?

  var statements: [String] {
    guard let identity = new.identity else { return [] }
    var statements: [String] = []
    let sequence =
      identity.sequenceName
      ?? QualifiedName(schema: table.schema, name: AutomaticName.make(table.name, new.name.text, "seq"))
    if let before = old.identity {
      let previous =
        before.sequenceName
        ?? QualifiedName(schema: table.schema, name: AutomaticName.make(table.name, old.name.text, "seq"))
      if previous.name != sequence.name {
        statements.append("ALTER SEQUENCE \(previous.sql) RENAME TO \(sequence.name.sql)")
      }
      if before.kind != identity.kind { statements.append("\(clause) SET GENERATED \(identity.kind.rawValue)") }
      let options = SequenceChange.clauses(
        from: before.options, to: identity.options, changesType: old.type == new.type)
      statements +=
        SequenceChange.entering(sequence, from: before.options, to: identity.options).map { [$0] } ?? []
      if !options.isEmpty { statements.append("ALTER SEQUENCE \(sequence.sql) \(options.joined(separator: " "))") }
    } else {
      var clauses = identity.options.clauses(impliedType: new.type)
      if let name = identity.sequenceName { clauses.insert("SEQUENCE NAME \(name.sql)", at: 0) }
      let list = clauses.isEmpty ? "" : " (\(clauses.joined(separator: " ")))"
      statements.append("\(clause) ADD GENERATED \(identity.kind.rawValue) AS IDENTITY\(list)")
      if old.type != "" {
        statements.append(
          kept?.restoring(sequence)
            ?? SequenceChange.advancing(sequence, options: identity.options, past: new.name, of: table))
      }
    }
    let target = "SEQUENCE \(sequence.sql)"
    if let comment = CommentChange.statement(from: old.identity?.comment, to: identity.comment, on: target) {
      statements.append(comment)
    }
    return statements
      + AccessChange.statements(
        from: Access(owner: nil, grants: old.identity?.grants ?? []), to: Access(owner: nil, grants: identity.grants),
        on: target)
  }
}

/// Storage, compression, statistics and options of a column.
struct ColumnSettings {
  let table: QualifiedName
  let old: Column
  let new: Column
  let clause: String

  var statements: [String] {
    var statements: [String] = []
    // What a new type brings, it brings anew.
    if old.storage != new.storage {
      statements.append("\(clause) SET STORAGE \(new.storage ?? TypeChange.defaultStorage(of: new.type))")
    }
    if old.compression != new.compression {
      statements.append("\(clause) SET COMPRESSION \(new.compression ?? "DEFAULT")")
    }
    if old.statisticsTarget != new.statisticsTarget {
      statements.append("\(clause) SET STATISTICS \(new.statisticsTarget ?? -1)")
    }
    statements += OptionChanges(old: old.options, new: new.options).statements(clause)
    if old.foreignOptions != new.foreignOptions {
      let list = ForeignOptionChanges.list(from: old.foreignOptions, to: new.foreignOptions)
      statements.append(
        "ALTER FOREIGN TABLE \(table.sql) ALTER COLUMN \(new.name.sql) OPTIONS (\(list))")
    }
    return statements
  }
}

/// Whether a default is computed for each row anew, so that adding a column with it writes the whole table.
enum VolatileDefault {
  /// Functions of `pg_catalog` that give one value for a whole statement, or none at all.
  private static let steady: Set<String> = [
    "now", "transaction_timestamp", "statement_timestamp", "current_date", "current_timestamp", "current_time",
    "localtime", "localtimestamp", "current_user", "session_user", "current_schema", "jsonb_build_object",
    "jsonb_build_array", "json_build_object", "json_build_array", "to_jsonb", "lower", "upper", "md5", "array_fill",
    "make_interval", "date_trunc", "timezone", "coalesce", "array",
  ]

  static func isPossible(_ expression: String?) -> Bool {
    guard let expression else { return false }
    let words = StatementWords(expression)
    for index in words.first..<words.end where words.kind(index + 1) == .openParenthesis {
      guard words.kind(index) == .word || words.kind(index) == .quotedIdentifier else { continue }
      if words.kind(index - 1) == .dot { return true }
      if words.kind(index - 1) == .typecast { continue }
      if !steady.contains(words.word(index).lowercased()) { return true }
    }
    return false
  }
}
