import Schema

extension OnlinePass {
  /// Declares a CHECK or foreign key for new rows, and validates it for the others in a later migration.
  func declared(
    _ constraint: Constraint, of table: Table, _ part: PartIdentity, by action: Action
  ) throws(SchemaDiffError) -> [Action]? {
    guard constraint.isValidated, let statement = action.statements.first?.text, table.foreign == nil,
      !statement.hasSuffix(" NOT VALID"), !statement.hasSuffix(" NOT ENFORCED")
    else { return nil }
    let referenced = constraint.kind == .foreignKey ? ReferencedTable(constraint).name : nil
    if referenced != nil, table.partitionKey != nil, oldestServer < 18 {
      var plain = action
      plain.effects.locks = Self.locks(table.name, .shareRowExclusive, referenced, .shareRowExclusive, isLong: true)
      return [plain]
    }
    let mode: LockMode = referenced == nil ? .accessExclusive : .shareRowExclusive
    var declaration = action.step(
      action.summary, [statement + " NOT VALID"], locks: Self.locks(table.name, mode, referenced, mode, isLong: false)
    )
    declaration.produces = [.step(part, .declared), .part(part)]
    var validation = action.step(
      "validate constraint \(constraint.name)",
      ["ALTER TABLE \(table.name.sql) VALIDATE CONSTRAINT \(constraint.name.sql)"], .validation,
      locks: Self.locks(table.name, .shareUpdateExclusive, referenced, .rowShare, isLong: true))
    validation.needsCommitted = [.step(part, .declared)]
    validation.effects.conditions = ["a row of \(table.name) does not satisfy '\(constraint.name)'"]
    var steps = action.handing(over: [declaration, validation])
    // What the constraint stands for is there from the first step on; what waits for all of it is not.
    let early = action.produces.filter { if case .ready = $0 { false } else { true } }
    steps[0].produces.formUnion(early)
    steps[1].produces.subtract(early)
    return steps
  }

  func validating(_ part: PartIdentity, by action: Action) throws(SchemaDiffError) -> Action {
    var action = action
    action.stage = .validation
    guard let constraint = try new.constraint(part), constraint.kind == .foreignKey, let table = part.owner.objectName
    else { return action }
    action.effects.locks = Self.locks(
      table, .shareUpdateExclusive, ReferencedTable(constraint).name, .rowShare, isLong: true)
    return action
  }

  static func locks(
    _ table: QualifiedName, _ mode: LockMode, _ other: QualifiedName?, _ otherMode: LockMode, isLong: Bool
  ) -> [TableLock] {
    var locks = [TableLock(table: table, mode: mode, isLong: isLong)]
    if let other, other != table { locks.append(TableLock(table: other, mode: otherMode, isLong: isLong)) }
    return locks
  }
}

/// The table that a foreign key refers to.
struct ReferencedTable {
  let name: QualifiedName?

  init(_ constraint: Constraint) {
    let words = StatementWords(constraint.definition)
    guard let references = words.firstWord("REFERENCES", from: words.first), words.isName(references + 1),
      words.kind(references + 2) == .dot
    else {
      name = nil
      return
    }
    name = QualifiedName(
      schema: Identifier(words.name(references + 1)), name: Identifier(words.name(references + 3)))
  }
}
