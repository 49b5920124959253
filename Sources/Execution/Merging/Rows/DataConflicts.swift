internal import GitStore
internal import History
internal import SQLSyntax
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
    func scripts(_ versions: [Version]) throws -> SideScripts {
      try SideScripts(versions, commits) { statement in
        statement.tag == "DO" && AccessBlock.matches(statement.text, [input.base, input.ours, input.theirs].joined())
      }
    }
    let (our, their) = (try scripts(sides.ourOnly), try scripts(sides.theirOnly))
    guard !our.scripts.isEmpty || !their.scripts.isEmpty else { return [] }
    let reaches = try [RowReach(input.base), RowReach(input.ours), RowReach(input.theirs)]
    let start = try RelationColumns(input.base)
    func touchers(_ side: SideScripts, _ end: [SnapshotFile]) throws -> [RowToucher] {
      let surroundings = RowToucher.Surroundings(
        side: side, start: start, end: try RelationColumns(end), reaches: reaches.map { $0.adding(side.definitions) })
      return side.scripts.compactMap { RowToucher($0, surroundings) }
    }
    let (ours, theirs) = (try touchers(our, input.ours), try touchers(their, input.theirs))
    var conflicts: [MergeConflict] = []
    for first in ours {
      for second in theirs where !first.declares(second) && !second.declares(first) {
        if let why = RowOverlap(first, second, reaches).reason { conflicts.append(conflict(first, second, why)) }
      }
    }
    if !ours.isEmpty { conflicts += try surroundings(of: ours, from: .ours, changedTo: input.theirs) }
    if !theirs.isEmpty { conflicts += try surroundings(of: theirs, from: .theirs, changedTo: input.ours) }
    return conflicts
  }

  // MARK: Two migrations

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
    let domainUsers = try Self.domainUsers(input.base)
    var conflicts: [MergeConflict] = []
    for identity in Set(before.keys).union(after.keys).sorted() {
      let (old, new) = (before[identity], after[identity])
      if let old, let new, old.text.utf8.elementsEqual(new.text.utf8) { continue }
      let change = try SurroundingChange(identity, from: old, to: new, domainUsers: domainUsers)
      for toucher in touchers {
        guard let what = change.effect(on: toucher) else { continue }
        conflicts.append(conflict(toucher, identity, what, old?.text, new?.text, side))
      }
    }
    return conflicts
  }

  /// Values of a domain get its default, which no statement names.
  private static func domainUsers(_ files: [SnapshotFile]) throws -> [String: Set<String>] {
    let domains = files.filter { $0.identity.kind == .domain }.map(\.identity.name.text)
    var users: [String: Set<String>] = [:]
    guard !domains.isEmpty else { return users }
    for case let table as Table in try SnapshotReading.objects(of: files) {
      for column in table.columns {
        for domain in domains where column.type.contains(domain) {
          users[domain, default: []].insert(table.name.name.text)
        }
      }
    }
    return users
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
