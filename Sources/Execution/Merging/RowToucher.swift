internal import GitStore
internal import History
internal import SQLSyntax
internal import Schema

/// A migration that touches rows: what it reads and writes, directly and through others.
struct RowToucher {
  let version: Version
  /// The migrations of other lines that it declares to commute with.
  let commutes: [String]
  /// Everything that its statements name, and the routines that they call.
  private(set) var words: Set<String> = []
  private(set) var reads: Set<String> = []
  private(set) var writes: Set<String> = []
  /// Of some statement it cannot be told what it reads and writes.
  private(set) var isUnknown = false
  private(set) var statements: [String] = []

  /// Reads a migration; `nil` for one that touches no rows.
  ///
  /// - Parameters:
  ///   - version: The version that the migration leads to.
  ///   - migration: Its texts.
  ///   - end: The snapshot of its line.
  ///   - reaches: What statements reach, in each of the snapshots that they may run in.
  init?(_ version: Version, _ migration: Migration, end: RelationColumns, reaches: [RowReach]) {
    self.version = version
    commutes = migration.manifest.commutes
    let roads = migration.manifest.kind.hasRoads ? [migration.upFromSecond ?? ""] : []
    for script in [migration.up] + roads { read(script, end, reaches) }
    if statements.isEmpty { return nil }
  }

  /// Whether it declares that it commutes with another one.
  func declares(_ other: RowToucher) -> Bool {
    commutes.contains(other.version.name) || commutes.contains { $0 == other.version.change?.text }
  }

  /// Whether it may touch rows of a table.
  func mayWrite(_ table: String) -> Bool {
    writes.contains(table) || (isUnknown && (words.contains(table.lowercased()) || readsCatalogs))
  }

  /// It makes statements from what the catalogs say, so that no name in it means anything.
  var readsCatalogs: Bool {
    isUnknown && words.contains("execute")
      && !words.isDisjoint(with: ["pg_tables", "pg_class", "information_schema", "pg_attribute"])
  }

  private mutating func read(_ script: String, _ end: RelationColumns, _ reaches: [RowReach]) {
    guard let found = try? MigrationScript(script).statements else {
      take(.unknown(script), script, end, reaches)
      return
    }
    for statement in found {
      if let effect = statement.rowEffect { take(effect, statement.text, end, reaches) }
    }
  }

  private mutating func take(_ given: RowEffect, _ text: String, _ end: RelationColumns, _ reaches: [RowReach]) {
    var effect = given
    // What is gone for good is the schema's; what is there again has lost its rows.
    effect.writes += effect.removals.filter { end.has($0.table.name, column: $0.column) }.map(\.table)
    guard effect.isUnknown || effect.onlyReads || !effect.writes.isEmpty else { return }
    let found = reaches.map { $0.reach(of: effect) }
    // A query that calls nothing which writes changes no rows.
    if effect.onlyReads, found.allSatisfy({ $0?.writes.isEmpty ?? false }) { return }
    statements.append(text)
    isUnknown = isUnknown || found.contains { $0 == nil }
    for (reach, found) in zip(reaches, found) {
      words.formUnion(reach.words(effect.words))
      reads.formUnion(found?.reads ?? [])
      writes.formUnion(found?.writes ?? [])
    }
  }
}

/// The tables and columns of a snapshot, by their bare names.
struct RelationColumns {
  private var columns: [String: Set<String>] = [:]

  init(_ files: [SnapshotFile]) throws {
    for object in try SnapshotReading.objects(of: files) {
      if let table = object as? Table {
        columns[table.name.name.text, default: []].formUnion(table.columns.map(\.name.text))
      }
      if let view = object as? View, view.isMaterialized { columns[view.name.name.text, default: []] = [] }
    }
  }

  /// Whether there is a table of the name, with the column.
  func has(_ table: String, column: String?) -> Bool {
    guard let columns = columns[table] else { return false }
    return column.map(columns.contains) ?? true
  }
}
