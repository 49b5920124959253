internal import Diagnostics
internal import GitStore
package import History

/// Brings what another repository has: its references are kept below `refs/confiture/remotes/`, records are joined
/// with ours, and nothing of ours is overwritten.
package struct Fetch {
  private let project: Project
  private let transport: GitTransport
  private let operation: Operation?

  package init(_ project: Project, transport: GitTransport, recording operation: Operation? = nil) {
    self.project = project
    self.transport = transport
    self.operation = operation
  }

  private var store: ObjectStore { project.store }

  /// Fetches from a remote.
  ///
  /// - Parameters:
  ///   - remote: Its name.
  ///   - accepting: Environments whose references become the remote's although ours moved elsewhere.
  /// - Returns: What is new on the remote, and what became of the references here.
  /// - Throws: ``RepositoryError`` when Git cannot reach the remote.
  package func run(from remote: String, accepting: Set<String> = []) throws -> FetchReport {
    let before = try seen(remote)
    let specifications = ConfitureReference.shared.map { folder in
      "+\(folder)*:\(ConfitureReference.remote(remote, folder))*"
    }
    try transport.run(
      ["fetch", "--prune", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--quiet", "--", remote]
        + specifications, doing: "fetching from '\(remote)'")
    let after = try seen(remote)
    var report = FetchReport(remote: remote, changes: try branchChanges(before, after))
    try integrate(after, accepting, into: &report)
    report.adoptedBranch = try adoptBranch(of: remote, after)
    report.changes.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    return report
  }

  /// What the last fetch saw, by the names that the remote has.
  private func seen(_ remote: String) throws -> [String: ObjectID] {
    let prefix = "\(ConfitureReference.remotes)\(remote)/"
    return Dictionary(
      try store.references(prefix: prefix).map {
        (ConfitureReference.prefix + $0.name.dropFirst(prefix.count), $0.id)
      },
      uniquingKeysWith: { first, _ in first })
  }

  // MARK: Branches

  private func branchChanges(
    _ before: [String: ObjectID], _ after: [String: ObjectID]
  ) throws -> [FetchReport.Change] {
    let names = Set(before.keys).union(after.keys).filter { $0.hasPrefix(ConfitureReference.heads) }
    let moved = names.filter { before[$0] != after[$0] }
    guard !moved.isEmpty else { return [] }
    let graph = try project.graph(extraRoots: moved.flatMap { [before[$0], after[$0]].compactMap { $0 } })
    return moved.map { name in
      let (old, new) = (before[name], after[name])
      let kind: FetchReport.Kind =
        switch (old, new) {
        case (nil, _): .new
        case (_, nil): .gone
        case (let old?, let new?): graph.isAncestor(old, of: new) ? .forward : .rewritten
        }
      return FetchReport.Change(Self.short(name), kind, before: old, after: new)
    }
  }

  private static func short(_ name: String) -> String { String(name.dropFirst(ConfitureReference.prefix.count)) }

  // MARK: Tags, environments and records

  private func integrate(
    _ theirs: [String: ObjectID], _ accepting: Set<String>, into report: inout FetchReport
  ) throws {
    var updates: [ReferenceUpdate] = []
    for (name, their) in theirs.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) })
    where ConfitureReference.isShared(name) && !name.hasPrefix(ConfitureReference.heads) {
      let our = try store.resolveReference(name)
      guard our != their else { continue }
      guard let our else {
        updates.append(ReferenceUpdate(name, to: their, expecting: .absent))
        report.changes.append(.init(Self.short(name), .new, before: nil, after: their))
        continue
      }
      let decision = try decide(name, our, their, accepting)
      guard let decision else { continue }
      report.changes.append(.init(Self.short(name), decision, before: our, after: their))
      guard decision != .diverged else { continue }
      let target = decision == .joined ? try RecordChain(store).join(our, their) : their
      updates.append(ReferenceUpdate(name, to: target, expecting: .exactly(our)))
    }
    guard !updates.isEmpty else { return }
    try RecordedUpdates(store: store, operation: operation).apply(updates)
  }

  /// `nil` when ours has all that theirs has.
  private func decide(
    _ name: String, _ our: ObjectID, _ their: ObjectID, _ accepting: Set<String>
  ) throws -> FetchReport.Kind? {
    if name.hasPrefix(ConfitureReference.tags) { return .diverged }
    if name.hasPrefix(ConfitureReference.environments) {
      let graph = try project.graph(extraRoots: [our, their])
      if graph.isAncestor(their, of: our) { return nil }
      if graph.isAncestor(our, of: their) { return .forward }
      return accepting.contains(String(name.dropFirst(ConfitureReference.environments.count)))
        ? .rewritten : .diverged
    }
    let chain = RecordChain(store)
    if try chain.contains(their, in: our) { return nil }
    return try chain.contains(our, in: their) ? .forward : .joined
  }

  // MARK: The first fetch

  /// Puts a repository without any branch on the one that the remote is on.
  private func adoptBranch(of remote: String, _ theirs: [String: ObjectID]) throws -> String? {
    guard try store.references(prefix: ConfitureReference.heads).isEmpty else { return nil }
    let branches = theirs.keys.filter { $0.hasPrefix(ConfitureReference.heads) }
      .map { String($0.dropFirst(ConfitureReference.heads.count)) }.sorted()
    guard let first = branches.first else { return nil }
    let main = branches.contains(ConfitureReference.defaultBranch) ? ConfitureReference.defaultBranch : first
    let said =
      branches.count > 1 ? try transport.headBranch(of: remote).flatMap { branches.contains($0) ? $0 : nil } : nil
    let branch = said ?? main
    guard let tip = theirs[ConfitureReference.head(branch)] else { return nil }
    try project.branches(recording: operation).create(branch, at: tip)
    try store.setSymbolic(ConfitureReference.head, to: ConfitureReference.head(branch))
    return branch
  }
}
