import Schema

/// Finds what one side begins to use while the other one drops, renames or retypes it, although no object overlaps.
///
/// Looks at the snapshots as they are, so that what a side renames is gone under its old name.
struct DependencyCheck {
  private let base: SchemaState
  private let ours: SchemaState
  private let theirs: SchemaState
  private let choices: [MergeKey: MergeSide]

  init(_ input: MergeInput) {
    base = SchemaState(input.base)
    ours = SchemaState(input.ours)
    theirs = SchemaState(input.theirs)
    choices = input.choices
  }

  func conflicts() throws(SchemaDiffError) -> [MergeConflict] {
    let (lostHere, lostThere) = (try losses(in: ours), try losses(in: theirs))
    var conflicts: [MergeConflict] = []
    if !lostThere.isEmpty { conflicts += self.conflicts(try uses(in: ours), lostThere, user: .ours) }
    if !lostHere.isEmpty { conflicts += self.conflicts(try uses(in: theirs), lostHere, user: .theirs) }
    return conflicts
  }

  // MARK: What is gone

  /// Something that a side took away from under its name, or made something else.
  private struct Loss {
    let key: MergeKey
    let name: NameKey
    let object: Identifier
    /// `nil` for the whole object.
    let column: Identifier?
    let isRetyped: Bool
    let before: String
    let after: String?
  }

  private func losses(in side: SchemaState) throws(SchemaDiffError) -> [Loss] {
    var losses: [Loss] = []
    let names = Set(side.identities.compactMap(\.nameKey))
    for identity in base.identities.sorted() {
      guard let name = identity.nameKey, let before = base.text(of: identity) else { continue }
      guard let after = side.text(of: identity) else {
        // Another overload, or another kind of relation, may still have the name.
        if !names.contains(name) {
          losses.append(
            Loss(
              key: MergeKey(identity), name: name, object: identity.name, column: nil, isRetyped: false,
              before: before, after: nil))
        }
        continue
      }
      if !before.utf8.elementsEqual(after.utf8) { losses += try columns(of: identity, name, in: side) }
    }
    return losses
  }

  private func columns(
    of identity: ObjectIdentity, _ name: NameKey, in side: SchemaState
  ) throws(SchemaDiffError) -> [Loss] {
    guard let old = try base.object(identity) as? Table, let new = try side.object(identity) as? Table else {
      return []
    }
    return old.columns.compactMap { column in
      let now = new.columns.first { $0.name == column.name }
      if let now, Identifier(now.type) == Identifier(column.type), now.collation == column.collation { return nil }
      return Loss(
        key: MergeKey(identity, column.name.text), name: name, object: identity.name, column: column.name,
        isRetyped: now != nil, before: column.definition(of: old.name, in: .file),
        after: now?.definition(of: new.name, in: .file))
    }
  }

  // MARK: What is new

  /// A statement that one side has and the base has not.
  private struct Use {
    let key: MergeKey
    let owner: NameKey?
    let text: String
    let names: StatementNames
  }

  private func uses(in side: SchemaState) throws(SchemaDiffError) -> [Use] {
    var uses: [Use] = []
    for identity in side.identities.sorted() {
      guard let text = side.text(of: identity) else { continue }
      if let before = base.text(of: identity), before.utf8.elementsEqual(text.utf8) { continue }
      let object = try side.object(identity)
      if let table = object as? Table {
        uses += try self.uses(of: table, identity, in: side)
      } else {
        let known = Set(base.statements(of: identity).map { Identifier($0.text) })
        for statement in side.statements(of: identity) where !known.contains(Identifier(statement.text)) {
          guard ![.comment, .access].contains(statement.names.phase) else { continue }
          uses.append(
            Use(key: MergeKey(identity), owner: identity.nameKey, text: statement.text, names: statement.names))
        }
      }
    }
    return uses
  }

  private func uses(
    of table: Table, _ identity: ObjectIdentity, in side: SchemaState
  ) throws(SchemaDiffError) -> [Use] {
    let before = try base.object(identity) as? Table
    let old = before.map { RelationPart.allParts(of: $0) } ?? []
    let known = Set(old.compactMap(\.creation).map(Identifier.init))
    var uses: [Use] = []
    for part in RelationPart.parts(of: table) {
      guard let creation = part.creation, !known.contains(Identifier(creation)) else { continue }
      uses.append(
        Use(
          key: MergeKey(identity, part.attribute), owner: identity.nameKey, text: creation,
          names: side.names(in: creation)))
    }
    for column in table.columns where column.isLocal {
      let same = before?.columns.first { $0.name == column.name }
      for (text, was) in [
        (column.type, same?.type), (column.expression ?? "", same?.expression),
        (column.collation ?? "", same?.collation),
      ] where !text.isEmpty && was.map(Identifier.init) != Identifier(text) {
        // A statement around it, as names are read from statements.
        let names = StatementNames("ALTER TABLE \(table.name.sql) ADD COLUMN \(column.name.sql) \(text)")
        uses.append(
          Use(
            key: MergeKey(identity, column.name.text), owner: identity.nameKey,
            text: column.definition(of: table.name, in: .file), names: names))
      }
    }
    if !table.parents.isEmpty, before?.parents != table.parents {
      let parents = table.parents.map(\.sql).joined(separator: ", ")
      let text = "CREATE TABLE \(table.name.sql) () INHERITS (\(parents))"
      uses.append(
        Use(key: MergeKey(identity), owner: identity.nameKey, text: text, names: StatementNames(text)))
    }
    return uses
  }

  // MARK: Both

  private func conflicts(_ uses: [Use], _ losses: [Loss], user: MergeSide) -> [MergeConflict] {
    var conflicts: [MergeConflict] = []
    var seen: Set<[MergeKey]> = []
    for use in uses {
      for loss in losses where needs(use, loss) && seen.insert([use.key, loss.key]).inserted {
        // Decided on already: what is lost is kept, or what uses it is left away.
        if choices[use.key] != nil || choices[loss.key] != nil { continue }
        conflicts.append(conflict(use, loss, user))
      }
    }
    return conflicts
  }

  private func needs(_ use: Use, _ loss: Loss) -> Bool {
    let isOwn = use.owner == loss.name
    guard let column = loss.column else {
      guard !isOwn else { return false }
      return use.names.references.contains { $0.key == loss.name } || use.names.bodyWords.contains(loss.object)
    }
    // A column by itself is decided on as an attribute.
    if use.key == loss.key { return false }
    let mentionsTable = isOwn || use.names.references.contains { $0.key == loss.name }
    if mentionsTable, use.names.words.contains(column) { return true }
    return use.names.bodyWords.contains(loss.object) && use.names.bodyWords.contains(column)
  }

  private func conflict(_ use: Use, _ loss: Loss, _ user: MergeSide) -> MergeConflict {
    let isOurs = user == .ours
    let what = loss.isRetyped ? "makes \(loss.key) another type" : "drops or renames \(loss.key)"
    return MergeConflict(
      .dependency, use.key, base: loss.before, ours: isOurs ? use.text : loss.after,
      theirs: isOurs ? loss.after : use.text,
      message: "\(user.other.rawValue.capitalizedFirst) \(what), which \(use.key) of \(user.rawValue) needs.",
      suggestion: "confiture merge --resolve '\(use.key.name)=\(user.rawValue)' keeps both "
        + "\(loss.key.name) and what needs it, =\(user.other.rawValue) leaves both away",
      settles: [loss.key])
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
