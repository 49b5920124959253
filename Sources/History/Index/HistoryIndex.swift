package import Diagnostics
package import GitStore

/// The history as the references reach it, from a cache that is brought up to date.
///
/// Loading costs one read of the cache file and one look at the references; commits are only read when they are new.
package struct HistoryIndex: Sendable {
  /// A reference of Confiture and the version it names, annotated tags followed.
  package struct Reference: Sendable, Equatable {
    package var name: String
    package var version: ObjectID

    package init(name: String, version: ObjectID) {
      self.name = name
      self.version = version
    }
  }

  /// A reference that does not lead to readable versions.
  package struct Problem: Sendable {
    package var reference: String
    package var error: any DiagnosedError
  }

  package let graph: HistoryGraph
  /// Sorted by name.
  package let references: [Reference]
  /// References that are left out, as what they lead to cannot be read.
  package let problems: [Problem]

  /// Where the cache of a repository is.
  package static func cachePath(of store: ObjectStore) -> String { "\(store.commonDirectory)/confiture/versions" }

  /// Loads the history of a repository.
  ///
  /// - Parameters:
  ///   - store: The repository.
  ///   - extra: Versions that no reference reaches, such as those a database names.
  /// - Returns: The history; references that lead to something else are among its problems.
  /// - Throws: ``GitError`` when the references cannot be read, and what is wrong with `extra`.
  package static func load(_ store: ObjectStore, including extra: [ObjectID] = []) throws -> HistoryIndex {
    let file = VersionCacheFile(path: cachePath(of: store))
    let content = file.read()
    var walk = VersionWalk(SchemaCommits(store), table: content.table)
    var references: [Reference] = []
    var problems: [Problem] = []
    for (name, id) in try store.references(prefix: ConfitureReference.prefix) where ConfitureReference.isVersion(name)
    {
      do {
        references.append(Reference(name: name, version: try walk.add(id)))
      } catch let error as any DiagnosedError {
        problems.append(Problem(reference: name, error: error))
      }
    }
    for id in extra { try walk.add(id) }
    if walk.table.count > content.table.count || content.length == nil {
      file.write(walk.table, from: content.table.count, after: content.length)
    }
    return HistoryIndex(graph: HistoryGraph(walk.table), references: references, problems: problems)
  }

  /// The versions that references reach.
  package var reachable: VersionSet { graph.ancestors(of: references.map(\.version)) }

  /// Returns the names of the references at a version, without `refs/confiture/heads/` and the like.
  package func names(at id: ObjectID) -> [String] {
    references.filter { $0.version == id }.compactMap { ConfitureReference.shortName($0.name) }
  }
}

/// Reads the versions that lead to a commit and are not known yet.
private struct VersionWalk {
  private let commits: SchemaCommits
  private(set) var table: VersionTable

  init(_ commits: SchemaCommits, table: VersionTable) {
    self.commits = commits
    self.table = table
  }

  /// Adds a version and all that lead to it; follows annotated tags.
  ///
  /// Nothing is added when one of them cannot be read.
  @discardableResult mutating func add(_ id: ObjectID) throws -> ObjectID {
    guard table.position(of: id) == nil else { return id }
    if try commits.store.kind(of: id) == .tag { return try add(commits.store.readTag(id).target) }
    var read: [ObjectID: Version] = [:]
    var order: [Version] = []
    var stack: [(id: ObjectID, isExpanded: Bool)] = [(id, false)]
    while let (next, isExpanded) = stack.popLast() {
      if isExpanded {
        if let version = read[next] { order.append(version) }
        continue
      }
      guard table.position(of: next) == nil, read[next] == nil else { continue }
      let version = try commits.version(next)
      read[next] = version
      stack.append((next, true))
      for parent in version.parents.reversed() { stack.append((parent, false)) }
    }
    for version in order { table.append(version) }
    return id
  }
}
