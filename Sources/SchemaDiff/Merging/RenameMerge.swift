import Schema

/// Brings three snapshots to the names that both sides' renames lead to, so that the same thing has one name in all.
struct RenameMerge {
  private(set) var files: Three<[SnapshotFile]>
  private(set) var conflicts: [MergeConflict] = []

  init(_ input: MergeInput) throws(SchemaDiffError) {
    var base = RenameRewriting(input.base)
    var ours = RenameRewriting(input.ours)
    var theirs = RenameRewriting(input.theirs)
    var conflicts: [MergeConflict] = []
    for rename in Self.ordered(input.ourRenames) {
      if let other = Self.rival(of: rename, among: input.theirRenames) {
        let settled = Self.conflict(rename, other, input.choices)
        if let conflict = settled.conflict { conflicts.append(conflict) }
        // Both get the name that was chosen; ours until somebody decides.
        let chosen = settled.side == .ours ? rename : other
        Self.apply(chosen, to: &base)
        if settled.side == .ours {
          if let inverse = Self.path(from: other, to: rename) { Self.apply(inverse, to: &theirs) }
        } else if let inverse = Self.path(from: rename, to: other) {
          Self.apply(inverse, to: &ours)
        }
        continue
      }
      Self.apply(rename, to: &base)
      if !input.theirRenames.contains(rename), !Self.apply(rename, to: &theirs) {
        conflicts += Self.lost(rename, by: .theirs, in: input)
      }
    }
    for rename in Self.ordered(input.theirRenames)
    where !input.ourRenames.contains(rename) && Self.rival(of: rename, among: input.ourRenames) == nil {
      let here = Self.translated(rename, by: input.ourRenames)
      Self.apply(here, to: &base)
      if !Self.apply(here, to: &ours) { conflicts += Self.lost(rename, by: .ours, in: input) }
    }
    files = Three(Array(base.files.values), Array(ours.files.values), Array(theirs.files.values))
    self.conflicts = conflicts
  }

