import Schema

/// The renames of a plan: those that were declared, those that follow from them, and those that are plain to see.
struct RenamePlan {
  private(set) var renames: [Rename] = []
  /// All that are made, in order: those too that only set aside what goes and has a name that another is to have.
  private var made: [Rename] = []
  /// The old state as it is after them.
  private(set) var old: [SnapshotFile]
  private let new: [SnapshotFile]
  private let newIdentities: Set<ObjectIdentity>

  init(
    from old: [SnapshotFile], to new: [SnapshotFile], options: PlannerOptions
  ) throws(SchemaDiffError) {
    self.old = old
    self.new = new
    newIdentities = Set(new.map(\.identity))
    for rename in options.renames.sorted(by: { Self.rank($0) < Self.rank($1) }) { try apply(rename) }
    if options.detectsRenames {
      // Types first, as tables are the same only under the types' new names.
      for kinds in [[ObjectKind.type], [.domain], [.table, .materializedView]] {
        for rename in try unambiguousObjects(kinds) { try apply(rename) }
      }
    }
    for rename in try sequences() { try apply(rename) }
    if options.refusesAmbiguity { try refuseCandidates() }
  }

  private mutating func apply(_ rename: Rename) throws(SchemaDiffError) {
    if case .object(_, let to) = rename { try setAside(whatIsCalledAs: to) }
    try make(rename)
    renames.append(rename)
  }

  private mutating func make(_ rename: Rename) throws(SchemaDiffError) {
    var rewriting = RenameRewriting(old)
    try rewriting.apply(rename)
    old = Array(rewriting.files.values)
    made.append(rename)
  }

  /// Gives a view that goes another name, so that what is renamed can have its name before it is dropped.
  private mutating func setAside(whatIsCalledAs target: ObjectIdentity) throws(SchemaDiffError) {
    guard let key = target.nameKey,
      let view = old.map(\.identity).first(where: { $0.nameKey == key && $0.kind != target.kind }),
      [.view, .materializedView].contains(view.kind), !newIdentities.contains(view)
    else { return }
    let aside = ObjectIdentity(kind: view.kind, schema: view.schema, name: TemporaryName.part(renaming: view.name))
    try make(.object(from: view, to: aside))
  }

  private static func rank(_ rename: Rename) -> Int {
    switch rename {
    case .object: 0
    case .column: 1
    case .index, .constraint: 2
    }
  }

  /// The actions that make the renames, in order.
  func actions() -> [Action] {
    made.map { rename in
      let object: ObjectIdentity
      let summary: String
      switch rename {
      case .object(let from, let to):
        (object, summary) = (from, "rename to \(to.qualifiedName)")
      case .column(let table, let from, let to):
        (object, summary) = (Self.identity(of: table), "rename column \(from) to \(to)")
      case .index(let schema, let from, let to):
        object = ObjectIdentity(kind: .table, schema: schema, name: from)
        summary = "rename index \(from) to \(to)"
      case .constraint(let table, let from, let to):
        (object, summary) = (Self.identity(of: table), "rename constraint \(from) to \(to)")
      }
      var effects = ChangeEffects()
      if let table = object.objectName, object.kind == .table {
        effects.locks = [TableLock(table: table, mode: .accessExclusive)]
      }
      return Action(object, summary, RenameStatement.statements(for: rename), rank: .rename, effects: effects)
    }
  }

  private static func identity(of table: QualifiedName) -> ObjectIdentity {
    ObjectIdentity(kind: .table, schema: table.schema, name: table.name)
  }

  // MARK: - Detection

  private var removed: [SnapshotFile] {
    old.filter { !newIdentities.contains($0.identity) }.sorted { $0.identity < $1.identity }
  }

  private var added: [SnapshotFile] {
    let known = Set(old.map(\.identity))
    return new.filter { !known.contains($0.identity) }.sorted { $0.identity < $1.identity }
  }

  /// Tables and types that are in each other's place: one is gone, one is new, and but for the name they are the same.
  private func unambiguousObjects(_ kinds: [ObjectKind]) throws(SchemaDiffError) -> [Rename] {
    let (removed, added) = (self.removed, self.added)
    var pairs: [(from: SnapshotFile, to: SnapshotFile)] = []
    for from in removed where kinds.contains(from.identity.kind) {
      for to in added where to.identity.kind == from.identity.kind && to.identity.schema == from.identity.schema {
        // Something else may still have the name.
        if old.contains(where: { $0.identity.nameKey == to.identity.nameKey }) { continue }
        if try isSame(from, to) { pairs.append((from, to)) }
      }
    }
    return pairs.filter { pair in
      pairs.count { $0.from.identity == pair.from.identity } == 1
        && pairs.count { $0.to.identity == pair.to.identity } == 1
    }.map { .object(from: $0.from.identity, to: $0.to.identity) }
  }

