import Schema

extension OnlinePass {
  /// Builds an index concurrently; one that takes the place of another under a temporary name, until both can change
  /// places in one short transaction.
  func build(
    _ index: Index, _ part: PartIdentity, by action: Action, replacing drop: Action?
  ) throws(SchemaDiffError) -> [Action]? {
    guard let relation = part.owner.objectName else { return nil }
    if let table = try new.object(part.owner) as? Table, table.partitionKey != nil {
      return try buildPartitioned(index, of: table, part, by: action, replacing: drop)
    }
    let statement = IndexStatement(index.definition)
    let built = Resource.step(part, .built)
    let name = drop == nil ? index.name.name : temporaryName(replacing: index.name.name, of: part.owner)
    var build = action.step(
      action.summary, [statement.text(named: name, isConcurrent: true)], .concurrent,
      locks: [TableLock(table: relation, mode: .shareUpdateExclusive, isLong: true)])
    if statement.isUnique { build.effects.conditions = ["two rows are the same to index '\(index.name.name)'"] }
    guard let drop else { return action.handing(over: [build]) }
    build.produces = [built]
    let temporary = QualifiedName(schema: index.name.schema, name: name)
    var swap = action.step(
      "put index \(index.name.name) in its place",
      drop.statements.map(\.text) + ["ALTER INDEX \(temporary.sql) RENAME TO \(index.name.name.sql)"],
      locks: [TableLock(table: relation, mode: .accessExclusive)])
    swap.needs = [built]
    return action.handing(over: [build, swap.taking(drop)])
  }

  /// What an index is called until it takes the place of another; no other index of its relation is called so.
  func temporaryName(replacing name: Identifier, of relation: ObjectIdentity) -> Identifier {
    let parts = decisions.relations[relation].map { Set($0.oldParts.keys).union($0.newParts.keys) } ?? []
    let taken = Set(parts.filter { $0.kind == .index || $0.kind == .constraint }.map(\.name))
    var candidate = TemporaryName.index(replacing: name)
    while taken.contains(candidate) { candidate = TemporaryName.index(replacing: candidate) }
    return candidate
  }

  func droppingIndex(_ part: PartIdentity, by action: Action) throws(SchemaDiffError) -> Action {
    guard let index = try old.index(part), let relation = part.owner.objectName else { return action }
    // Those of partitioned tables, and those attached to them, cannot be dropped so.
    if index.attachedTo != nil { return action }
    if let table = try old.object(part.owner) as? Table, table.partitionKey != nil { return action }
    var drop = action.step(
      action.summary, ["DROP INDEX CONCURRENTLY \(index.name.sql)"], .concurrent,
      locks: [TableLock(table: relation, mode: .shareUpdateExclusive)])
    drop.effects.losses = action.effects.losses
    return action.handing(over: [drop])[0]
  }
}

extension Action {
  /// Does what another action did as well.
  func taking(_ other: Action) -> Action {
    var action = self
    action.needs.formUnion(other.needs.subtracting(action.produces))
    action.wishes.formUnion(other.wishes)
    action.produces.formUnion(other.produces)
    action.destroys.formUnion(other.destroys)
    action.releases.formUnion(other.releases)
    action.replacedTexts += other.replacedTexts
    return action
  }
}

/// A CREATE INDEX statement, to be written in other ways.
struct IndexStatement {
  let isUnique: Bool
  private let words: StatementWords
  private let name: Int

  init(_ definition: String) {
    words = StatementWords(definition)
    isUnique = words.isWord(words.first + 1, "UNIQUE")
    name = isUnique ? words.first + 3 : words.first + 2
  }

  /// What follows the table.
  var method: String {
    let using = words.firstWord("USING", from: name) ?? words.end
    return words.text(from: using)
  }

  func text(named name: Identifier, isConcurrent: Bool) -> String {
    "\(head(isConcurrent: isConcurrent)) \(name.sql) \(words.text(from: self.name + 1))"
  }

  func text(
    named name: Identifier, on table: QualifiedName, isConcurrent: Bool = false, isOnly: Bool = false
  ) -> String {
    "\(head(isConcurrent: isConcurrent)) \(name.sql) ON \(isOnly ? "ONLY " : "")\(table.sql) \(method)"
  }

  private func head(isConcurrent: Bool) -> String {
    "CREATE \(isUnique ? "UNIQUE " : "")INDEX\(isConcurrent ? " CONCURRENTLY" : "")"
  }
}
