internal import Diagnostics
internal import GitStore

/// Finds what follows the colon of a revision: a path, or the name of an object.
struct RevisionPath {
  let resolver: RevisionResolver

  func find(_ path: String, in base: Revision) throws -> ResolvedRevision {
    switch try resolver.resolve(base) {
    case .version(let id):
      let tree = try resolver.context.store.readCommit(id).tree
      if let found = try follow(path, from: tree) { return found }
      return try object(path, in: resolver.schemaTree(base), of: base, prefix: "\(CommitEntry.schema)/")
    case .tree(let tree, let prefix):
      if let found = try follow(path, from: tree, prefix: prefix.map { "\($0)/" } ?? "") { return found }
      return try object(path, in: tree, of: base, prefix: "")
    case .live(let target): throw resolver.needsDatabase(.path(base, path), target)
    case .file, .nothing: throw HistoryError(.invalidRevision, "'\(base)' has no files below it")
    }
  }

  private func follow(_ path: String, from tree: ObjectID, prefix: String = "") throws -> ResolvedRevision? {
    var current = TreeEntry(mode: .tree, name: "", id: tree)
    for name in path.split(separator: "/", omittingEmptySubsequences: true) {
      guard current.mode == .tree else { return nil }
      let entries = try resolver.context.store.readTree(current.id)
      guard let next = entries.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) else { return nil }
      current = next
    }
    let whole = prefix + path
    return current.mode == .tree ? .tree(current.id, path: whole) : .file(current.id, path: whole)
  }

  /// Finds an object of the snapshot by its name, such as `public.users` or `public.f(integer)`; the schema and the
  /// argument types may be left out where that leaves one object.
  private func object(_ name: String, in tree: ObjectID, of base: Revision, prefix: String) throws -> ResolvedRevision
  {
    let files = try SchemaCommits(resolver.context.store).snapshotBlobs(inTree: tree)
    let named = files.compactMap { file in ObjectFile(path: file.path).map { (file: file, object: $0) } }
    let matches = named.filter { $0.object.matches(name) }
    if matches.count == 1 { return .file(matches[0].file.id, path: prefix + matches[0].file.path) }
    guard matches.isEmpty else {
      throw HistoryError(
        .ambiguousRevision, "'\(name)' may be any of \(matches.count) objects of '\(base)'",
        details: matches.prefix(10).map { "\(base):\(prefix)\($0.file.path)" })
    }
    let closest = Suggestions.closest(to: name, among: named.flatMap { [$0.object.qualifiedName, $0.object.name] })
    throw HistoryError(
      .unknownRevision, "'\(base)' has no file and no object '\(name)'",
      hints: closest.isEmpty
        ? ["confiture show '\(base):schema' lists what it has"] : closest.map { "did you mean '\(base):\($0)'?" })
  }
}
