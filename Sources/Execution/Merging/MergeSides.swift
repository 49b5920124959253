internal import GitStore
package import History
internal import Schema
package import SchemaDiff

/// Two versions that are to become one, and what each has that the other one lacks.
package struct MergeSides {
  package let ours: Version
  package let theirs: Version
  /// The best common ancestors, newest first; none of lines that began apart.
  package let bases: [Version]
  /// The versions with changes that only ours has, parents first.
  package let ourOnly: [Version]
  package let theirOnly: [Version]

  /// - Parameters:
  ///   - ours: The version that the other one is merged into.
  ///   - theirs: The other one.
  ///   - graph: The history that both are in.
  ///   - allowsUnrelated: Lines that began apart are merged too: their origin is the empty schema.
  /// - Throws: ``MergeError`` with `unrelated` when the two have no version in common.
  package init(ours: Version, theirs: Version, in graph: HistoryGraph, allowsUnrelated: Bool = false) throws {
    self.ours = ours
    self.theirs = theirs
    bases = graph.mergeBases(ours.id, theirs.id).compactMap(graph.version)
    guard !bases.isEmpty || allowsUnrelated else {
      throw MergeError(
        .unrelated, "'\(ours.name)' and '\(theirs.name)' have no version in common",
        hints: [
          "confiture diff \(ours.id.short()) \(theirs.id.short()) compares them",
          "confiture merge --allow-unrelated-histories \(theirs.id.short()) merges lines that began apart",
        ])
    }
    let (here, there) = (graph.ancestors(of: ours.id), graph.ancestors(of: theirs.id))
    ourOnly = Self.changes(of: here, besides: there, graph)
    theirOnly = Self.changes(of: there, besides: here, graph)
  }

  /// Changes that the other side has as well, such as one that was picked from it, are not its own; nor is a squash,
  /// which changes nothing that its first parent does not.
  private static func changes(of side: VersionSet, besides other: VersionSet, _ graph: HistoryGraph) -> [Version] {
    let known = Set(other.positions.compactMap { graph.version(at: $0).change })
    var seen = known
    return graph.topologicalOrder(of: side.subtracting(other)).map(graph.version(at:)).filter { version in
      version.kind != .squash && version.change.map { seen.insert($0).inserted } ?? false
    }
  }

  package func only(_ side: MergeSide) -> [Version] { side == .ours ? ourOnly : theirOnly }

  package subscript(side: MergeSide) -> Version { side == .ours ? ours : theirs }
}

/// The scripts that bring what a version has to another one: each change that is lacking, parents first.
struct BringingSteps {
  struct Step {
    let version: Version
    /// 1 or 2 for a version whose script leads here from that parent, in place of what the parent lacks.
    let road: Int?
  }

  private(set) var steps: [Step] = []
  private let graph: HistoryGraph
  private var present: VersionSet
  private var changes: Set<ChangeID>

  /// - Parameters:
  ///   - start: What is there; `nil` for an empty database.
  ///   - end: What shall be there as well.
  ///   - graph: The history that both are in.
  init(from start: Version?, to end: Version, in graph: HistoryGraph) {
    self.graph = graph
    present = start.map { graph.ancestors(of: $0.id) } ?? VersionSet(capacity: graph.count)
    changes = Set(present.positions.compactMap { graph.version(at: $0).change })
    bring(end)
  }

  private mutating func bring(_ end: Version) {
    let ancestors = graph.ancestors(of: end.id)
    let lacking = graph.topologicalOrder(of: ancestors.subtracting(present)).map(graph.version(at:))
    // What comes before the last version with roads is brought by one of them.
    guard let last = lacking.lastIndex(where: { $0.kind.hasRoads }) else {
      for version in lacking { take(version, road: nil) }
      return
    }
    let version = lacking[last]
    let parents = version.parents.map { parent in graph.position(of: parent).map(present.contains) ?? false }
    let isShort = parents.count > 1 && parents[1] && !parents[0] && !isPartlyPresent(version)
    let road = isShort ? 2 : 1
    if !parents[road - 1], let parent = graph.version(version.parents[road - 1]) { bring(parent) }
    take(version, road: road)
    present.formUnion(graph.ancestors(of: version.id))
    changes.formUnion(graph.ancestors(of: version.id).positions.compactMap { graph.version(at: $0).change })
    bring(end)
  }

  /// Whether some of what a squash stands for is there, so that its road cannot be taken.
  private func isPartlyPresent(_ squash: Version) -> Bool {
    guard squash.kind == .squash else { return false }
    let replaced = squash.parents.first.map { graph.ancestors(of: $0) } ?? VersionSet(capacity: graph.count)
    let before = squash.parents.dropFirst().first.map { graph.ancestors(of: $0) } ?? VersionSet(capacity: graph.count)
    return replaced.subtracting(before).positions.contains { position in
      present.contains(position) || graph.change(at: position).map(changes.contains) ?? false
    }
  }

  private mutating func take(_ version: Version, road: Int?) {
    if let position = graph.position(of: version.id) { present.insert(position) }
    guard let change = version.change, changes.insert(change).inserted else { return }
    steps.append(Step(version: version, road: road))
  }
}