  private func isSame(_ from: SnapshotFile, _ to: SnapshotFile) throws(SchemaDiffError) -> Bool {
    guard from.identity.kind == .table else {
      guard let before = from.identity.objectName, let after = to.identity.objectName else { return false }
      let names = NameReplacement(bare: [:], qualified: [before: after])
      return names.replaced(in: from.text, addsAliases: false).utf8.elementsEqual(to.text.utf8)
    }
    guard abs(from.text.utf8.count - to.text.utf8.count) < 40 * (from.text.utf8.count { $0 == 0x0A } + 1),
      let before = try SchemaState([from]).object(from.identity) as? Table,
      let after = try SchemaState([to]).object(to.identity) as? Table
    else { return false }
    return TableShape(before) == TableShape(after)
  }

  /// Sequences that belong to the same column and have its new name, or its table's.
  private func sequences() throws(SchemaDiffError) -> [Rename] {
    var renames: [Rename] = []
    for from in removed where from.identity.kind == .sequence {
      guard let before = try SchemaState([from]).object(from.identity) as? SequenceGenerator,
        let owner = before.ownedBy
      else { continue }
      for to in added where to.identity.kind == .sequence {
        guard let after = try SchemaState([to]).object(to.identity) as? SequenceGenerator,
          after.ownedBy?.table == owner.table, after.ownedBy?.column == owner.column
        else { continue }
        renames.append(.object(from: from.identity, to: to.identity))
      }
    }
    return renames
  }

  // MARK: - Candidates

  /// Columns and tables of which one is gone and one like it is new: only people know whether it is the same one.
  private func refuseCandidates() throws(SchemaDiffError) {
    var candidates = try candidateTables()
    let known = Dictionary(old.map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
    for file in new where file.identity.kind == .table {
      guard let before = known[file.identity], before.text != file.text,
        let oldTable = try SchemaState([before]).object(file.identity) as? Table,
        let newTable = try SchemaState([file]).object(file.identity) as? Table
      else { continue }
      let dropped = oldTable.columns.filter { column in !newTable.columns.contains { $0.name == column.name } }
      let created = newTable.columns.filter { column in !oldTable.columns.contains { $0.name == column.name } }
      for from in dropped {
        for to in created where Self.isAlike(from, to) {
          let isOnlyOne =
            created.count { Self.isAlike(from, $0) } == 1 && dropped.count { Self.isAlike($0, to) } == 1
          if isOnlyOne { candidates.append(.column(table: newTable.name, from: from.name, to: to.name)) }
        }
      }
    }
    guard !candidates.isEmpty else { return }
    let names = candidates.map(RenameCandidate.text)
    throw SchemaDiffError(
      .ambiguousRename,
      names.count == 1
        ? "'\(names[0])' may be a rename, or one is dropped and the other is new"
        : "\(names.count) changes may be renames, or something is dropped and something else is new",
      details: names,
      hints: names.map { "if it is a rename: --rename '\($0)'" } + ["if it is none: --no-renames"],
      candidates: candidates)
  }

  private func candidateTables() throws(SchemaDiffError) -> [Rename] {
    var pairs: [(ObjectIdentity, ObjectIdentity)] = []
    for from in removed where from.identity.kind == .table {
      guard let before = try SchemaState([from]).object(from.identity) as? Table, before.columns.count > 1 else {
        continue
      }
      for to in added where to.identity.kind == .table {
        guard let after = try SchemaState([to]).object(to.identity) as? Table,
          TableShape(before).columns == TableShape(after).columns
        else { continue }
        pairs.append((from.identity, to.identity))
      }
    }
    return pairs.map { .object(from: $0.0, to: $0.1) }
  }

  private static func isAlike(_ left: Column, _ right: Column) -> Bool {
    left.type == right.type && left.collation == right.collation && left.isNotNull == right.isNotNull
      && RelationPart.isSame(left.expression, right.expression) && left.generation == right.generation
      && left.identity?.kind == right.identity?.kind
  }
}

/// A table without its own name and those that the server derives from it.
struct TableShape: Equatable {
  let columns: [Identifier]
  private let details: [Identifier]

  init(_ table: Table) {
    columns = table.columns.map { Identifier("\($0.name.text) \($0.type)\($0.isNotNull ? " NOT NULL" : "")") }
      .sorted()
    let parts = RelationPart.allParts(of: table)
    let names = NameReplacement(
      bare: [:], qualified: [table.name: QualifiedName(schema: "confiture", name: "this table")])
    var details = parts.map { part in
      Identifier(names.replaced(in: part.nameless ?? part.creation ?? part.removal, addsAliases: false))
    }
    for column in table.columns where column.generation != nil || column.expression?.contains("nextval(") == false {
      details.append(Identifier("\(column.name) \(column.expression ?? "")"))
    }
    details += [table.partitionKey, table.partitionBound, table.foreign?.server.text].map { Identifier($0 ?? "") }
    details += table.parents.map { Identifier($0.description) }
    self.details = details.sorted()
  }
}

/// Renames as they are declared.
enum RenameCandidate {
  static func text(_ rename: Rename) -> String {
    switch rename {
    case .object(let from, let to):
      "\(from.kind.rawValue) \(from.sqlName) -> \(to.sqlName)"
    case .column(let table, let from, let to): "column \(table.sql).\(from.sql) -> \(to.sql)"
    case .index(let schema, let from, let to): "index \(schema.sql).\(from.sql) -> \(to.sql)"
    case .constraint(let table, let from, let to): "constraint \(table.sql).\(from.sql) -> \(to.sql)"
    }
  }
}
