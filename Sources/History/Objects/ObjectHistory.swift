internal import Diagnostics
package import GitStore

/// The versions that changed certain objects, as `git log -- path` finds them.
///
/// Where a version has the objects as one of its parents has them, only that parent is looked at further: what another
/// line did and a merge did not take is left out, and merges are only shown when they differ from all parents.
package struct ObjectHistory {
  /// The versions, children first.
  package private(set) var versions: [Version] = []
  /// The shown versions that each of them follows.
  private var followed: [ObjectID: [ObjectID]] = [:]

  /// - Parameters:
  ///   - patterns: The objects.
  ///   - set: The versions to look through.
  ///   - graph: The history.
  ///   - store: The repository.
  /// - Throws: ``HistoryError`` with `unknownObject` when none of the versions has one of the objects.
  package init(
    of patterns: [ObjectPattern], in set: VersionSet, _ graph: HistoryGraph, store: ObjectStore
  ) throws {
    let contents = patterns.map { ObjectContents(store, of: [$0]) }
    var walk = ObjectWalk(graph: graph, set: set)
    var isKnown = [Bool](repeating: false, count: patterns.count)
    try walk.run { position in
      let tree = graph.version(at: position).schemaTree
      return try contents.enumerated().map { index, content in
        let files = try content.files(inSchema: tree)
        if !files.isEmpty { isKnown[index] = true }
        return files
      }
    }
    if let unknown = isKnown.firstIndex(of: false), !set.isEmpty {
      throw try Self.unknown(patterns[unknown], set, graph, store)
    }
    versions = graph.logOrder(of: set).filter(walk.shown.contains).map { graph.version(at: $0) }
    for version in versions {
      guard let position = graph.position(of: version.id) else { continue }
      followed[version.id] = walk.followed(by: position).map(graph.id(at:))
    }
  }

  /// The parents to draw for a version that is shown.
  package func parents(of version: Version) -> [ObjectID] { followed[version.id] ?? [] }

  private static func unknown(
    _ pattern: ObjectPattern, _ set: VersionSet, _ graph: HistoryGraph, _ store: ObjectStore
  ) throws -> HistoryError {
    var names: [String] = []
    if let last = set.positions.last {
      let files = try SchemaCommits(store).snapshotBlobs(inTree: graph.version(at: last).schemaTree)
      names = files.compactMap { ObjectFile(path: $0.path) }.flatMap { [$0.qualifiedName, $0.name] }
    }
    return HistoryError(
      .unknownObject, "no version has a file or an object '\(pattern.text)'",
      hints: Suggestions.closest(to: pattern.text, among: names).map { "did you mean '\($0)'?" })
  }
}

/// A walk from the newest versions of a set to those that they took their objects from.
private struct ObjectWalk {
  let graph: HistoryGraph
  let set: VersionSet
  private(set) var shown: VersionSet
  /// The parent that a version has its objects from.
  private var source: [Int: Int] = [:]
  private var isFollowed: VersionSet

  init(graph: HistoryGraph, set: VersionSet) {
    self.graph = graph
    self.set = set
    shown = VersionSet(capacity: graph.count)
    isFollowed = VersionSet(capacity: graph.count)
    for id in graph.heads(of: set) { if let position = graph.position(of: id) { isFollowed.insert(position) } }
  }

  mutating func run(_ content: (Int) throws -> [[ObjectContents.File]]) throws {
    for position in set.positions.reversed() where isFollowed.contains(position) {
      let own = try content(position)
      let parents = graph.parents(of: position)
      var same: Int?
      for parent in parents where same == nil { if try content(parent) == own { same = parent } }
      if let same {
        source[position] = same
        if set.contains(same) { isFollowed.insert(same) }
      } else if !parents.isEmpty || own.contains(where: { !$0.isEmpty }) {
        shown.insert(position)
        for parent in parents where set.contains(parent) { isFollowed.insert(parent) }
      }
    }
  }

  /// The shown versions that a version's parents stand for.
  func followed(by position: Int) -> [Int] {
    var found: [Int] = []
    for parent in graph.parents(of: position) {
      var next: Int? = parent
      while let place = next, !shown.contains(place) { next = set.contains(place) ? source[place] : nil }
      if let place = next, !found.contains(place) { found.append(place) }
    }
    return found
  }
}
