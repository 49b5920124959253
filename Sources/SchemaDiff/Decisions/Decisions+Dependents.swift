import Schema

extension Decisions {
  /// Has everything made anew that cannot stay while a resource is destroyed.
  mutating func rebuildDependents(of resource: Resource) throws(SchemaDiffError) {
    switch resource {
    case .name(let key):
      let overloads = try overloadsDestroyed(named: key)
      for identity in old.objects(mentioning: key) where identity.nameKey != key {
        if let overloads, callsOthers(identity, than: overloads, of: key) { continue }
        try rebuild(identity, using: .name(key))
      }
    case .column(let table, let column):
      let isRetyped = retyped.contains(resource)
      for identity in old.objects(mentioning: table) {
        try rebuild(identity, using: .column(table, column, isRetyped: isRetyped))
        guard identity.kind == .function, let routine = identity.nameKey,
          old.statements(of: identity).prefix(1).contains(where: { $0.names.references.contains { $0.key == table } })
        else { continue }
        // What selects from a routine that gives such rows depends on the column.
        rowSources[routine, default: []].insert(table)
        for user in old.objects(mentioning: routine) where user != identity {
          try rebuild(user, using: .column(routine, column, isRetyped: isRetyped))
        }
      }
    case .keys(let table): try rebuildForeignKeys(to: table)
    case .object(let identity):
      if identity.kind == .cast { return try rebuildUsers(ofCast: identity) }
      guard identity.isUsedByName else { return }
      for dependent in old.objects(mentioning: identity.name) where dependent != identity {
        guard self[dependent] == nil || self[dependent] == .alter, new.contains(dependent) else { continue }
        if try old.object(dependent)?.usedByName.contains(identity) ?? false { decide(dependent, .rebuild) }
      }
    case .part(let part):
      try rebuildAttached(to: part)
      try rebuildUsers(ofConstraint: part)
    case .notNull, .step, .absence, .aside, .oldType, .change, .settings, .bounds, .detached, .ready, .copied,
      .oldTable, .label, .persistence, .gone:
      break
    }
  }

  /// What a dependent uses of what is destroyed.
  enum Use {
    case name(NameKey)
    case column(NameKey, Identifier, isRetyped: Bool)

    func isIn(_ names: StatementNames, of owner: ObjectIdentity) -> Bool {
      switch self {
      case .name(let key): names.references.contains { $0.key == key }
      case .column(let table, let column, _):
        names.words.contains(column) && (owner.nameKey == table || names.references.contains { $0.key == table })
      }
    }

    /// Whether a part of this kind must go while the resource is changed.
    func concerns(_ kind: PartIdentity.Kind) -> Bool {
      guard case .column(_, _, isRetyped: true) = self else { return true }
      // The server rebuilds indexes, constraints and statistics itself.
      return kind == .rule || kind == .trigger || kind == .policy
    }
  }

  mutating func rebuild(_ identity: ObjectIdentity, using use: Use) throws(SchemaDiffError) {
    guard self[identity] == nil || self[identity] == .alter, new.contains(identity) else { return }
    switch identity.kind {
    case .table, .foreignTable: try rebuildParts(ofTable: identity, using: use)
    case .view, .materializedView:
      // One that is created with NULLs before has two that matter.
      let queries = old.statements(of: identity).filter { [.view, .materializedView].contains($0.names.phase) }
      if queries.contains(where: { use.isIn($0.names, of: identity) }) {
        decide(identity, .rebuild)
      } else {
        try rebuildParts(of: identity, using: use)
      }
    case .type, .domain, .publication, .textSearchConfiguration:
      if old.statements(of: identity).contains(where: { use.isIn($0.names, of: identity) }) {
        try alter(identity, losing: use)
      }
    case .sequence: try rebuild(sequence: identity, using: use)
    case .defaultPrivileges, .schema, .extension: break
    default:
      if old.statements(of: identity).contains(where: { use.isIn($0.names, of: identity) }) {
        decide(identity, .rebuild)
      }
    }
  }

  private mutating func rebuild(sequence identity: ObjectIdentity, using use: Use) throws(SchemaDiffError) {
    // A sequence goes with the column that owns it, unless it leaves the column before.
    guard let sequence = try old.object(identity) as? SequenceGenerator, let (table, column) = sequence.ownedBy,
      self[identity] == nil
    else { return }
    let owner = ObjectIdentity(kind: .table, schema: table.schema, name: table.name)
    if self[owner] == .copy { return }
    switch use {
    case .name(table.key): decide(identity, .rebuild)
    case .column(table.key, column, isRetyped: false): decide(identity, .rebuild)
    default: break
    }
  }

