internal import Diagnostics
package import GitStore
package import History

/// The versions that nobody rewrites, as others rely on them: what a target had, and what tags, environments and
/// remotes reach.
///
/// The scratch database `local` is nobody's but ours: it makes nothing immutable.
package struct ImmutableVersions: Sendable {
  /// The outcome chain of the scratch database of a project.
  package static let disposableTarget = "local"

  /// What keeps a version as it is.
  package struct Reason: Sendable, Equatable, CustomStringConvertible {
    package enum Kind: Sendable, Equatable { case target, tag, environment, remote }

    package var kind: Kind
    package var name: String

    package var description: String {
      switch kind {
      case .target: "target '\(name)' has it"
      case .tag: "tag '\(name)' reaches it"
      case .environment: "environment '\(name)' reaches it"
      case .remote: "'\(name)' of a remote reaches it"
      }
    }
  }

  private struct Root {
    var reason: Reason
    var version: ObjectID
  }

  private let graph: HistoryGraph
  private let roots: [Root]
  private let set: VersionSet

  /// - Complexity: O(references + outcomes + versions).
  package init(_ project: Project) throws {
    let store = project.store
    var roots: [Root] = []
    let index = try project.index()
    for reference in index.references {
      guard let reason = Self.reason(of: reference.name) else { continue }
      roots.append(Root(reason: reason, version: reference.version))
    }
    for (name, tip) in try store.references(prefix: ConfitureReference.prefix) {
      guard let reason = Self.reason(ofOutcomes: name) else { continue }
      for version in try Self.versions(inChain: tip, store) { roots.append(Root(reason: reason, version: version)) }
    }
    let unknown = roots.map(\.version).filter { !index.graph.contains($0) }
    graph = unknown.isEmpty ? index.graph : try project.graph(extraRoots: unknown)
    self.roots = roots
    set = graph.ancestors(of: roots.map(\.version))
  }

  /// What keeps a version as it is; nothing when it may be rewritten.
  package func reasons(for version: ObjectID) -> [Reason] {
    guard let position = graph.position(of: version), set.contains(position) else { return [] }
    var seen: Set<ObjectID> = []
    var reaching: Set<ObjectID> = []
    var reasons: [Reason] = []
    for root in roots {
      if seen.insert(root.version).inserted, graph.isAncestor(version, of: root.version) {
        reaching.insert(root.version)
      }
      if reaching.contains(root.version), !reasons.contains(root.reason) { reasons.append(root.reason) }
    }
    return reasons
  }

  package func contains(_ version: ObjectID) -> Bool {
    graph.position(of: version).map(set.contains) ?? false
  }

  /// - Throws: ``RepositoryError`` with `immutableVersion` that names what relies on the version.
  package func checkMutable(_ version: Version) throws(RepositoryError) {
    let reasons = reasons(for: version.id)
    guard let first = reasons.first else { return }
    throw RepositoryError(
      .immutableVersion, "'\(version.name)' is immutable: \(first)",
      details: reasons.dropFirst().prefix(5).map(\.description),
      hints: ["confiture revert \(version.name) makes a new migration that takes it back"])
  }

  // MARK: What relies on versions

  private static func reason(of reference: String) -> Reason? {
    func named(_ kind: Reason.Kind, _ folder: String) -> Reason? {
      reference.hasPrefix(folder) ? Reason(kind: kind, name: String(reference.dropFirst(folder.count))) : nil
    }
    return named(.tag, ConfitureReference.tags) ?? named(.environment, ConfitureReference.environments)
      ?? named(.remote, ConfitureReference.remotes)
  }

  /// The target whose chain a reference is, here or as a remote has it.
  private static func reason(ofOutcomes reference: String) -> Reason? {
    var name = Substring(reference)
    if name.hasPrefix(ConfitureReference.remotes) {
      let rest = name.dropFirst(ConfitureReference.remotes.count).split(separator: "/", maxSplits: 1)
      guard rest.count == 2 else { return nil }
      name = ConfitureReference.prefix + rest[1]
    }
    guard name.hasPrefix(ConfitureReference.outcomes) else { return nil }
    let target = String(name.dropFirst(ConfitureReference.outcomes.count))
    return target == disposableTarget ? nil : Reason(kind: .target, name: target)
  }

  /// The versions that the outcomes of a chain reached.
  private static func versions(inChain tip: ObjectID, _ store: ObjectStore) throws -> [ObjectID] {
    var found: [ObjectID] = []
    var seen: Set<ObjectID> = []
    var pending = [tip]
    while let id = pending.popLast() {
      // Chains of two runners may have been joined, so an outcome can have several before it.
      guard seen.insert(id).inserted, store.contains(id), try store.kind(of: id) == .commit else { continue }
      let commit = try store.readCommit(id)
      if try store.readTree(commit.tree).contains(where: { $0.name == "schema" }) {
        found.append(id)
      } else {
        pending += commit.parents
      }
    }
    return found
  }
}

extension Project {
  /// The versions that nobody rewrites.
  package func immutableVersions() throws -> ImmutableVersions { try ImmutableVersions(self) }
}
