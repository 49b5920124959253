internal import Catalog
internal import Diagnostics
internal import GitStore
package import History
internal import Postgres
package import Schema
package import SchemaDiff
package import Scratch

/// Proves a merge on scratch: base, ours, theirs and base, theirs, ours must both run and lead to one schema, which the
/// merged snapshot leads to as well.
package struct MergeProof {
  private let scratch: ScratchServer
  private let commits: SchemaCommits
  private let environment: RunEnvironment
  private let options: SnapshotOptions
  private let graph: HistoryGraph

  package init(
    scratch: ScratchServer, commits: SchemaCommits, environment: RunEnvironment, options: SnapshotOptions,
    graph: HistoryGraph
  ) {
    self.scratch = scratch
    self.commits = commits
    self.environment = environment
    self.options = options
    self.graph = graph
  }

  /// What a proof came to.
  package enum Finding {
    case proven(Snapshot)
    case conflicts([MergeConflict])
    /// Nothing but migrations that make what is there, or take away what is not.
    case repeated([MergeConflict])
  }

  /// How one order ended.
  private enum Ending {
    case reached(Snapshot)
    case failed(MigrationFailure, step: Version)
  }

  /// - Parameters:
  ///   - sides: The two versions.
  ///   - merged: The snapshot that they were merged to.
  /// - Returns: The schema that both orders lead to, or what stands against it.
  /// - Throws: Why scratch cannot be used; what does not run is a finding.
  package func prove(_ sides: MergeSides, merged: [SnapshotFile]) throws -> Finding {
    let theirsLast = try end(of: sides.ours, then: sides.theirs)
    let oursLast = try end(of: sides.theirs, then: sides.ours)
    var conflicts: [MergeConflict] = []
    var failures: [MigrationFailure] = []
    if case .failed(let failure, let step) = theirsLast {
      failures.append(failure)
      conflicts.append(conflict(failure, step, after: sides.ours, side: .theirs))
    }
    if case .failed(let failure, let step) = oursLast {
      failures.append(failure)
      conflicts.append(conflict(failure, step, after: sides.theirs, side: .ours))
    }
    guard case .reached(let one) = theirsLast, case .reached(let other) = oursLast else {
      return failures.allSatisfy(Self.isAboutPresence) ? .repeated(conflicts) : .conflicts(conflicts)
    }
    if one.fingerprint != other.fingerprint || one.uncovered != other.uncovered {
      return .conflicts(differences(ours: other, theirs: one, base: sides.bases))
    }
    let loaded = try scratch.snapshot(loading: merged, options: options)
    guard case .success(let snapshot) = loaded, snapshot.fingerprint == one.fingerprint else {
      return .conflicts(try misses(merged, loaded, reached: one))
    }
    return .proven(one)
  }

  /// Whether something is there already, or is not.
  private static func isAboutPresence(_ failure: MigrationFailure) -> Bool {
    failure.cause?.sqlState.map(presence.contains) ?? false
  }

  /// SQLSTATEs of what is there twice, and of what is not there.
  private static let presence: Set<String> = [
    "42P07", "42701", "42710", "42723", "42P06", "42P01", "42703", "42704", "42883", "3F000",
  ]

  // MARK: Orders

  private func end(of first: Version, then second: Version) throws -> Ending {
    let steps = BringingSteps(from: first, to: second, in: graph).steps
    let proof = CommitProof(scratch: scratch, commits: commits, environment: environment, options: options)
    let ending = try run(steps, in: proof.loaded(first))
    guard case .failed(let failure, _) = ending, let state = failure.cause?.sqlState,
      CommitProof.maySayThatRowsAreMissing(state), graph.lineage(of: first.id).contains(where: \.writesData)
    else { return ending }
    // Rows that earlier migrations wrote may be what is lacking.
    let name = try scratch.createTemporaryDatabase()
    let empty = try ProofDatabase(name, on: scratch, options: options, environment: environment)
    return try run(BringingSteps(from: nil, to: first, in: graph).steps + steps, in: empty)
  }

  /// Runs steps in a database, which is dropped after.
  private func run(_ steps: [BringingSteps.Step], in database: ProofDatabase) throws -> Ending {
    defer {
      database.disconnect()
      try? scratch.dropDatabase(database.name)
    }
    for step in steps {
      guard let migration = try commits.readMigration(step.version.id) else { continue }
      do { try database.replay(MigrationTexts(migration, road: step.road, of: step.version)) } catch let failure
        as MigrationFailure
      {
        guard failure.kind != .cancelled else { throw failure }
        return .failed(failure, step: step.version)
      }
    }
    try database.refreshSnapshot()
    return .reached(database.snapshot)
  }

  // MARK: What stands against it

  private func conflict(
    _ failure: MigrationFailure, _ step: Version, after first: Version, side: MergeSide
  ) -> MergeConflict {
    let message = failure.cause.map { $0.serverMessage ?? $0.message } ?? failure.diagnostic.message
    let location = failure.diagnostic.location.map { ", line \($0.line)" } ?? ""
    let text = "after \(first.name): \(message)"
    var conflict = MergeConflict(
      .order, MergeKey(migration: step.name), ours: side == .ours ? text : nil, theirs: side == .theirs ? text : nil,
      message:
        "\(step.name) does not run after what \(first.name) (\(side.other.rawValue)) has\(location): \(message)",
      suggestion:
        "confiture merge --resolve '\(step.name)=merged' goes by the snapshots, with a script from each side")
    if side == .ours { conflict.ourMigrations = [step.name] } else { conflict.theirMigrations = [step.name] }
    return conflict
  }

  /// Objects that are not the same in both orders.
  private func differences(ours: Snapshot, theirs: Snapshot, base: [Version]) -> [MergeConflict] {
    let before = base.first.flatMap { try? commits.snapshotFiles(of: $0.id) }
    let changes = SnapshotDiff.changes(
      from: theirs.files.map { ($0.path, $0.text) }, to: ours.files.map { ($0.path, $0.text) })
    var conflicts = changes.filter { $0.kind != .columnOrderOnly }.compactMap { change -> MergeConflict? in
      guard let identity = change.identity else { return nil }
      let lines = DifferenceSummary.lines(within: change)
      return MergeConflict(
        .order, MergeKey(identity), base: before?.first { $0.path == change.path }?.text, ours: change.newText,
        theirs: change.oldText,
        message: "Both orders run, and lead to different schemas: with theirs last → with ours last"
          + (lines.isEmpty ? "." : ": " + lines.joined(separator: "; ") + "."),
        suggestion:
          "confiture merge --resolve '\(MergeKey(identity).name)=ours' takes what comes out with ours last, "
          + "=theirs with theirs last, =merged what the snapshots merge to")
    }
    for object in Set(ours.uncovered).symmetricDifference(theirs.uncovered).sorted() {
      conflicts.append(
        MergeConflict(
          .order, MergeKey(migration: object.description),
          message: "\(object), which snapshots do not hold, is there after one of the two orders only.",
          suggestion: "make it in one migration that both lines have"))
    }
    return conflicts
  }

  /// Both orders lead to one schema, and the snapshots merge to another.
  private func misses(
    _ merged: [SnapshotFile], _ loaded: Result<Snapshot, CatalogError>, reached: Snapshot
  ) throws -> [MergeConflict] {
    var files = merged
    var why = ""
    switch loaded {
    case .success(let snapshot): files = snapshot.files
    case .failure(let error): why = ", which does not load: \(error.diagnostic.message)"
    }
    let changes = SnapshotDiff.changes(
      from: files.map { ($0.path, $0.text) }, to: reached.files.map { ($0.path, $0.text) })
    return changes.filter { $0.kind != .columnOrderOnly }.compactMap { change in
      guard let identity = change.identity else { return nil }
      return MergeConflict(
        .order, MergeKey(identity), ours: change.newText, theirs: change.oldText,
        message: "Both orders of the migrations lead to one schema, the snapshots merge to another\(why): "
          + DifferenceSummary.lines(within: change).joined(separator: "; "),
        suggestion: "confiture merge --resolve '\(MergeKey(identity).name)=ours' takes what the migrations lead to, "
          + "=merged what the snapshots merge to")
    }
  }
}

extension MigrationTexts {
  /// The texts of a version's migration, or of the one that leads there from one of its parents.
  init(_ migration: Migration, road: Int?, of version: Version) {
    self.init(migration, folder: "\(version.id.short()):migration")
    guard road == 2 else { return }
    up = ScriptOrigin(
      migration: migration.name, file: "\(version.id.short()):migration/\(Migration.File.upFromSecond.rawValue)",
      text: migration.upFromSecond ?? "")
    down = migration.downToSecond.map {
      ScriptOrigin(
        migration: migration.name, file: "\(version.id.short()):migration/\(Migration.File.downToSecond.rawValue)",
        text: $0)
    }
  }
}
