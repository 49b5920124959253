internal import GitStore
internal import History
internal import SQLSyntax
internal import Schema
internal import SchemaDiff

/// Finds migrations of the two sides whose rows depend on which of them runs first.
struct DataConflicts {
  private let commits: SchemaCommits
  private let sides: MergeSides

  init(_ commits: SchemaCommits, _ sides: MergeSides) {
    self.commits = commits
    self.sides = sides
  }

  /// A migration that touches rows.
  private struct Toucher {
    let version: Version
    let commutes: [String]
    /// What its statements read and write together; `nil` if that cannot be told.
    let reach: (reads: Set<String>, writes: Set<String>)?
    let statements: [String]

    func declares(_ other: Toucher) -> Bool {
      commutes.contains(other.version.name) || commutes.contains { $0 == other.version.change?.text }
    }
  }

  /// Conflicts in order; `base`, `ours` and `theirs` are the snapshots.
  func conflicts(base: [SnapshotFile], ours: [SnapshotFile], theirs: [SnapshotFile]) throws -> [MergeConflict] {
    let ourTexts = try texts(of: sides.ourOnly)
    let theirTexts = try texts(of: sides.theirOnly)
    guard !ourTexts.isEmpty || !theirTexts.isEmpty else { return [] }
    let reach = try [RowReach(base), RowReach(ours), RowReach(theirs)]
    let (our, their) = (ourTexts.map { touch($0, reach) }, theirTexts.map { touch($0, reach) })
    var conflicts: [MergeConflict] = []
    for first in our {
      for second in their where !first.declares(second) && !second.declares(first) {
        if let why = overlap(first, second) { conflicts.append(conflict(first, second, why)) }
      }
    }
    conflicts += try changedTables(our, from: base, to: theirs, user: .ours)
    conflicts += try changedTables(their, from: base, to: ours, user: .theirs)
    return conflicts
  }

  // MARK: Migrations

  private struct Text {
    let version: Version
    let commutes: [String]
    let effects: [(text: String, effect: RowEffect)]
  }

  private func texts(of versions: [Version]) throws -> [Text] {
    try versions.compactMap { version in
      guard let migration = try commits.readMigration(version.id) else { return nil }
      let scripts = [migration.up, migration.kindOfRoads ? migration.upFromSecond ?? "" : ""]
      let effects = scripts.flatMap { script -> [(text: String, effect: RowEffect)] in
        guard let statements = try? MigrationScript(script).statements else {
          return [(script, RowEffect(isUnknown: true))]
        }
        return statements.compactMap { statement in
          if case .copy = statement.command {
            return (statement.text, statement.rowEffect ?? RowEffect(isUnknown: true))
          }
          return statement.rowEffect.map { (statement.text, $0) }
        }
      }
      guard !effects.isEmpty else { return nil }
      return Text(version: version, commutes: migration.manifest.commutes, effects: effects)
    }
  }

  private func touch(_ text: Text, _ reaches: [RowReach]) -> Toucher {
    var reads: Set<String> = []
    var writes: Set<String> = []
    var isUnknown = false
    for (_, effect) in text.effects {
      for reach in reaches {
        guard let found = reach.reach(of: effect) else {
          isUnknown = true
          continue
        }
        reads.formUnion(found.reads)
        writes.formUnion(found.writes)
      }
    }
    return Toucher(
      version: text.version, commutes: text.commutes, reach: isUnknown ? nil : (reads, writes),
      statements: text.effects.map(\.text))
  }

  private func overlap(_ first: Toucher, _ second: Toucher) -> String? {
    guard let one = first.reach, let other = second.reach else {
      let unknown = first.reach == nil ? first : second
      return "what \(unknown.version.name) writes cannot be told from its text"
    }
    let both = one.writes.intersection(other.writes)
    if let table = both.min() { return "both write '\(table)'" }
    if let table = one.writes.intersection(other.reads).min() {
      return "\(second.version.name) reads '\(table)', which \(first.version.name) writes"
    }
    if let table = other.writes.intersection(one.reads).min() {
      return "\(first.version.name) reads '\(table)', which \(second.version.name) writes"
    }
    return nil
  }

  private func conflict(_ first: Toucher, _ second: Toucher, _ why: String) -> MergeConflict {
    let name = first.version.name
    var conflict = MergeConflict(
      .data, MergeKey(migration: name, "rows of \(second.version.name)"),
      ours: first.statements.map { $0 + ";" }.joined(separator: "\n"),
      theirs: second.statements.map { $0 + ";" }.joined(separator: "\n"),
      message: "\(name) and \(second.version.name) both touch rows: \(why), so the rows depend on the order.",
      suggestion: "where the order makes no difference, say so: commutes: [\(second.version.name)] in the "
        + "migration.yaml of \(name) before it is sealed, or confiture merge --resolve "
        + "'\(name).rows of \(second.version.name)=commutes'; else =carried, and write it in the scripts of the merge"
    )
    conflict.ourMigrations = [name]
    conflict.theirMigrations = [second.version.name]
    return conflict
  }

  // MARK: Tables that get other defaults or triggers

  /// Rows that one side writes come out differently with the columns, triggers and rules that the other side gives the
  /// table.
  private func changedTables(
    _ touchers: [Toucher], from base: [SnapshotFile], to other: [SnapshotFile], user: MergeSide
  ) throws -> [MergeConflict] {
    guard !touchers.isEmpty else { return [] }
    let before = Dictionary(base.map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
    var conflicts: [MergeConflict] = []
    for file in other where file.identity.kind == .table {
      guard let old = before[file.identity], !old.text.utf8.elementsEqual(file.text.utf8),
        let was = try SnapshotReading.object(of: old) as? Table,
        let now = try SnapshotReading.object(of: file) as? Table,
        let what = Self.change(was, now)
      else { continue }
      for toucher in touchers where toucher.reach?.writes.contains(now.name.name.text) ?? false {
        conflicts.append(conflict(toucher, now, what, old.text, file.text, user))
      }
    }
    return conflicts
  }

  /// What changes of the values that written rows get.
  private static func change(_ was: Table, _ now: Table) -> String? {
    for column in was.columns {
      guard let same = now.columns.first(where: { $0.name == column.name }) else { continue }
      if same.expression != column.expression || same.generation != column.generation {
        return "the default of '\(column.name)'"
      }
      if same.type != column.type { return "the type of '\(column.name)'" }
    }
    if was.triggers != now.triggers { return "the triggers" }
    return was.rules != now.rules ? "the rules" : nil
  }

  private func conflict(
    _ toucher: Toucher, _ table: Table, _ what: String, _ before: String, _ after: String, _ user: MergeSide
  ) -> MergeConflict {
    let statements = toucher.statements.map { $0 + ";" }.joined(separator: "\n")
    let name = toucher.version.name
    let key = MergeKey(migration: name, "rows of \(table.name)")
    var conflict = MergeConflict(
      .data, key, base: before, ours: user == .ours ? statements : after, theirs: user == .ours ? after : statements,
      message: "\(name) writes rows of \(table.name), and the other side changes \(what): "
        + "the rows depend on the order.",
      suggestion: "confiture merge --resolve '\(key.name)=commutes' if the order makes no difference, "
        + "else =carried, and write it in the scripts of the merge")
    if user == .ours { conflict.ourMigrations = [name] } else { conflict.theirMigrations = [name] }
    return conflict
  }
}

extension Migration {
  fileprivate var kindOfRoads: Bool { manifest.kind.hasRoads }
}
