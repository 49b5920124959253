internal import Diagnostics
package import GitStore
package import History
package import Postgres
internal import SQLSyntax
package import Schema
internal import SchemaDiff

/// Reads versions and what belongs to them from the repository, and learns from a target what the repository lacks.
package final class VersionReader {
  package let store: ObjectStore
  private let commits: SchemaCommits
  package private(set) var index: HistoryIndex
  private var prefetch: MaterialPrefetch?
  /// The material asked for of late, as it is needed in several places at a time.
  private var held: [ObjectID: StepMaterial] = [:]
  private var heldOrder: [ObjectID] = []
  /// What readers for many targets have read already.
  private let shared: SharedMaterial?
  private var parts: [SchemaPartKey: Snapshot] = [:]

  package init(store: ObjectStore) throws {
    self.store = store
    commits = SchemaCommits(store)
    index = try HistoryIndex.load(store)
    shared = nil
  }

  /// A reader for one of many targets that go the same ways: the history is loaded once, and each migration read once.
  package init(store: ObjectStore, index: HistoryIndex, sharing shared: SharedMaterial) {
    self.store = store
    self.index = index
    self.shared = shared
    commits = SchemaCommits(store)
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
    if ids.count > 1, shared == nil { prefetch = MaterialPrefetch(ids, from: store) }
  }

  func endPrefetch() {
    prefetch?.cancel()
    prefetch = nil
    held = [:]
    heldOrder = []
  }

  private func material(of id: ObjectID) throws -> StepMaterial {
    if let material = held[id] { return material }
    let material = try shared?.material(of: id, in: store) ?? prefetch?.take(id) ?? StepMaterial(of: id, in: store)
    held[id] = material
    heldOrder.append(id)
    if heldOrder.count > Self.held { held[heldOrder.removeFirst()] = nil }
    return material
  }

  /// Enough for the versions whose objects go into a registry together.
  private static let held = 64

  package func snapshotFiles(of id: ObjectID) throws -> [(path: String, text: String)] {
    try commits.snapshotFiles(of: id)
  }

  /// The part of a version's snapshot that one schema is, read from its files; each is read once.
  package func part(of version: Version, schema: String) throws -> Snapshot {
    let folder = SnapshotPath.schemaFolder(Identifier(schema))
    let tree = try commits.schemaFolders(of: version.id)[folder]
    let key = SchemaPartKey(tree: tree, schema: schema, includesAccess: version.fingerprint.includesAccess)
    if let part = parts[key] { return part }
    let files = try tree.map { try commits.snapshotFiles(inTree: $0) } ?? []
    let part = try SchemaPart.snapshot(
      of: files.map { ("\(folder)/\($0.path)", $0.text) }, schema: Identifier(schema),
      options: SnapshotOptions(includesAccess: key.includesAccess))
    parts[key] = part
    return part
  }

  /// Objects outside of one schema that a version has otherwise than another one, or than nothing.
  func changesOutside(
    of schema: String, by version: Version, since earlier: ObjectID?
  ) throws -> [ObjectIdentity] {
    let folder = SnapshotPath.schemaFolder(Identifier(schema))
    let after = try commits.schemaFolders(of: version.id)
    let before = try earlier.map { try commits.schemaFolders(of: $0) } ?? [:]
    var changed: [ObjectIdentity] = []
    for name in Set(after.keys).union(before.keys).sorted() where name != folder && after[name] != before[name] {
      let old = try before[name].map { try commits.snapshotBlobs(inTree: $0) } ?? []
      let new = try after[name].map { try commits.snapshotBlobs(inTree: $0) } ?? []
      let known = Dictionary(old.map { ($0.path, $0.id) }, uniquingKeysWith: { first, _ in first })
      let kept = Set(new.map(\.path))
      let different =
        new.filter { known[$0.path] != $0.id } + old.filter { !kept.contains($0.path) }
      for file in different {
        let path = "\(name)/\(file.path)"
        let text = try commits.text(of: file.id, path)
        changed.append(
          FileIdentity.identity(path: path, text: text) ?? ObjectIdentity(kind: .schema, name: Identifier(path)))
      }
    }
    return changed
  }

  /// The objects that a version introduced, for a registry.
  func objects(of id: ObjectID) throws -> RegistryObjectRows { try material(of: id).objects }

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

  /// Whether the migrations of two versions run the same statements, from whichever parent.
  func isSamePatch(_ left: ObjectID, _ right: ObjectID) throws -> Bool {
    let (first, second) = try (commits.upScripts(of: left), commits.upScripts(of: right))
    if first == second { return true }
    guard !first.isEmpty, Set(first.keys) == Set(second.keys) else { return false }
    return try first.allSatisfy { file, script in
      guard let other = second[file], other != script else { return true }
      let texts = try (commits.text(of: script, file.rawValue), commits.text(of: other, file.rawValue))
      return PatchID.of(texts.0) == PatchID.of(texts.1)
    }
  }

  /// Takes over, from the registry of a target, the versions applied there that this repository does not have.
  package func learn(from connection: Connection, state: RegistryState) throws {
    let named = state.applied.map(\.commit) + [state.head].compactMap { $0 }
    let unknown = named.filter { !graph.contains($0) }
    guard !unknown.isEmpty else { return }
    if unknown.contains(where: { !store.contains($0) }) {
      _ = try RegistryHistory.copyObjects(from: connection, into: store)
    }
    index = try HistoryIndex.load(store, including: unknown.filter { store.contains($0) })
  }
}

/// What the part of a snapshot depends on: versions with the same folder have the same part.
private struct SchemaPartKey: Hashable {
  let tree: ObjectID?
  let schema: String
  let includesAccess: Bool
}
