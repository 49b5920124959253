internal import Digests
package import GitStore

/// The outcomes of rollouts over many tenants: one commit for each, whose tree holds a record of every tenant.
///
/// The chain of an environment is `refs/confiture/outcomes/<environment>/+fleet`, beside the chains of single tenants;
/// no tenant's name begins with `+`. A commit is an outcome as any other, and has a folder `tenants` in which
/// `ab/acme.json` is the outcome of the tenant `acme`: `ab` are the first digits of the SHA-256 of its name, so that
/// no folder grows long. A tenant that a rollout did not touch keeps the file of the rollout before, so that
/// `git diff` between two of them shows who was moved.
package struct FleetOutcomes: Sendable {
  /// A tenant, as a rollout leaves it.
  package struct Record: Sendable {
    package var name: String
    package var outcome: Outcome
    /// It was there already, so that an earlier record that says the same stays.
    package var isUnchanged: Bool

    package init(name: String, outcome: Outcome, isUnchanged: Bool) {
      self.name = name
      self.outcome = outcome
      self.isUnchanged = isUnchanged
    }
  }

  private static let folder = "tenants"
  private static let suffix = "/+fleet"

  private let store: ObjectStore

  package init(_ store: ObjectStore) { self.store = store }

  /// The name under which an environment's rollouts are recorded.
  package static func chain(of environment: String) -> String { environment + suffix }

  /// The environment whose rollouts a chain records; another chain's own name.
  static func environment(ofChain name: String) -> String {
    name.hasSuffix(suffix) ? String(name.dropLast(suffix.count)) : name
  }

  /// The file of a tenant in the tree of an outcome.
  package static func path(of tenant: String) -> String { "\(folder)/\(shard(of: tenant))/\(tenant).json" }

  private static func shard(of tenant: String) -> String {
    String(Hexadecimal.encode(SHA256.digest(of: tenant.utf8)).prefix(2))
  }

  /// The id of the file that records an outcome of a tenant; nothing is stored.
  package static func id(of outcome: Outcome) throws -> ObjectID {
    try ObjectStore.hash(.blob, Array(outcome.jsonText.utf8))
  }

  /// Adds the outcome of a rollout to the chain of its environment, unless it is the newest there already.
  ///
  /// - Parameters:
  ///   - outcome: What became of the rollout as a whole; its target is the environment.
  ///   - records: The tenants that it was about.
  ///   - tenants: All tenants that there are: what earlier rollouts recorded of others than `records` is kept.
  /// - Returns: The commit.
  /// - Throws: ``GitError`` when the repository cannot be written.
  @discardableResult
  package func append(_ outcome: Outcome, records: [Record], of tenants: [String]) throws -> ObjectID {
    let outcomes = Outcomes(store)
    if let newest = try outcomes.chain(of: Self.chain(of: outcome.target), limit: 1).first,
      newest.outcome.run == outcome.run
    {
      return newest.commit
    }
    return try outcomes.append(outcome, to: Self.chain(of: outcome.target)) { previous in
      var files = try previous.map { try self.files(of: $0) } ?? [:]
      let known = Set(tenants)
      files = files.filter { known.contains($0.key) }
      for record in records {
        if record.isUnchanged, let kept = files[record.name], try says(kept, record.outcome) { continue }
        files[record.name] = try store.writeBlob(Array(record.outcome.jsonText.utf8))
      }
      return [TreeEntry(mode: .tree, name: Self.folder, id: try writeTree(of: files))]
    }
  }

  /// Whether a file records that its tenant reached what another outcome says that it has.
  private func says(_ file: ObjectID, _ outcome: Outcome) throws -> Bool {
    let recorded = try read(file)
    return recorded.result == .succeeded && recorded.to == outcome.to
  }

  private func writeTree(of files: [String: ObjectID]) throws -> ObjectID {
    let shards = Dictionary(grouping: files.sorted { $0.key < $1.key }, by: { Self.shard(of: $0.key) })
    return try store.writeTree(
      shards.map { shard, files in
        let entries = files.map { TreeEntry(mode: .blob, name: "\($0.key).json", id: $0.value) }
        return TreeEntry(mode: .tree, name: shard, id: try store.writeTree(entries))
      })
  }

  // MARK: Reading

  /// The record of each tenant in the outcome of a rollout, by name.
  package func records(of commit: ObjectID) throws -> [(name: String, outcome: Outcome)] {
    try files(of: commit).sorted { $0.key < $1.key }.map { ($0.key, try read($0.value)) }
  }

  /// What rollouts did to one tenant, newest first.
  package func history(of tenant: String, in environment: String) throws -> [Outcomes.Link] {
    var links: [Outcomes.Link] = []
    var newer: ObjectID?
    for link in try Outcomes(store).chain(of: Self.chain(of: environment)) {
      let file = try self.file(Self.path(of: tenant), in: link.commit)
      // The file of an older rollout is that rollout's.
      if let newer, newer == file, !links.isEmpty { links.removeLast() }
      newer = file
      if let file { links.append((link.commit, try read(file))) }
    }
    return links
  }

  private func file(_ path: String, in commit: ObjectID) throws -> ObjectID? {
    var id = try store.readCommit(commit).tree
    for part in path.split(separator: "/") {
      guard let entry = try store.readTree(id).first(where: { $0.name == part }) else { return nil }
      id = entry.id
    }
    return id
  }

  private func files(of commit: ObjectID) throws -> [String: ObjectID] {
    var files: [String: ObjectID] = [:]
    let read = try store.readCommit(commit)
    if try RecordChain(store).isJoin(read) {
      // Of a tenant that both ends speak of, the newer one knows better.
      for end in read.parents.reversed() { files.merge(try self.files(of: end)) { _, newer in newer } }
      return files
    }
    guard let folder = try file(Self.folder, in: commit) else { return [:] }
    for shard in try store.readTree(folder) where shard.mode == .tree {
      for file in try store.readTree(shard.id) { files[String(file.name.dropLast(".json".count))] = file.id }
    }
    return files
  }

  private func read(_ file: ObjectID) throws -> Outcome {
    try Outcome(jsonText: String(decoding: try store.readBlob(file), as: UTF8.self))
  }
}
