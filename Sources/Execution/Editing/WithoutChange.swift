internal import Catalog
internal import Diagnostics
internal import GitStore
internal import History
internal import Postgres
internal import Repository
internal import Schema
internal import SchemaDiff
internal import Scratch

/// The schema that a version would have if one of its changes had never been made.
struct WithoutChange {
  private let resealing: Resealing
  private let graph: HistoryGraph

  init(_ resealing: Resealing, _ graph: HistoryGraph) {
    self.resealing = resealing
    self.graph = graph
  }

  /// Runs what came after the change on the schema of before it; where lines were joined by scripts since, which may
  /// have the change in them, merges the schema of before it with that of the head.
  ///
  /// - Returns: The schema; `nil` where it cannot be found out by running the others, as some need rows that are not
  ///   there.
  /// - Throws: ``EditingError`` with `dependents` that names what needs the change.
  func schema(of head: Version, without version: Version) throws -> Snapshot? {
    let parent = version.parents.first
    var rest = graph.ancestors(of: head.id)
    if let parent { rest = rest.subtracting(graph.ancestors(of: parent)) }
    let all = graph.topologicalOrder(of: rest).map { graph.version(at: $0) }
    let later = try RevertedChanges(resealing.project.commits).withoutPairs(all, sparing: version)
    if let joining = later.last(where: { $0.kind == .reconciliation }) {
      return try merged(head, without: version, parent: parent.flatMap(graph.version), since: later, joining)
    }
    var known: Set<ChangeID> = Set(parent.map { graph.lineage(of: $0).compactMap(\.change) } ?? [])
    if let change = version.change { known.insert(change) }
    let database = try resealing.proof.loaded(parent.flatMap(graph.version))
    defer {
      database.disconnect()
      try? database.scratch.dropDatabase(database.name)
    }
    for other in later where other.kind == .step {
      guard let change = other.change, known.insert(change).inserted,
        let migration = try resealing.project.commits.readMigration(other.id)
      else { continue }
      do {
        try database.replay(MigrationTexts(migration, folder: "\(other.id.short()):migration"))
      } catch let failure as MigrationFailure {
        guard failure.kind != .cancelled else { throw failure }
        if Self.isAboutRows(failure) { return nil }
        throw Self.dependents(other, of: version, failure)
      }
    }
    try database.refreshSnapshot()
    return database.snapshot
  }

  // MARK: Where lines were joined by scripts

  /// Merges what the head has with what taking the change back takes from the schema that it led to.
  private func merged(
    _ head: Version, without version: Version, parent: Version?, since later: [Version], _ joining: Version
  ) throws -> Snapshot {
    let commits = resealing.project.commits
    func files(_ version: Version?) throws -> [SnapshotFile] {
      let stored = try version.map { try commits.snapshotFiles(of: $0.id) } ?? []
      return try NamedSchema(label: "", stored: stored, fingerprint: nil).files
    }
    var input = MergeInput(base: try files(version), ours: try files(head), theirs: try files(parent))
    let others = later.filter { $0.change != version.change }
    input.ourRenames = try RenameComposition(of: others, commits).fitting(from: input.base, to: input.ours)
    let own = try commits.readMigration(version.id)?.manifest.renames ?? []
    input.theirRenames = RenameComposition(DownPlan.inverse(of: own)).fitting(from: input.base, to: input.theirs)
    let result = try SchemaMerge.merge(input)
    guard result.isClean else {
      throw Self.dependents(joining, of: version, result.conflicts.map(\.key.description))
    }
    switch try resealing.scratch.snapshot(loading: result.files, options: resealing.project.configuration.snapshot) {
    case .success(let snapshot): return snapshot
    case .failure(let error): throw Self.dependents(joining, of: version, [error.diagnostic.message])
    }
  }

  private static func dependents(_ joining: Version, of version: Version, _ details: [String]) -> EditingError {
    EditingError(
      .dependents,
      "'\(version.name)' cannot be taken back: what came later, joined by '\(joining.name)' "
        + "(\(joining.id.short())), changes the same or needs it",
      details: details, hints: ["write what should change as a new migration: confiture new"])
  }

  // MARK: Failures

  private static func isAboutRows(_ failure: MigrationFailure) -> Bool {
    guard let state = failure.cause?.sqlState else { return false }
    return ["22", "23", "P0", "02"].contains { state.hasPrefix($0) }
  }

  private static func dependents(
    _ other: Version, of version: Version, _ failure: MigrationFailure
  ) -> EditingError {
    EditingError(
      .dependents, "'\(version.name)' cannot be taken back: '\(other.name)' (\(other.id.short())) needs it",
      at: failure.diagnostic.location, details: [failure.diagnostic.message] + failure.diagnostic.details,
      hints: [
        "take both back, the later one first: confiture revert \(other.name) \(version.name)",
        "or write what should change as a new migration: confiture new",
      ], cause: failure)
  }
}
