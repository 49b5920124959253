import Schema

/// Turns decisions into actions, with what each makes, takes away, needs and lets go of.
struct ActionBuilder {
  let decisions: Decisions
  let access: AccessPlan
  let affectedColumns: [NameKey: Set<Identifier>]
  /// The names of indexes and keys that get another one.
  let renamedAway: Set<NameKey>
  /// What goes and may be called by a table that goes as well.
  let destroyedCallables: [NameKey: [ObjectIdentity]]
  var actions: [Action] = []
  /// How many sequences hand their place over to another.
  var valuesKept = 0
  /// The types that are made anew beside the old ones.
  var asideTypes: [ObjectIdentity] = []

  var old: SchemaState { decisions.old }
  var new: SchemaState { decisions.new }

  init(_ decisions: Decisions) throws(SchemaDiffError) {
    self.decisions = decisions
    access = try AccessPlan(decisions)
    destroyedCallables = Self.destroyedCallables(in: decisions)
    var columns: [NameKey: Set<Identifier>] = [:]
    for (identity, relation) in decisions.relations where !relation.columns.isEmpty {
      guard let name = identity.objectName else { continue }
      let family = try decisions.old.descendants(of: name) + decisions.new.descendants(of: name)
      for key in [name.key] + family.map(\.name.key) { columns[key, default: []].formUnion(relation.columns.keys) }
    }
    let others = decisions.alterations.values.joined() + decisions.relations.values.flatMap(\.settings)
    for case .column(let key, let name) in others.flatMap({ $0.produces.union($0.destroys) }) {
      columns[key, default: []].insert(name)
    }
    affectedColumns = columns
    renamedAway = Set(
      decisions.relations.values.flatMap { relation in
        relation.parts.compactMap { part, what in
          guard case .rename(let name) = what else { return nil }
          return relation.oldParts[PartIdentity(owner: part.owner, kind: part.kind, name: name)]?.relationName
        }
      })
  }

  consuming func build() throws(SchemaDiffError) -> [Action] {
    var builder = self
    for identity in builder.decisions.objects.keys.sorted() {
      guard let decision = builder.decisions[identity] else { continue }
      switch decision {
      case .create: try builder.create(identity)
      case .drop: try builder.drop(identity)
      case .rebuild:
        try builder.drop(identity)
        try builder.create(identity)
      case .replaceType: try builder.replaceType(identity)
      case .copy: try builder.copy(identity)
      case .moveWithParent: try builder.moveWithParent(identity)
      case .alter: try builder.alter(identity)
      }
    }
    builder.addAsideSchema()
    builder.addWishes()
    builder.leaveOldTypes()
    builder.followCreations()
    return builder.actions
  }

  // MARK: - What a text uses

  /// What must be there before a statement of the new state, or be let go of by one of the old state.
  func uses(_ names: StatementNames, of owner: ObjectIdentity) -> Set<Resource> {
    var resources: Set<Resource> = []
    var tables = Set(names.references.map(\.key))
    for key in tables { resources.insert(.name(key)) }
    if let key = owner.nameKey { tables.insert(key) }
    for key in tables { tables.formUnion(decisions.rowSources[key] ?? []) }
    for key in tables {
      guard let columns = affectedColumns[key] else { continue }
      for column in columns where names.words.contains(column) { resources.insert(.column(key, column)) }
    }
    switch names.phase {
    case .foreignKey: for key in tables { resources.insert(.keys(key)) }
    case .view, .materializedView, .rule, .policy, .check, .index:
      for key in tables { resources.formUnion(decisions.casts[key] ?? []) }
    default: break
    }
    return resources
  }

  /// What a statement of the new state makes.
  func products(of statement: ObjectStatement, owner: ObjectIdentity, isMain: Bool) -> Set<Resource> {
    var resources = Set(statement.names.definitions.map(Resource.name))
    if isMain {
      resources.insert(.object(owner))
      if let key = owner.nameKey { resources.insert(.name(key)) }
    }
    let isKey =
      statement.names.phase == .constraint || statement.names.phase == .index || statement.names.phase == .table
    if isKey, let key = owner.nameKey { resources.insert(.keys(key)) }
    return resources
  }

