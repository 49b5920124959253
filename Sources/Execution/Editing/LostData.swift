internal import Diagnostics
internal import GitStore
internal import History
internal import Postgres
internal import Repository
internal import SQLSyntax
internal import Schema
internal import SchemaDiff
internal import Scratch

/// Finds the data that a migration took away and its down does not bring back.
struct LostData {
  private let resealing: Resealing

  init(_ resealing: Resealing) { self.resealing = resealing }

  /// What does not come back, a line each; nothing when all of it does.
  ///
  /// Rows are put into the tables of the parent, up and down are run, and the rows are looked at again. Where they cannot
  /// be run with rows, what the change of the schema takes away counts.
  func lines(of version: Version, _ migration: Migration, parent: Version?) throws -> [String] {
    var lines = migration.manifest.losses
    if migration.manifest.writesData, !Self.writesRows(migration.down) {
      lines.append("what it wrote into rows stays: its down writes none")
    }
    let found = try byRows(version, migration, parent: parent) ?? bySchema(version, migration, parent: parent)
    for line in found where !lines.contains(line) { lines.append(line) }
    return lines
  }

  private static func writesRows(_ text: String?) -> Bool {
    guard let text, let script = try? MigrationScript(text, grouping: .asWritten) else { return false }
    return DataEffect.mayWriteRows(script)
  }

  /// `nil` when up and down do not run with rows in the tables.
  private func byRows(_ version: Version, _ migration: Migration, parent: Version?) throws -> [String]? {
    guard migration.manifest.reversible, let down = migration.down else { return nil }
    let folder = "\(version.id.short()):migration"
    let database = try resealing.proof.loaded(parent)
    defer {
      database.disconnect()
      try? database.scratch.dropDatabase(database.name)
    }
    do {
      let rows = try database.withConnection { try SampleRows(plantingIn: $0) }
      try database.replay(MigrationTexts(migration, folder: folder))
      try database.run(
        ScriptOrigin(migration: migration.name, file: "\(folder)/down.sql", text: down),
        outsideTransaction: migration.manifest.transaction == .none)
      return try database.withConnection { try rows.losses(in: $0, renamed: [:]) }.map(\.text)
    } catch let failure as MigrationFailure {
      guard failure.kind != .cancelled else { throw failure }
      return nil
    }
  }

  /// What the difference between the two schemas says; nothing where it cannot be planned.
  private func bySchema(_ version: Version, _ migration: Migration, parent: Version?) throws -> [String] {
    let commits = resealing.project.commits
    let before = try parent.map { try commits.snapshotFiles(of: $0.id) } ?? []
    let after = try commits.snapshotFiles(of: version.id)
    let options = PlannerOptions(renames: migration.manifest.renames, refusesAmbiguity: false)
    do {
      let plan = try SchemaPlanner.plan(
        from: NamedSchema(label: "", stored: before, fingerprint: nil).files,
        to: NamedSchema(label: "", stored: after, fingerprint: nil).files, options: options)
      return DownPlan.losses(of: plan.migrations)
    } catch is SchemaDiffError {
      return ["what it took away is not known"]
    }
  }
}
