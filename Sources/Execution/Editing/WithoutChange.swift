internal import Diagnostics
internal import GitStore
internal import History
internal import Postgres
internal import Repository
internal import Schema
internal import Scratch

/// The schema that a version would have if one of its changes had never been made.
struct WithoutChange {
  private let resealing: Resealing
  private let graph: HistoryGraph

  init(_ resealing: Resealing, _ graph: HistoryGraph) {
    self.resealing = resealing
    self.graph = graph
  }

  /// Runs what came after the change on the schema of before it.
  ///
  /// - Returns: The schema; `nil` where it cannot be found out by running the others, as some have roads of their own or
  ///   need rows that are not there.
  /// - Throws: ``EditingError`` with `dependents` that names the migration which needs the change.
  func schema(of head: Version, without version: Version) throws -> Snapshot? {
    let parent = version.parents.first
    var rest = graph.ancestors(of: head.id)
    if let parent { rest = rest.subtracting(graph.ancestors(of: parent)) }
    let all = graph.topologicalOrder(of: rest).map { graph.version(at: $0) }
    let later = try RevertedChanges(resealing.project.commits).withoutPairs(all, sparing: version)
    guard !later.contains(where: { $0.kind == .reconciliation }) else { return nil }
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