  // MARK: - Create

  mutating func append(_ action: Action) { actions.append(action) }

  /// `prepared` is what the object itself needs; `copy` is what its triggers wait for.
  mutating func create(
    _ identity: ObjectIdentity, after prepared: Set<Resource> = [], triggersAfter copy: Resource? = nil
  ) throws(SchemaDiffError) {
    let usedByName = try new.object(identity)?.usedByName ?? []
    let extensionSchema = (try new.object(identity) as? Extension)?.schema
    let first = actions.count
    let statements = new.statements(of: identity)
    // A view that is created with NULLs before has its name from then on.
    let main = identity.kind == .view ? 0 : statements.firstIndex { !$0.names.isShell }
    for (index, statement) in statements.enumerated() {
      let phase = statement.names.phase
      var text = statement.text
      if phase == .materializedView, text.hasSuffix("\nWITH NO DATA") { text.removeLast("\nWITH NO DATA".count) }
      var action = Action(
        identity, Self.summary(of: statement, isMain: index == main), [text],
        rank: phase == .materializedView ? .refresh : .creation(phase))
      action.produces = products(of: statement, owner: identity, isMain: index == main)
      if index != main, phase == .view { action.produces = identity.nameKey.map { [.settings($0)] } ?? [] }
      action.needs = uses(statement.names, of: identity).union(statement.keysUsed).subtracting(action.produces)
      if index != main { action.needs.insert(.object(identity)) }
      action.needs.formUnion(prepared)
      if identity.kind == .materializedView, phase == .index, statement.isUniqueIndex {
        action.effects.conditions = ["two rows have the same values"]
      }
      if phase == .trigger || phase == .rule, let copy { action.needs.insert(copy) }
      if let schema = identity.schema ?? extensionSchema {
        action.needs.insert(.object(ObjectIdentity(kind: .schema, name: schema)))
      }
      if index != main, let key = identity.nameKey, Self.isTakenOver(phase) {
        if statement.isUncheckedCheck {
          action.wishes.formUnion(try tablesMade(below: identity))
        } else {
          action.produces.insert(.settings(key))
        }
      }
      for source in statement.names.references.compactMap({ decisions.rowSources[$0.key] }).joined() {
        action.needs.formUnion((affectedColumns[source] ?? []).map { .change(source, $0) })
      }
      if identity.kind == .type || identity.kind == .domain {
        // A type may have the name of a sequence that is there before it.
        action.needs.insert(.object(ObjectIdentity(kind: .sequence, schema: identity.schema, name: identity.name)))
      }
      if index == main {
        addParents(of: statement, to: &action)
        action.statements += try invalidating(statement, of: identity).map { ChangeStatement($0) }
        if statement.isPartition, try isBesideDefault(identity) {
          action.effects.conditions = ["a row of the default partition belongs to the new one"]
        }
        action.needs.formUnion(usedByName.map(Resource.object))
      }
      action.wishes.formUnion(decisions.extensionsCreated.filter { $0 != identity }.map(Resource.object))
      for key in statement.names.references.map(\.key) {
        action.wishes.insert(.gone(key))
        if isAltered(type: key) { action.wishes.insert(.settings(key)) }
      }
      if phase == .foreignKey { action.needs.formUnion(try partitionsLeaving(keyIn: statement.text)) }
      actions.append(action)
    }
    try giveAccess(identity, from: first)
  }

  /// Whether a composite type of the name gets or loses attributes, which rows in queries are to have.
  private func isAltered(type key: NameKey) -> Bool {
    decisions.alterations.contains { $0.key.kind == .type && $0.key.nameKey == key }
  }

  /// Whether partitions get what such a statement makes when they are created.
  static func isTakenOver(_ phase: LoadPhase) -> Bool {
    switch phase {
    case .columnSetting, .constraint, .check, .index, .foreignKey, .trigger: true
    default: false
    }
  }

