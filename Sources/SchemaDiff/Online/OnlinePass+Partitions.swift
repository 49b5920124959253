import Schema

extension OnlinePass {
  /// Builds an index of a partitioned table partition by partition, concurrently, and puts them together at the end.
  func buildPartitioned(
    _ index: Index, of table: Table, _ part: PartIdentity, by action: Action, replacing drop: Action?
  ) throws(SchemaDiffError) -> [Action]? {
    var family = PartitionedIndex(index, of: table, isReplacing: drop != nil)
    guard try collect(partitionsOf: table, into: &family), !family.builds.isEmpty else { return nil }
    var shell = action.step(
      "declare index \(index.name.name)", family.shells, locks: family.locks(.share, ofLeaves: false))
    shell.produces = [.step(part, .declared)]
    // The parent's index is whole only without those that leave.
    shell.needs = Set(family.leaving.map(Resource.detached))
    let statement = IndexStatement(index.definition)
    let builds = family.builds.map { leaf, name in
      var build = action.step(
        "add index \(name.name)", [statement.text(named: name.name, on: leaf, isConcurrent: true)], .concurrent,
        locks: [TableLock(table: leaf, mode: .shareUpdateExclusive, isLong: true)])
      if statement.isUnique { build.effects.conditions = ["two rows are the same to index '\(index.name.name)'"] }
      build.needs = action.needs
      build.wishes = action.wishes
      build.needs.insert(.step(part, .declared))
      build.releases = [.name(leaf.key)]
      build.produces = [.step(PartIdentity(owner: part.owner, kind: .index, name: name.name), .built)]
      return build
    }
    let mode: LockMode = drop == nil ? .accessShare : .accessExclusive
    var union = action.step(
      drop == nil ? action.summary : "put index \(index.name.name) in its place",
      family.attachments + (drop?.statements.map(\.text) ?? []) + family.renames,
      locks: family.locks(mode, ofLeaves: true))
    union.needs = Set(builds.flatMap(\.produces))
    union.releases = Set(family.builds.map { .name($0.table.key) })
    return action.handing(over: [shell] + builds + [drop.map(union.taking) ?? union])
  }

  /// Adds what the partitions that a table has before need; `false` if one cannot have an index.
  private func collect(partitionsOf table: Table, into family: inout PartitionedIndex) throws(SchemaDiffError) -> Bool
  {
    for child in try old.descendants(of: table.name) where child.parents.contains(table.name) {
      if child.foreign != nil { return false }
      let isDetached = try isDetachedBeforeDrop(child, from: table.name)
      if isDetached || decisions.relations[child.identity]?.attachment?.leaves ?? false {
        family.leaving.append(child.identity)
        continue
      }
      if let decision = decisions[child.identity], decision == .rebuild { return false }
      // An index of its own name is built and attached by itself.
      let after = try new.object(child.identity) as? Table
      if after?.indexes.contains(where: { $0.attachedTo.map { $0.parent == family.name && !$0.isAutomatic } ?? false }
      )
        ?? false
      {
        return false
      }
      family.add(child, of: table.name)
      if child.partitionKey != nil, try !collect(partitionsOf: child, into: &family) { return false }
    }
    return true
  }

  private func isDetachedBeforeDrop(
    _ table: Table, from parent: QualifiedName
  ) throws(SchemaDiffError) -> Bool {
    guard decisions[table.identity] == .drop else { return false }
    return try canDetach(from: parent)
  }

  /// Detaches a partition concurrently before it is dropped, so that its parent is not locked.
  func droppingPartition(by action: Action) throws(SchemaDiffError) -> [Action] {
    guard let table = try old.object(action.object) as? Table, let parent = table.parents.first,
      try isDetachedBeforeDrop(table, from: parent)
    else { return [action] }
    var drop = action
    drop.effects.locks = [TableLock(table: table.name, mode: .accessExclusive)]
    drop.destroys.remove(.bounds(parent.key))
    drop.needs.insert(.detached(action.object))
    return [detaching(table, from: parent, by: action), drop]
  }

  /// PostgreSQL refuses it where there is a default partition.
  func canDetach(from parent: QualifiedName) throws(SchemaDiffError) -> Bool {
    let owner = ObjectIdentity(kind: .table, schema: parent.schema, name: parent.name)
    if decisions[owner]?.destroys ?? false { return false }
    return try !old.descendants(of: parent).contains { $0.parents.contains(parent) && $0.partitionBound == "DEFAULT" }
  }

  func detaching(_ table: Table, from parent: QualifiedName, by action: Action) -> Action {
    var detach = action.step(
      "leave \(parent)", ["ALTER TABLE \(parent.sql) DETACH PARTITION \(table.name.sql) CONCURRENTLY"], .concurrent,
      locks: [
        TableLock(table: parent, mode: .shareUpdateExclusive), TableLock(table: table.name, mode: .accessExclusive),
      ])
    detach.releases = [.name(parent.key), .name(table.name.key)]
    detach.destroys = [.bounds(parent.key)]
    detach.produces = [.detached(table.identity)]
    return detach
  }
}

/// The indexes of a partitioned table and its partitions, and the statements that make them one.
struct PartitionedIndex {
  let name: QualifiedName
  var leaving: [ObjectIdentity] = []
  /// The leaves with the names of their new indexes.
  private(set) var builds: [(table: QualifiedName, index: QualifiedName)] = []
  private(set) var shells: [String] = []
  private(set) var renames: [String] = []
  private var attached: [(parent: QualifiedName, child: QualifiedName)] = []
  private var names: [QualifiedName: QualifiedName] = [:]
  private var tables: [QualifiedName]
  private let statement: IndexStatement
  private let columns: String
  private let isReplacing: Bool

  init(_ index: Index, of table: Table, isReplacing: Bool) {
    name = index.name
    statement = IndexStatement(index.definition)
    columns = InheritedParts.columns(in: statement.method)
    self.isReplacing = isReplacing
    tables = [table.name]
    add(index.name.name, to: table.name, isPartitioned: true)
  }

  mutating func add(_ child: Table, of parent: QualifiedName) {
    let automatic = AutomaticName.make(child.name.name, columns, "idx")
    add(automatic, to: child.name, isPartitioned: child.partitionKey != nil)
    if let parentIndex = names[parent], let index = names[child.name] { attached.append((parentIndex, index)) }
    if child.partitionKey != nil { tables.append(child.name) }
  }

  private mutating func add(_ final: Identifier, to table: QualifiedName, isPartitioned: Bool) {
    let temporary = isReplacing ? TemporaryName.index(replacing: final) : final
    let index = QualifiedName(schema: table.schema, name: temporary)
    names[table] = index
    if isPartitioned {
      shells.append(statement.text(named: temporary, on: table, isOnly: true))
    } else {
      builds.append((table, index))
    }
    if isReplacing { renames.append("ALTER INDEX \(index.sql) RENAME TO \(final.sql)") }
  }

  /// From the leaves up: an index is whole when those below it are.
  var attachments: [String] {
    attached.reversed().map { "ALTER INDEX \($0.parent.sql) ATTACH PARTITION \($0.child.sql)" }
  }

  func locks(_ mode: LockMode, ofLeaves hasLeaves: Bool) -> [TableLock] {
    (tables + (hasLeaves ? builds.map(\.table) : [])).map { TableLock(table: $0, mode: mode) }
  }
}