  private static func ordered(_ renames: [Rename]) -> [Rename] {
    func rank(_ rename: Rename) -> Int {
      switch rename {
      case .object: 0
      case .column: 1
      case .index, .constraint: 2
      }
    }
    return renames.enumerated().sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }
      .map(\.element)
  }

  @discardableResult private static func apply(_ rename: Rename, to files: inout RenameRewriting) -> Bool {
    var copy = files
    do throws(SchemaDiffError) { try copy.apply(rename) } catch { return false }
    files = copy
    return true
  }

  // MARK: Two names for one thing

  private static func rival(of rename: Rename, among others: [Rename]) -> Rename? {
    others.first { other in
      switch (rename, other) {
      case (.object(let from, let to), .object(let otherFrom, let otherTo)): from == otherFrom && to != otherTo
      case (.column(let table, let from, let to), .column(let otherTable, let otherFrom, let otherTo)):
        table == otherTable && from == otherFrom && to != otherTo
      case (.index(let schema, let from, let to), .index(let otherSchema, let otherFrom, let otherTo)):
        schema == otherSchema && from == otherFrom && to != otherTo
      case (.constraint(let table, let from, let to), .constraint(let otherTable, let otherFrom, let otherTo)):
        table == otherTable && from == otherFrom && to != otherTo
      default: false
      }
    }
  }

  private static func conflict(
    _ ours: Rename, _ theirs: Rename, _ choices: [MergeKey: MergeSide]
  ) -> (side: MergeSide, conflict: MergeConflict?) {
    let key = ours.key
    if let side = choices[key] { return (side, nil) }
    return (
      .ours,
      MergeConflict(
        .renameRename, key, base: name(ours).from, ours: name(ours).to, theirs: name(theirs).to,
        message: MergeConflict.Kind.renameRename.meaning,
        suggestion: "confiture merge --resolve '\(key.name)=ours' keeps our name, and =theirs the other one")
    )
  }

  private static func path(from: Rename, to: Rename) -> Rename? {
    switch (from, to) {
    case (.object(_, let one), .object(_, let other)): .object(from: one, to: other)
    case (.column(let table, _, let one), .column(_, _, let other)): .column(table: table, from: one, to: other)
    case (.index(let schema, _, let one), .index(_, _, let other)): .index(schema: schema, from: one, to: other)
    case (.constraint(let table, _, let one), .constraint(_, _, let other)):
      .constraint(table: table, from: one, to: other)
    default: nil
    }
  }

  private static func name(_ rename: Rename) -> (from: String, to: String) {
    switch rename {
    case .object(let from, let to): (from.qualifiedName, to.qualifiedName)
    case .column(_, let from, let to), .index(_, let from, let to), .constraint(_, let from, let to):
      (from.text, to.text)
    }
  }

  /// A rename in terms of the names that tables have after the other side's renames.
  private static func translated(_ rename: Rename, by others: [Rename]) -> Rename {
    func now(_ table: QualifiedName) -> QualifiedName {
      for case .object(let from, let to) in others where from.objectName == table {
        if let name = to.objectName { return name }
      }
      return table
    }
    switch rename {
    case .object, .index: return rename
    case .column(let table, let from, let to): return .column(table: now(table), from: from, to: to)
    case .constraint(let table, let from, let to): return .constraint(table: now(table), from: from, to: to)
    }
  }

  // MARK: Renamed here, gone there

  /// One side renames what the other one no longer has.
  private static func lost(_ rename: Rename, by side: MergeSide, in input: MergeInput) -> [MergeConflict] {
    let key = rename.key
    // What became of a table as a whole is said of the table; a name that both got is no loss.
    let files = side == .ours ? input.ours : input.theirs
    if case .object(_, let to) = rename, files.contains(where: { $0.identity == to }) { return [] }
    if input.choices[key] != nil { return [] }
    let (from, to) = name(rename)
    let kept = "renamed to \(to)"
    return [
      MergeConflict(
        .renameModify, key, base: from, ours: side == .ours ? nil : kept, theirs: side == .ours ? kept : nil,
        message: "One side renames it to '\(to)', the other one drops it or renames it too.",
        suggestion: "confiture merge --resolve '\(key.name)=ours', or theirs", settles: [rename.newKey])
    ]
  }

  /// What to say of an object that one side changed and the other one dropped: perhaps it was renamed unsaid.
  func deletion(of object: ObjectIdentity, isOurs: Bool, base: SnapshotFile) -> (MergeConflict.Kind, String) {
    let (dropping, changing) = isOurs ? ("ours", "theirs") : ("theirs", "ours")
    let known = Set(files.base.map(\.identity))
    let added = (isOurs ? files.ours : files.theirs).filter { file in
      !known.contains(file.identity) && file.identity.kind == object.kind
    }
    guard let before = object.objectName,
      let twin = added.first(where: { file in
        guard let after = file.identity.objectName else { return false }
        let names = NameReplacement(bare: [before.name: after.name], qualified: [before: after])
        return names.replaced(in: base.text, addsAliases: false).utf8.count == file.text.utf8.count
      })
    else { return (.modifyDelete, "\(dropping) drops it, \(changing) changes it.") }
    return (
      .renameModify,
      "\(dropping) drops it and adds \(twin.identity), which is like it, \(changing) changes it: if that is a rename, "
        + "declare it below 'renames:' in migration.yaml."
    )
  }
}

extension Rename {
  /// What is renamed, under the name it had.
  package var key: MergeKey { key({ from, _ in from }, { from, _ in from }) }

  /// The same under its new name.
  var newKey: MergeKey { key({ _, to in to }, { _, to in to }) }

  private func key(
    _ name: (Identifier, Identifier) -> Identifier, _ object: (ObjectIdentity, ObjectIdentity) -> ObjectIdentity
  ) -> MergeKey {
    func table(_ name: QualifiedName) -> ObjectIdentity {
      ObjectIdentity(kind: .table, schema: name.schema, name: name.name)
    }
    switch self {
    case .object(let from, let to): return MergeKey(object(from, to))
    case .column(let relation, let from, let to): return MergeKey(table(relation), name(from, to).text)
    case .index(let schema, let from, let to):
      let name = name(from, to)
      return MergeKey(ObjectIdentity(kind: .table, schema: schema, name: name), "index \(name.text)")
    case .constraint(let relation, let from, let to):
      return MergeKey(table(relation), "constraint \(name(from, to).text)")
    }
  }
}
