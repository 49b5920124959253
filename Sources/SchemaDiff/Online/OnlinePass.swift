import Schema

/// Replaces actions on tables that are in use by others that do not stop those who use them.
///
/// Only actions that have an ``Operation`` are looked at: what is created or made anew by the same plan has none.
struct OnlinePass {
  let decisions: Decisions
  let actions: [Action]
  /// The actions that drop an index or the constraint of one.
  private let drops: [IndexPlace: Int]
  /// For each resource the actions that take it away.
  private let destroyers: [Resource: Set<Int>]

  var old: SchemaState { decisions.old }
  var new: SchemaState { decisions.new }
  var oldestServer: Int { decisions.options.oldestServer }

  /// What only one index at a time can be.
  private enum IndexPlace: Hashable {
    case named(NameKey)
    case primaryKey(ObjectIdentity)
  }

  static func rewritten(_ actions: [Action], of decisions: Decisions) throws(SchemaDiffError) -> [Action] {
    try OnlinePass(decisions, actions).rewritten()
  }

  private init(_ decisions: Decisions, _ actions: [Action]) throws(SchemaDiffError) {
    self.decisions = decisions
    self.actions = actions
    var drops: [IndexPlace: Int] = [:]
    var destroyers: [Resource: Set<Int>] = [:]
    for (position, action) in actions.enumerated() {
      for resource in action.destroys { destroyers[resource, default: []].insert(position) }
      guard case .dropPart(let part) = action.operation else { continue }
      for place in try Self.places(of: part, in: decisions.old) { drops[place] = position }
    }
    self.drops = drops
    self.destroyers = destroyers
  }

  private static func places(of part: PartIdentity, in state: SchemaState) throws(SchemaDiffError) -> [IndexPlace] {
    guard let schema = part.owner.schema else { return [] }
    let named = IndexPlace.named(QualifiedName(schema: schema, name: part.name).key)
    if part.kind == .index { return [named] }
    guard let constraint = try state.constraint(part) else { return [] }
    switch constraint.kind {
    case .primaryKey: return [named, .primaryKey(part.owner)]
    case .unique: return [named]
    case .exclusion, .check, .foreignKey, .notNull: return []
    }
  }

  private func rewritten() throws(SchemaDiffError) -> [Action] {
    var replaced: [Int: [Action]] = [:]
    for (position, action) in actions.enumerated() {
      guard case .createPart(let part) = action.operation, part.kind == .index || part.kind == .constraint else {
        continue
      }
      let drop = try replacedDrop(by: part, of: action, at: position)
      guard let steps = try created(part, by: action, replacing: drop.map { actions[$0] }) else { continue }
      replaced[position] = steps
      if let drop { replaced[drop] = [] }
    }
    var result: [Action] = []
    for (position, action) in actions.enumerated() {
      if let steps = replaced[position] { result += steps } else { result += try steps(for: action) }
    }
    return result
  }

  /// The action that drops what takes the place of a new index, if the new one can be built before.
  private func replacedDrop(
    by part: PartIdentity, of action: Action, at position: Int
  ) throws(SchemaDiffError) -> Int? {
    for place in try Self.places(of: part, in: new) {
      guard let drop = drops[place] else { continue }
      // What must come between the old index and the new one keeps them apart.
      let between = actions[drop].releases.intersection(action.needs)
      let isFree = between.allSatisfy { (destroyers[$0] ?? []).subtracting([drop, position]).isEmpty }
      return isFree ? drop : nil
    }
    return nil
  }

  private func created(
    _ part: PartIdentity, by action: Action, replacing drop: Action?
  ) throws(SchemaDiffError) -> [Action]? {
    if part.kind == .index {
      guard let index = try new.index(part) else { return nil }
      return try build(index, part, by: action, replacing: drop)
    }
    guard let constraint = try new.constraint(part), let table = try new.object(part.owner) as? Table else {
      return nil
    }
    switch constraint.kind {
    case .primaryKey, .unique:
      if let steps = key(constraint, of: table, part, by: action, replacing: drop) { return steps }
      return drop == nil ? [plainKey(constraint, of: table, by: action)] : nil
    case .check, .foreignKey:
      return drop == nil ? try declared(constraint, of: table, part, by: action) : nil
    case .exclusion, .notNull: return nil
    }
  }

  private func steps(for action: Action) throws(SchemaDiffError) -> [Action] {
    switch action.operation {
    case .dropPart(let part) where part.kind == .index: return [try droppingIndex(part, by: action)]
    case .dropPart(let part) where part.kind == .constraint: return [try droppingConstraint(part, by: action)]
    case .validatePart(let part): return [try validating(part, by: action)]
    case .setNotNull(let column): return try settingNotNull(column, by: action)
    case .addColumn(let column): return try adding(column, by: action)
    case .dropPartition: return try droppingPartition(by: action)
    case .createPart, .dropPart, .attachPartition, .detachPartition, .changeType, nil: return [action]
    }
  }
}

extension SchemaState {
  func index(_ part: PartIdentity) throws(SchemaDiffError) -> Index? {
    switch try object(part.owner) {
    case let table as Table: table.indexes.first { $0.name.name == part.name }
    case let view as View: view.indexes.first { $0.name.name == part.name }
    default: nil
    }
  }

  func constraint(_ part: PartIdentity) throws(SchemaDiffError) -> Constraint? {
    guard part.kind == .constraint, let table = try object(part.owner) as? Table else { return nil }
    return table.constraints.first { $0.name == part.name }
  }
}

extension Action {
  /// One of several actions in its place, with nothing that it makes or needs yet.
  func step(
    _ summary: String, _ statements: [String], _ stage: MigrationStage = .change, locks: [TableLock]
  ) -> Action {
    var step = Action(object, summary, [], rank: rank)
    let isTransactional = stage == .change || stage == .validation
    step.statements = statements.map { ChangeStatement($0, isTransactional: isTransactional) }
    step.stage = stage
    step.effects.locks = locks
    return step
  }

  /// Puts the action's own needs on the first of several steps, and what it makes and takes away on the last.
  func handing(over steps: [Action]) -> [Action] {
    var steps = steps
    guard let last = steps.indices.last else { return [] }
    steps[0].needs.formUnion(needs)
    steps[0].wishes.formUnion(wishes)
    steps[0].needsCommitted.formUnion(needsCommitted)
    steps[last].produces.formUnion(produces)
    steps[last].destroys.formUnion(destroys)
    steps[last].releases.formUnion(releases)
    return steps
  }
}