  /// A child is created when its parents are as they will be.
  func addParents(of statement: ObjectStatement, to action: inout Action) {
    for parent in statement.names.parents {
      if statement.isPartition { action.produces.insert(.bounds(parent)) }
      action.wishes.insert(.settings(parent))
      action.needs.formUnion((affectedColumns[parent] ?? []).map { .column(parent, $0) })
      for column in affectedColumns[parent] ?? [] { action.wishes.insert(.change(parent, column)) }
    }
  }

  static func summary(of statement: ObjectStatement, isMain: Bool) -> String {
    if isMain { return "create" }
    switch statement.names.phase {
    case .comment: return "set comment"
    case .access: return "set owner or grants"
    case .shellType: return "announce"
    default: return RelationText.summary(of: statement.text)
    }
  }

  // MARK: - Alter

  mutating func alter(_ identity: ObjectIdentity) throws(SchemaDiffError) {
    for action in decisions.alterations[identity] ?? [] { actions.append(leavingTables(altering(action))) }
    guard let before = try old.usualObject(identity), let after = try new.usualObject(identity) else { return }
    let first = actions.count
    if let relation = decisions.relations[identity] {
      if let table = after as? Table {
        for (name, change) in relation.columns.sorted(by: { $0.key < $1.key }) {
          let kept = try keptValue(of: table, change)
          for var action in try columnActions(table, name, change, kept) {
            try note(change, of: table, kept, in: &action)
            actions.append(try inherited(completed(action, change), name, change, table, relation))
          }
        }
        appendMarks(from: before, to: table, relation)
      }
      for action in relation.settings {
        var action = completed(action, releasing: old.statements(of: identity))
        action.needs.formUnion(try persistenceNeeded(by: action))
        actions.append(action)
      }
      for (part, what) in relation.parts.sorted(by: { Self.isOrdered($0.key, $1.key) }) {
        try append(part, what, in: relation)
      }
      if let change = relation.rowType {
        for index in first..<actions.count where change.before != nil {
          actions[index].needs.insert(.detached(identity))
        }
        actions += change.actions(changing: Set(relation.columns.keys))
      }
      if let attachment = relation.attachment {
        for index in first..<actions.count {
          if attachment.leaves { actions[index].needs.insert(.detached(identity)) }
          let follows = attachment.joining.contains { actions[index].needs.contains(.bounds($0.parent.key)) }
          if attachment.joins, !follows { actions[index].produces.insert(.ready(identity)) }
        }
        for action in attachment.actions() {
          var action = completed(action)
          if action.produces.contains(.detached(identity)) {
            // It is the parent of the old state that is left.
            action.needs.subtract(action.releases)
            action.needs.formUnion(absences(leaving: attachment))
            if try isReferredTo(attachment) {
              action.effects.conditions = ["a row of another table refers to a row of the partition"]
            }
          }
          for parent in attachment.joining.map(\.parent.key) where action.needs.contains(.ready(identity)) {
            action.needs.formUnion((affectedColumns[parent] ?? []).map { .change(parent, $0) })
            action.wishes.insert(.settings(parent))
          }
          actions.append(action)
        }
      }
    }
    if let before = ObjectCompanions(before), let after = ObjectCompanions(after) {
      let lost = (decisions.relations[identity]?.columns ?? [:]).filter { $0.value.isRebuilt || $0.value.new == nil }
      let statements = before.statements(to: after, losing: Set(lost.keys))
      if !statements.isEmpty {
        var action = Action(identity, "change comment, owner or grants", statements, rank: .creation(.access))
        action.needs = identity.nameKey.map { [.name($0)] } ?? []
        if let key = identity.nameKey, let columns = affectedColumns[key] {
          action.needs.formUnion(columns.map { .column(key, $0) })
        }
        actions.append(action)
      }
    }
  }

