internal import Diagnostics
package import GitStore
package import History
internal import Repository
internal import SQLSyntax
internal import Schema
package import SchemaDiff
internal import Scratch

/// Takes a migration back by a new one: its up is the proven inverse, on top of whatever came since.
package struct Reversal {
  /// What is allowed and known.
  package struct Request: Sendable {
    /// Migrations, by name or change id, of which the data may stay lost.
    package var allowedLosses: Set<String> = []
    package var settings = PlannerOptions()
    package var author: Author
    package var date: CommitDate

    package init(author: Author, date: CommitDate) {
      self.author = author
      self.date = date
    }
  }

  /// The migration that takes another back.
  package struct Reverted: Sendable {
    package var version: Version
    /// Several where a transaction has to end in between.
    package var sealed: [Resealing.Sealed]
    /// The script was planned from the schemas, as the down of the migration does not run here.
    package var isGenerated: Bool
  }

  private let resealing: Resealing
  private let project: Project

  package init(_ resealing: Resealing) {
    self.resealing = resealing
    project = resealing.project
  }

  /// Proves and stores what takes a version's change back; no reference moves.
  ///
  /// - Parameters:
  ///   - version: Whose change is taken back.
  ///   - head: The version to stand on.
  ///   - request: What is allowed.
  ///   - change: Gives fresh change ids.
  /// - Returns: The new versions, the last of which has the schema of the head without that change.
  /// - Throws: ``EditingError``: others need the change, its data cannot come back, or no way back is known.
  package func revert(
    _ version: Version, on head: ObjectID, _ request: Request, newChange change: () -> ChangeID
  ) throws -> Reverted {
    let graph = try project.graph(extraRoots: [head, version.id])
    guard let tip = graph.version(head) else { throw Self.missing(version) }
    let (own, migration) = try present(version, in: tip, graph)
    let lines = RevertedChanges(project.commits)
    if let taker = try lines.taker(of: own, in: graph.lineage(of: tip.id)) { throw Self.takenBack(own, by: taker) }
    let parent = own.parents.first.flatMap(graph.version)
    let losses = try LostData(resealing).lines(of: own, migration, parent: parent)
    let isAllowed = [own.name, migration.manifest.change.text].contains(where: request.allowedLosses.contains)
    guard losses.isEmpty || isAllowed else { throw Self.lossy(own, losses) }
    let goal = try WithoutChange(resealing, graph).schema(of: tip, without: own)
    var draft = Draft(taking: own, migration, request, name: try name(for: migration, request), change: change())
    if let sealed = try byDown(&draft, goal: goal, on: tip) {
      return Reverted(version: own, sealed: [sealed], isGenerated: false)
    }
    guard let goal else { throw Self.noWayBack(own) }
    let sealed = try byPlan(draft, goal: goal, on: tip, request, change)
    return Reverted(version: own, sealed: sealed, isGenerated: true)
  }

  /// The commit by which a version has the change of another, and its migration.
  private func present(_ version: Version, in tip: Version, _ graph: HistoryGraph) throws -> (Version, Migration) {
    let lineage = graph.lineage(of: tip.id)
    guard let change = version.change, version.kind == .step else {
      throw EditingError(
        .merge, "'\(version.name)' (\(version.id.short())) has no change of its own to take back",
        hints: ["take back the versions that it joined: confiture log --graph \(version.id.short())"])
    }
    guard let own = lineage.first(where: { $0.change == change }),
      let migration = try project.commits.readMigration(own.id)
    else { throw Self.missing(version) }
    return (own, migration)
  }

  private func name(for migration: Migration, _ request: Request) throws -> String {
    try project.workspace.freeName(titled: "Revert \(migration.manifest.title)", date: request.date)
  }

  // MARK: By the migration's own down

  /// Runs the down on the head; `nil` when that does not lead where it should.
  private func byDown(_ draft: inout Draft, goal: Snapshot?, on tip: Version) throws -> Resealing.Sealed? {
    guard let down = draft.original.down, try !StatementSplitter.statements(of: down).isEmpty else { return nil }
    let migration = draft.migration(up: down, down: draft.original.up)
    let found: Proof
    do { found = try resealing.prove(migration, on: tip.id, folder: migration.name) } catch let failure
      as MigrationFailure
    {
      guard failure.kind != .cancelled else { throw failure }
      return nil
    }
    if let goal { guard found.snapshot.fingerprint == goal.fingerprint else { return nil } }
    // What brings the change back must lead to the head again, where nothing else says that this is the goal.
    guard goal != nil || found.isReversible else { return nil }
    var sealed = migration
    sealed.manifest.losses = try losses(from: tip, to: found.snapshot, undoing: draft.original)
    return try resealing.write(sealed, as: found, on: tip.id)
  }

  private func losses(from tip: Version, to result: Snapshot, undoing original: Migration) throws -> [String] {
    let before = try NamedSchema(label: "", stored: project.commits.snapshotFiles(of: tip.id), fingerprint: nil)
    let options = PlannerOptions(renames: DownPlan.inverse(of: original.manifest.renames), refusesAmbiguity: false)
    guard let plan = try? SchemaPlanner.plan(from: before.files, to: result.files, options: options) else {
      return []
    }
    return DownPlan.losses(of: plan.migrations)
  }

  // MARK: By a plan

  private func byPlan(
    _ draft: Draft, goal: Snapshot, on tip: Version, _ request: Request, _ change: () -> ChangeID
  ) throws -> [Resealing.Sealed] {
    guard goal.fingerprint != tip.fingerprint else { throw Self.nothingToDo(draft.version) }
    let base = try resealing.proof.loaded(tip)
    defer {
      base.disconnect()
      try? base.scratch.dropDatabase(base.name)
    }
    let generator = MigrationGenerator(
      scratch: resealing.scratch, options: project.configuration.snapshot, environment: resealing.environment)
    var settings = request.settings
    settings.refusesAmbiguity = false
    settings.renames = DownPlan.inverse(of: draft.original.manifest.renames)
    let generation = try generator.generate(
      from: base, to: NamedSchema(label: "the schema without '\(draft.version.name)'", snapshot: goal),
      settings: settings, title: draft.title)
    var parent = tip.id
    return try generation.migrations.enumerated().map { index, generated in
      var migration = draft.migration(up: generated.up, down: generated.down, isTitled: true)
      if index > 0 {
        migration.name += "-\(index + 1)"
        migration.manifest.change = change()
        migration.manifest.title = generated.title
        migration.manifest.date.seconds += Int64(index)
      }
      (migration.manifest.losses, migration.manifest.downLosses) = (generated.losses, generated.downLosses)
      migration.manifest.renames = generated.renames
      migration.manifest.reversible = generated.isReversible
      let sealed = try resealing.seal(migration, on: parent, folder: migration.name)
      parent = sealed.commit
      return sealed
    }
  }

  // MARK: Refusals

  private static func missing(_ version: Version) -> EditingError {
    EditingError(
      .notTaken,
      "the branch does not have '\(version.name)' (\(version.id.short())), so there is nothing to take back",
      hints: ["confiture log lists what it has"])
  }

  private static func takenBack(_ version: Version, by taker: Version) -> EditingError {
    EditingError(
      .nothingToEdit, "'\(version.name)' was taken back already, by '\(taker.name)' (\(taker.id.short()))",
      hints: ["to have it again: confiture revert \(taker.name)"])
  }

  private static func lossy(_ version: Version, _ losses: [String]) -> EditingError {
    EditingError(
      .lossy, "'\(version.name)' took data away that taking it back does not restore", details: losses,
      hints: ["accept that by name: --allow-loss \(version.name)"])
  }

  private static func nothingToDo(_ version: Version) -> EditingError {
    EditingError(
      .nothingToEdit, "taking back '\(version.name)' changes nothing: the schema is the same without it",
      hints: ["was it taken back already? confiture log"])
  }

  private static func noWayBack(_ version: Version) -> EditingError {
    EditingError(
      .noWayBack, "no way back is known for '\(version.name)' on this branch",
      details: ["its down does not run here, or does not lead back, and what came later cannot be run without it"],
      hints: ["write it by hand: confiture new \"Revert \(version.title)\""])
  }
}

extension Reversal {
  /// What a reverting migration says of itself.
  private struct Draft {
    let version: Version
    let original: Migration
    let name: String
    var title: String { manifest.title }
    private let manifest: MigrationManifest

    init(taking version: Version, _ original: Migration, _ request: Request, name: String, change: ChangeID) {
      self.version = version
      self.original = original
      self.name = name
      var manifest = MigrationManifest(
        change: change, title: "Revert \"\(original.manifest.title)\"",
        details: "Takes back \(original.name), version \(version.id.hex).", author: request.author,
        date: request.date, transaction: original.manifest.transaction)
      manifest.reverts = original.manifest.change
      manifest.renames = DownPlan.inverse(of: original.manifest.renames)
      self.manifest = manifest
    }

    /// The migration with these texts; those that are not titled yet get a first line that says what they do.
    func migration(up: String, down: String?, isTitled: Bool = false) -> Migration {
      let title = isTitled ? "" : "-- \(manifest.title)\n\n"
      return Migration(name: name, up: title + up, down: down, manifest: manifest)
    }
  }
}
