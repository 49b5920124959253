internal import Diagnostics
package import GitStore
package import History
package import Postgres
internal import SQLSyntax

/// Reads versions and what belongs to them from the repository, and learns from a target what the repository lacks.
package final class VersionReader {
  package let store: ObjectStore
  private let commits: SchemaCommits
  package private(set) var index: HistoryIndex
  private var prefetch: MaterialPrefetch?
  /// The material asked for last, as it is needed in several places at a time.
  private var latest: (id: ObjectID, material: StepMaterial)?

  package init(store: ObjectStore) throws {
    self.store = store
    commits = SchemaCommits(store)
    index = try HistoryIndex.load(store)
  }

  package var graph: HistoryGraph { index.graph }

  package func version(_ id: ObjectID) throws -> Version {
    if let version = graph.version(id) { return version }
    throw ExecutionError(
      .foreign, .refused, "version \(id.short()) is not in this repository",
      hints: [
        "fetch it: confiture fetch",
        "or read it from the database: confiture clone <url>",
      ])
  }

  package func migration(of version: Version) throws -> Migration {
    guard let migration = try material(of: version.id).migration else {
      throw ExecutionError(.foreign, .failed, "version \(version.id.short()) has no migration to run")
    }
    return migration
  }

  /// Reads ahead what steps need, in their order, until ``endPrefetch()``.
  func beginPrefetch(_ ids: [ObjectID]) {
    endPrefetch()
    if ids.count > 1 { prefetch = MaterialPrefetch(ids, from: store) }
  }

  func endPrefetch() {
    prefetch?.cancel()
    prefetch = nil
  }

  private func material(of id: ObjectID) throws -> StepMaterial {
    if let latest, latest.id == id { return latest.material }
    let material = try prefetch?.take(id) ?? StepMaterial(of: id, in: store)
    latest = (id, material)
    return material
  }

  package func snapshotFiles(of id: ObjectID) throws -> [(path: String, text: String)] {
    try commits.snapshotFiles(of: id)
  }

  /// Puts the objects that a version introduced into a registry; `nil` when there are none.
  func registering(_ id: ObjectID) throws -> SQLText? { try material(of: id).objects }

  /// A version and all it stands on, parents first.
  package func lineage(of version: Version) -> [Version] { graph.lineage(of: version.id) }

  /// The changes of a version, parents first: each once, by the commit that comes first.
  package func changes(of version: Version) throws -> [(version: Version, change: ChangeID)] {
    var seen: Set<ChangeID> = []
    return lineage(of: version).compactMap { version in
      version.change.flatMap { seen.insert($0).inserted ? (version, $0) : nil }
    }
  }

  /// The changes that a road stands for, parents first: those of a version that one of its parents does not have.
  package func changes(
    of version: Version, lackedBy parent: Int
  ) throws -> [(version: Version, change: ChangeID)] {
    let parents = version.parents
    guard parents.indices.contains(parent - 1) else { return try changes(of: version) }
    let there = Set(try changes(of: self.version(parents[parent - 1])).map(\.change))
    return try changes(of: version).filter { !there.contains($0.change) }
  }

  /// The patch id of a version's migration.
  package func patch(of version: Version) throws -> String { try material(of: version.id).patch ?? "" }

  /// Takes over, from the registry of a target, the versions applied there that this repository does not have.
  package func learn(from connection: Connection, state: RegistryState) throws {
    let named = state.applied.map(\.commit) + [state.head].compactMap { $0 }
    let missing = named.filter { !graph.contains($0) && !store.contains($0) }
    if !missing.isEmpty { _ = try RegistryHistory.copyObjects(from: connection, into: store) }
    if named.contains(where: { !graph.contains($0) }) {
      index = try HistoryIndex.load(store, including: named.filter { store.contains($0) })
    }
  }
}