  // MARK: - Parts

  private mutating func rebuildParts(ofTable identity: ObjectIdentity, using use: Use) throws(SchemaDiffError) {
    guard let before = try old.object(identity) as? Table, let after = try new.object(identity) as? Table else {
      return
    }
    if case .name(let key) = use, before.parents.contains(where: { $0.key == key }) {
      // One that leaves the parent, or is made anew with it, is not in its way.
      let leaves = relations[identity]?.attachment?.leaving.contains { $0.parent.key == key } ?? false
      if !leaves { decide(identity, .rebuild) }
      return
    }
    if case .name(let key) = use, before.rowType?.key == key, after.rowType != nil {
      if var decision = try relation(identity) {
        decision.rowType = RowTypeChange(old: before, new: after, changesColumns: true)
        relations[identity] = decision
      }
      return
    }
    for column in before.columns where column.isLocal {
      try rebuild(column, of: identity, after: after.columns.first { $0.name == column.name }, using: use)
    }
    try rebuildParts(of: identity, using: use)
  }

  private mutating func rebuild(
    _ column: Column, of identity: ObjectIdentity, after: Column?, using use: Use
  ) throws(SchemaDiffError) {
    guard let after else { return }
    var usesType = false
    if case .name(let key) = use, isTypeDestroyed(key) {
      usesType = use.isIn(old.names(in: column.type), of: identity)
    }
    if case .name = use, let collation = column.collation, use.isIn(old.names(in: collation), of: identity) {
      usesType = true
    }
    let usesExpression = column.expression.map { use.isIn(old.names(in: $0), of: identity) } ?? false
    if case .column = use, column.generation == nil { return }
    guard usesType || usesExpression, var decision = try relation(identity) else { return }
    var change = decision.columns[column.name] ?? ColumnDecision(old: column, new: after)
    guard change.new != nil, !change.isRebuilt else { return }
    if column.generation != nil {
      change.isRebuilt = true
    } else if usesType {
      change.isRetyped = true
      change.resetsDefault = column.expression != nil && after.expression != nil
    } else {
      change.resetsDefault = after.expression != nil
    }
    decision.columns[column.name] = change
    if let table = try old.object(identity) as? Table, try !keepsPartitionKeys(decision, of: table) {
      return try copy(table)
    }
    relations[identity] = decision
    try noteDestroyed(column.name, change, of: identity)
  }

  /// Whether what is destroyed under a name can be the type of a column: routines may have the names of types.
  private func isTypeDestroyed(_ key: NameKey) -> Bool {
    objects.contains { identity, decision in
      guard decision.destroys, identity.nameKey == key else { return false }
      return ![.function, .procedure, .aggregate].contains(identity.kind)
    }
  }

  mutating func rebuildParts(of identity: ObjectIdentity, using use: Use) throws(SchemaDiffError) {
    guard let before = try old.object(identity) else { return }
    for part in RelationPart.parts(of: before) {
      guard use.concerns(part.identity.kind) || part.phase == .foreignKey && separates(use) else {
        try restore(part, using: use)
        continue
      }
      guard let creation = part.creation, use.isIn(old.names(in: creation), of: identity) else { continue }
      if case .name(let key) = use, key == identity.nameKey { continue }
      try rebuild(part.identity)
    }
  }

  /// Whether a column gets a type whose values foreign keys cannot compare with the old ones.
  private func separates(_ use: Use) -> Bool {
    guard case .column(let table, let column, isRetyped: true) = use else { return false }
    return incomparable.contains(.column(table, column))
  }

  /// Whether an expression uses several columns that get another type. The server reads it anew after each of them, and
  /// keeps the casts that it needs in between.
  private func computesFromRetyped(_ creation: String, of owner: ObjectIdentity) -> Bool {
    guard let key = owner.nameKey else { return false }
    let words = old.names(in: creation).words.filter { retyped.contains(.column(key, $0)) }
    return words.count > 1 && ExpressionList.isPossible(in: creation)
  }

