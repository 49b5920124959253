internal import GitStore
internal import History
internal import Schema
internal import SchemaDiff

/// Finds migrations of the two sides whose rows depend on which of them runs first.
struct DataConflicts {
  private let commits: SchemaCommits
  private let sides: MergeSides
  private let input: MergeInput

  init(_ commits: SchemaCommits, _ sides: MergeSides, _ input: MergeInput) {
    self.commits = commits
    self.sides = sides
    self.input = input
  }

  func conflicts() throws -> [MergeConflict] {
    let our = try migrations(of: sides.ourOnly)
    let their = try migrations(of: sides.theirOnly)
    guard !our.isEmpty || !their.isEmpty else { return [] }
    let reaches = try [RowReach(input.base), RowReach(input.ours), RowReach(input.theirs)]
    let ours = try touchers(our, end: RelationColumns(input.ours), reaches)
    let theirs = try touchers(their, end: RelationColumns(input.theirs), reaches)
    var conflicts: [MergeConflict] = []
    for first in ours {
      for second in theirs where !first.declares(second) && !second.declares(first) {
        if let why = overlap(first, second) { conflicts.append(conflict(first, second, why)) }
      }
    }
    if !ours.isEmpty { conflicts += try surroundings(of: ours, from: .ours, changedTo: input.theirs) }
    if !theirs.isEmpty { conflicts += try surroundings(of: theirs, from: .theirs, changedTo: input.ours) }
    return conflicts
  }

  private func migrations(of versions: [Version]) throws -> [(version: Version, migration: Migration)] {
    try versions.compactMap { version in try commits.readMigration(version.id).map { (version, $0) } }
  }

  private func touchers(
    _ migrations: [(version: Version, migration: Migration)], end: RelationColumns, _ reaches: [RowReach]
  ) -> [RowToucher] {
    migrations.compactMap { RowToucher($0.version, $0.migration, end: end, reaches: reaches) }
  }

  // MARK: Two migrations

  private func overlap(_ first: RowToucher, _ second: RowToucher) -> String? {
    if first.isUnknown || second.isUnknown {
      return "what \((first.isUnknown ? first : second).version.name) writes cannot be told from its text"
    }
    if let table = first.writes.intersection(second.writes).min() { return "both write '\(table)'" }
    if let table = first.writes.intersection(second.reads).min() {
      return "\(second.version.name) reads '\(table)', which \(first.version.name) writes"
    }
    if let table = second.writes.intersection(first.reads).min() {
      return "\(first.version.name) reads '\(table)', which \(second.version.name) writes"
    }
    return nil
  }

  private func conflict(_ first: RowToucher, _ second: RowToucher, _ why: String) -> MergeConflict {
    let (name, other) = (first.version.name, second.version.name)
    let key = MergeKey(migration: name, "rows of \(other)")
    var conflict = MergeConflict(
      .data, key, ours: Self.text(first), theirs: Self.text(second),
      message: "\(name) and \(other) both touch rows: \(why), so the rows depend on the order.",
      suggestion: Self.suggestion(key))
    conflict.ourMigrations = [name]
    conflict.theirMigrations = [other]
    return conflict
  }

  private static func suggestion(_ key: MergeKey) -> String {
    "confiture merge --resolve '\(key.name)=commutes' if the order makes no difference; else =carried, and write it in the "
      + "scripts of the merge"
  }

  private static func text(_ toucher: RowToucher) -> String {
    toucher.statements.map { $0 + ";" }.joined(separator: "\n")
  }

  // MARK: A migration, and what the other side changes around it

  /// Rows come out differently with the columns, triggers, routines … that the other side changes, even where the text
  /// runs in both orders.
  private func surroundings(
    of touchers: [RowToucher], from side: MergeSide, changedTo other: [SnapshotFile]
  ) throws -> [MergeConflict] {
    let before = Dictionary(input.base.map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
    let after = Dictionary(other.map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
    var conflicts: [MergeConflict] = []
    for identity in Set(before.keys).union(after.keys).sorted() {
      let (old, new) = (before[identity], after[identity])
      if let old, let new, old.text.utf8.elementsEqual(new.text.utf8) { continue }
      let change = try SurroundingChange(identity, from: old, to: new)
      for toucher in touchers {
        guard let what = change.effect(on: toucher) else { continue }
        conflicts.append(conflict(toucher, identity, what, old?.text, new?.text, side))
      }
    }
    return conflicts
  }

  private func conflict(
    _ toucher: RowToucher, _ object: ObjectIdentity, _ what: String, _ before: String?, _ after: String?,
    _ side: MergeSide
  ) -> MergeConflict {
    let name = toucher.version.name
    let key = MergeKey(migration: name, "rows of \(object.qualifiedName)")
    let statements = Self.text(toucher)
    var conflict = MergeConflict(
      .data, key, base: before, ours: side == .ours ? statements : after, theirs: side == .ours ? after : statements,
      message: "\(name) touches rows, and the other side changes \(what) of \(object): the rows depend on the order.",
      suggestion: Self.suggestion(key))
    if side == .ours { conflict.ourMigrations = [name] } else { conflict.theirMigrations = [name] }
    return conflict
  }
}
