package import Diagnostics
internal import GitStore
package import History
internal import Postgres
package import Schema
package import SchemaDiff
package import Scratch

/// The scripts that lead to a merged schema from each side, in place of what the side lacks.
package struct MergeRoads {
  package var up: String
  package var down: String?
  package var upFromSecond: String
  package var downToSecond: String?
  /// What they take away, a line each.
  package var losses: [String]
  package var downLosses: [String]

  /// Plans the ways from two snapshots to the one that they were merged to.
  ///
  /// - Throws: ``SchemaDiffError`` when there is no plan.
  package init(
    from ours: (name: String, files: [SnapshotFile], renames: [Rename]),
    and theirs: (name: String, files: [SnapshotFile], renames: [Rename]), to merged: [SnapshotFile], title: String
  ) throws {
    // What the other side renames is still to be renamed here.
    let first = try Way(from: ours.files, to: merged, renames: theirs.renames, title: "\(title): from \(ours.name)")
    let second = try Way(
      from: theirs.files, to: merged, renames: ours.renames, title: "\(title): from \(theirs.name)")
    (up, down) = (first.up, first.down)
    (upFromSecond, downToSecond) = (second.up, second.down)
    losses = first.losses + second.losses.filter { !first.losses.contains($0) }
    downLosses = first.downLosses + second.downLosses.filter { !first.downLosses.contains($0) }
  }

  /// One way and back.
  private struct Way {
    let up: String
    let down: String?
    let losses: [String]
    let downLosses: [String]

    init(from start: [SnapshotFile], to end: [SnapshotFile], renames: [Rename], title: String) throws {
      let (before, after) = (Set(start.map(\.identity)), Set(end.map(\.identity)))
      let fitting = renames.filter { rename in
        guard case .object(let from, let to) = rename else { return true }
        return before.contains(from) && after.contains(to) && !before.contains(to)
      }
      let forward = try Self.plan(start, end, fitting)
      up = Self.script(forward, title)
      losses = DownPlan.losses(of: forward.migrations)
      let back = try? Self.plan(end, start, DownPlan.inverse(of: fitting))
      down = back.map { Self.script($0, "Takes back: \(title)") }
      downLosses = back.map { DownPlan.losses(of: $0.migrations) } ?? []
    }

    /// Renames that fit neither end are left away: the other side may have dropped what they are about.
    private static func plan(
      _ start: [SnapshotFile], _ end: [SnapshotFile], _ renames: [Rename]
    ) throws -> SchemaPlan {
      var options = PlannerOptions(renames: renames, refusesAmbiguity: false)
      do throws(SchemaDiffError) { return try SchemaPlanner.plan(from: start, to: end, options: options) } catch {
        guard error.code == .unknownRename else { throw error }
        options.renames = []
        return try SchemaPlanner.plan(from: start, to: end, options: options)
      }
    }

    private static func script(_ plan: SchemaPlan, _ title: String) -> String {
      guard !plan.isEmpty else { return "-- \(title)\n--\n-- The schema is as it shall be.\n" }
      return CommentedScript(plan.migrations.map(\.changes), title: title).text
    }
  }
}

/// Proves the scripts of a merge on scratch: both lead to one schema, and back.
package struct RoadProof {
  private let scratch: ScratchServer
  private let proof: CommitProof

  package init(scratch: ScratchServer, commits: SchemaCommits, environment: RunEnvironment, options: SnapshotOptions)
  {
    self.scratch = scratch
    proof = CommitProof(scratch: scratch, commits: commits, environment: environment, options: options)
  }

  /// What was found out.
  package struct Finding {
    package var snapshot: Snapshot
    /// What the downs do not restore, a line each.
    package var differences: [String]
    package var needsOwnTransactions: Bool
    package var writesData: Bool
    package var warnings: [Diagnostic]
  }

  /// - Throws: ``MergeError`` when they do not lead to one schema, and why a script does not run.
  package func prove(_ migration: Migration, ours: Version, theirs: Version) throws -> Finding {
    let folder = "db/migrations/\(migration.name)"
    let first = try prove(MigrationTexts(migration, folder: folder), on: ours)
    let second = try prove(
      MigrationTexts(
        name: migration.name,
        up: ScriptOrigin(
          migration: migration.name, file: "\(folder)/\(Migration.File.upFromSecond.rawValue)",
          text: migration.upFromSecond ?? ""),
        down: migration.downToSecond.map {
          ScriptOrigin(
            migration: migration.name, file: "\(folder)/\(Migration.File.downToSecond.rawValue)", text: $0)
        },
        verify: migration.verify.map {
          ScriptOrigin(migration: migration.name, file: "\(folder)/\(Migration.File.verify.rawValue)", text: $0)
        }, runsOutsideTransaction: migration.manifest.transaction == .none), on: theirs)
    guard first.snapshot.fingerprint == second.snapshot.fingerprint else {
      throw MergeError(
        .roadsDiffer,
        "the scripts of '\(migration.name)' lead to two schemas, up.sql to one and up.from-2.sql to another",
        details: Checkout.listed(
          DifferenceSummary.lines(
            from: first.snapshot.files.map { ($0.path, $0.text) },
            to: second.snapshot.files.map { ($0.path, $0.text) })),
        hints: ["correct the files in \(folder), then confiture merge --continue"])
    }
    func labelled(_ lines: [String], _ file: Migration.File) -> [String] { lines.map { "\(file.rawValue): \($0)" } }
    return Finding(
      snapshot: first.snapshot,
      differences: labelled(first.differences, .down) + labelled(second.differences, .downToSecond),
      needsOwnTransactions: first.needsOwnTransactions || second.needsOwnTransactions,
      writesData: first.writesData || second.writesData, warnings: first.warnings + second.warnings)
  }

  private func prove(_ texts: MigrationTexts, on version: Version) throws -> Proof {
    let database = try proof.loaded(version)
    defer {
      database.disconnect()
      try? scratch.dropDatabase(database.name)
    }
    return try database.prove(texts)
  }
}