  private func columnActions(
    _ table: Table, _ column: Identifier, _ decision: ColumnDecision, _ kept: KeptValue?
  ) throws(SchemaDiffError) -> [Action] {
    let below = try old.descendants(of: table.name) + new.descendants(of: table.name)
    return ColumnActions(
      table: table, column: column, decision: decision, separatesNotNull: decisions.options.isOnline,
      isParent: !below.isEmpty, kept: kept
    ).actions()
  }

  static func isOrdered(_ left: PartIdentity, _ right: PartIdentity) -> Bool {
    left.kind == right.kind ? left.name < right.name : left.kind < right.kind
  }

  /// Adds what the statements of an action in place use, and what the old state's used.
  func completed(_ action: Action, releasing statements: [ObjectStatement] = []) -> Action {
    var action = action
    if !action.produces.isEmpty || action.destroys.isEmpty {
      for statement in action.statements {
        action.needs.formUnion(uses(new.names(in: statement.text), of: action.object))
      }
      action.wishes.formUnion(decisions.extensionsCreated.map(Resource.object))
    }
    action.releases.formUnion(decisions.extensionsDropped.map(Resource.object))
    for statement in statements.prefix(1) + statements.dropFirst().filter({ $0.names.phase == .view }) {
      action.releases.formUnion(uses(statement.names, of: action.object))
    }
    action.needs.subtract(action.produces)
    action.releases.subtract(action.destroys)
    return action
  }

  func completed(_ action: Action, _ change: ColumnDecision) -> Action {
    var action = action
    if !action.produces.isEmpty || action.destroys.isEmpty {
      for statement in action.statements { action.needs.formUnion(names(in: statement.text, of: new)) }
      action.wishes.formUnion(decisions.extensionsCreated.map(Resource.object))
      // Of a column's texts only the expression of a generated one names other columns.
      if let column = change.new, column.generation != nil, let expression = column.expression {
        action.needs.formUnion(uses(new.names(in: expression), of: action.object))
      }
    }
    for text in action.replacedTexts {
      if change.old?.generation != nil {
        action.releases.formUnion(uses(old.names(in: text), of: action.object))
      } else {
        action.releases.formUnion(names(in: text, of: old))
      }
    }
    action.releases.formUnion(decisions.extensionsDropped.map(Resource.object))
    if let old = change.old, old.isNotNull, change.new?.isNotNull == false, action.replacedTexts.contains(old.type) {
      let relation = decisions.relations[action.object]
      for (part, what) in relation?.parts ?? [:] where what == .drop || what == .rebuild {
        if part.kind == .constraint { action.needs.insert(.absence(part)) }
      }
    }
    action.needs.subtract(action.produces)
    action.releases.subtract(action.destroys)
    return action
  }

  /// The qualified names in a text.
  func names(in text: String, of state: SchemaState) -> Set<Resource> {
    Set(state.names(in: text).references.map { Resource.name($0.key) })
  }

  // MARK: - Wishes

  /// What quoted bodies of routines mention should be there before, so that the bodies can be checked.
  mutating func addWishes() {
    var byName: [Identifier: Set<Resource>] = [:]
    for action in actions {
      for resource in action.produces {
        switch resource {
        case .name(let key):
          let last = key.text.utf8.lastIndex(of: UInt8(ascii: "."))
          let name = last.map { String(key.text[key.text.utf8.index(after: $0)...]) } ?? key.text
          byName[Identifier(name), default: []].insert(resource)
        case .column(_, let column): byName[column, default: []].insert(resource)
        case .keys, .object, .part, .absence, .label, .aside, .oldType, .change, .settings, .bounds, .detached,
          .ready, .copied, .oldTable, .notNull, .step, .persistence, .gone:
          break
        }
      }
    }
    for index in actions.indices {
      guard let text = actions[index].statements.first?.text else { continue }
      let words = new.names(in: text).bodyWords
      if words.isEmpty { continue }
      var wishes: Set<Resource> = []
      for word in words { wishes.formUnion(byName[word] ?? []) }
      actions[index].wishes.formUnion(wishes.subtracting(actions[index].produces))
    }
  }
}