  /// Has what the server forgets of an index or of statistics set again.
  private mutating func restore(_ part: RelationPart, using use: Use) throws(SchemaDiffError) {
    if case .column(_, let column, _) = use, part.isKey, let creation = part.creation,
      use.isIn(old.names(in: creation), of: part.identity.owner), !(KeyColumns(part)?.names.contains(column) ?? true)
    {
      // The server makes a key with another INCLUDE column anew, and forgets the foreign keys that need it.
      return try rebuild(part.identity)
    }
    if let creation = part.creation, part.phase != .foreignKey, computesFromRetyped(creation, of: part.identity.owner)
    {
      return try rebuild(part.identity)
    }
    guard part.settings.contains(where: \.isLostByRetyping), let creation = part.creation,
      use.isIn(old.names(in: creation), of: part.identity.owner), var decision = try relation(part.identity.owner),
      decision.newParts[part.identity] != nil, [nil, .alter].contains(decision.parts[part.identity])
    else { return }
    decision.parts[part.identity] = .restore
    relations[part.identity.owner] = decision
  }

  mutating func rebuild(_ part: PartIdentity) throws(SchemaDiffError) {
    guard var decision = try relation(part.owner), decision.newParts[part] != nil else { return }
    switch decision.parts[part] {
    case nil, .alter, .restore, .validate, .retime: break
    case .create, .drop, .rebuild, .rename: return
    }
    decision.parts[part] = .rebuild
    relations[part.owner] = decision
    noteDestroyed(part, in: decision)
  }

  // MARK: - Keys

  /// Foreign keys to columns whose key is dropped must be dropped first.
  private mutating func rebuildForeignKeys(to table: NameKey) throws(SchemaDiffError) {
    let keys = relations.values.first { $0.identity.nameKey == table && !$0.parts.isEmpty }.map { decision in
      decision.parts.filter { $0.value == .drop || $0.value == .rebuild }.keys
        .compactMap { decision.oldParts[$0] }.filter(\.isKey).compactMap { KeyColumns($0) }
    }
    guard let keys else { return }
    for identity in old.objects(mentioning: table) where identity.kind == .table {
      guard let before = try old.object(identity) as? Table else { continue }
      for part in RelationPart.parts(of: before) where part.phase == .foreignKey {
        guard let columns = KeyColumns(referencedBy: part, to: table), keys.contains(columns) else { continue }
        try rebuild(part.identity)
      }
    }
  }
}

/// What an index, statistics or a constraint is computed from.
enum ExpressionList {
  /// Whether it may be more than columns by themselves.
  static func isPossible(in creation: String) -> Bool {
    let words = StatementWords(creation)
    if words.firstWord("CHECK", from: words.first) != nil || words.firstWord("WHERE", from: words.first) != nil {
      return true
    }
    // A parenthesis within the list.
    var isOpen = false
    for index in words.first..<words.end {
      switch words.kind(index) {
      case .openParenthesis where isOpen: return true
      case .openParenthesis: isOpen = true
      case .closeParenthesis: isOpen = false
      default: break
      }
    }
    return false
  }
}

/// The columns of a key, in no order.
struct KeyColumns: Equatable {
  let names: Set<Identifier>

  /// Those of a primary key, unique constraint or unique index.
  init?(_ part: RelationPart) {
    guard let creation = part.creation else { return nil }
    let words = StatementWords(creation)
    // The first list after what says that it is a key.
    guard let open = (words.first..<words.end).first(where: { words.kind($0) == .openParenthesis }),
      let close = words.closing(of: open)
    else { return nil }
    names = Self.names(words, open, close)
  }

  /// The table that a foreign key refers to.
  static func table(referencedBy creation: String) -> NameKey? {
    let words = StatementWords(creation)
    guard let name = words.firstWord("REFERENCES", from: words.first).map({ $0 + 1 }), words.kind(name + 1) == .dot
    else { return nil }
    return NameKey("\(words.name(name)).\(words.name(name + 2))")
  }

  /// Those that a foreign key refers to.
  init?(referencedBy part: RelationPart, to table: NameKey) {
    guard let creation = part.creation else { return nil }
    let words = StatementWords(creation)
    guard let references = words.firstWord("REFERENCES", from: words.first) else { return nil }
    let name = references + 1
    guard words.kind(name + 1) == .dot, NameKey("\(words.name(name)).\(words.name(name + 2))") == table,
      let close = words.closing(of: name + 3)
    else { return nil }
    names = Self.names(words, name + 3, close)
  }

  private static func names(_ words: StatementWords, _ open: Int, _ close: Int) -> Set<Identifier> {
    Set(
      words.list(from: open + 1, to: close).compactMap { range in
        words.isName(range.lowerBound) ? Identifier(words.name(range.lowerBound)) : nil
      })
  }
}
