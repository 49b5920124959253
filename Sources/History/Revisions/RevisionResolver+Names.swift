internal import Diagnostics
internal import GitStore

extension RevisionResolver {
  /// The shortest prefix of an id that is looked up.
  private static var shortestPrefix: Int { 4 }

  /// Finds what a plain name stands for, in the order that the type's comment tells.
  func named(_ name: String) throws -> ResolvedRevision {
    if let id = referenceName(name).flatMap(reference) { return .version(id) }
    if isTarget(name) {
      let latest = try Outcomes(context.store).latest(of: name)
      return latest?.outcome.to.map { .version($0) } ?? .nothing(target: name)
    }
    if let id = remoteReference(name) { return .version(id) }
    if name.utf8.count >= Self.shortestPrefix {
      let changed = graph.positions(changePrefix: name)
      if !changed.isEmpty { return .version(try one(of: changed, name, "change")) }
      let ids = graph.ids(withPrefix: name.lowercased())
      if ids.count == 1 { return .version(ids[0]) }
      if ids.count > 1 { throw ambiguous(name, ids.compactMap { graph.position(of: $0) }) }
    }
    let migrations = graph.positions(named: name)
    if !migrations.isEmpty { return .version(try one(of: migrations, name, "migration")) }
    if context.configuredTargets.contains(name) { return .nothing(target: name) }
    throw unknown(name)
  }

  /// Returns the full name of the local reference that a short name stands for.
  func referenceName(_ name: String) -> String? {
    let prefixes = [
      "", ConfitureReference.tags, ConfitureReference.heads, ConfitureReference.environments,
      ConfitureReference.prefix,
    ]
    return prefixes.lazy.map { $0 + name }.first { candidate in reference(candidate) != nil }
  }

  /// Finds `origin/main` in what the last fetch saw.
  private func remoteReference(_ name: String) -> ObjectID? {
    guard let slash = name.firstIndex(of: "/") else { return nil }
    let (remote, rest) = (name[..<slash], name[name.index(after: slash)...])
    return ["tags/", "heads/", "environments/"].lazy
      .compactMap { reference("\(ConfitureReference.remotes)\(remote)/\($0)\(rest)") }.first
  }

  /// Chooses among versions that carry one change or name: what the workspace's branch has, else what any reference
  /// reaches, else any.
  private func one(of positions: [Int], _ name: String, _ kind: String) throws -> ObjectID {
    guard positions.count > 1 else { return graph.id(at: positions[0]) }
    let head = reference(ConfitureReference.head(context.currentBranch))
    for set in [head.map { graph.ancestors(of: $0) }, context.index.reachable].compactMap({ $0 }) {
      let members = positions.filter { set.contains($0) }
      if members.count == 1 { return graph.id(at: members[0]) }
      if members.count > 1 { throw ambiguous(name, members) }
    }
    throw ambiguous(name, positions)
  }

  private func ambiguous(_ name: String, _ positions: [Int]) -> HistoryError {
    let candidates = positions.prefix(10).map { position in
      let version = graph.version(at: position)
      return "\(version.id.short(10))  \(version.change?.short() ?? "        ")  \(version.name)"
    }
    return HistoryError(
      .ambiguousRevision, "'\(name)' may be any of \(positions.count) versions",
      details: candidates + (positions.count > 10 ? ["…"] : []), hints: ["write more of the id"])
  }

  func unknown(_ name: String) -> HistoryError {
    let names = context.index.references.compactMap { reference in
      reference.name.hasPrefix(ConfitureReference.environments)
        ? String(reference.name.dropFirst(ConfitureReference.environments.count))
        : ConfitureReference.shortName(reference.name)
    }
    let migrations = context.index.reachable.positions.map { graph.table.name(at: $0) }
    var known = Set(names + migrations + context.configuredTargets)
    known.insert("HEAD")
    var hints = Suggestions.closest(to: name, among: known.sorted()).map { "did you mean '\($0)'?" }
    if hints.isEmpty, context.index.references.isEmpty {
      hints = [
        "this repository has no versions yet: confiture commit makes one, confiture fetch brings some"
      ]
    } else if hints.isEmpty {
      hints = ["confiture log --all lists the versions, confiture branch the branches"]
    }
    return HistoryError(.unknownRevision, "unknown revision '\(name)'", hints: hints)
  }
}
