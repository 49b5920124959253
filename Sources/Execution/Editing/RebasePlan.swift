internal import GitStore
package import History
package import Repository

/// What a rebase has to do: the branch's own migrations, without those that are there already.
package struct RebasePlan {
  package let sequence: EditSequence
  /// Nothing has to be made anew: the branch stands there already, or its tip is only behind.
  package let isUpToDate: Bool

  /// - Parameters:
  ///   - branch: The branch to rebase.
  ///   - tip: Its tip.
  ///   - upstream: What it reaches is not the branch's own.
  ///   - onto: Where the branch's own migrations go.
  ///   - versions: The history.
  ///   - project: The repository.
  ///   - line: The command as it was typed.
  /// - Throws: ``EditingError`` for a merge in between, ``RepositoryError`` for a version that others rely on.
  package init(
    branch: String, tip: Version, upstream: Version, onto: Version, versions: VersionReader, in project: Project,
    line: String
  ) throws {
    let graph = versions.graph
    let own = graph.ancestors(of: tip.id).subtracting(graph.ancestors(of: upstream.id))
    let order = graph.topologicalOrder(of: own).map { graph.version(at: $0) }
    if let merge = order.first(where: { $0.isMerge || $0.change == nil }) { throw Self.refusal(of: merge, upstream) }
    var sequence = EditSequence(
      .rebase, line: line, branch: branch, start: tip.id, tip: onto.id, todo: [])
    if let first = order.first, first.parents == [onto.id] {
      isUpToDate = true
      self.sequence = sequence
      return
    }
    let present = try PresentChanges(at: onto, besides: tip, versions)
    for version in order {
      if let twin = try present.twin(of: version) {
        sequence.done.append(.init(from: version.id, to: nil, name: version.name, note: twin))
      } else {
        sequence.todo.append(version.id)
      }
    }
    let immutable = try project.immutableVersions()
    for id in sequence.todo { try immutable.checkMutable(versions.version(id)) }
    isUpToDate = onto.id == tip.id
    self.sequence = sequence
  }

  private static func refusal(of merge: Version, _ upstream: Version) -> EditingError {
    EditingError(
      .merge, "'\(merge.name)' (\(merge.id.short())) joins two lines, and a rebase makes one line of them",
      details: ["it is among the versions that \(upstream.id.short()) does not have"],
      hints: [
        "merge the two lines instead, or rebase what came after it: confiture rebase --onto NEW \(merge.id.short())"
      ])
  }
}

/// The changes that a version has already.
struct PresentChanges {
  private let versions: VersionReader
  private let byChange: [ChangeID: Version]
  private let byPatch: [String: Version]

  /// - Parameters:
  ///   - version: Where the changes are.
  ///   - other: What this one has too need not be compared by its statements.
  ///   - versions: The history.
  /// - Throws: Why a version cannot be read.
  init(at version: Version, besides other: Version?, _ versions: VersionReader) throws {
    self.versions = versions
    let graph = versions.graph
    var byChange: [ChangeID: Version] = [:]
    for present in graph.lineage(of: version.id) {
      if let change = present.change, byChange[change] == nil { byChange[change] = present }
    }
    self.byChange = byChange
    guard let other else {
      byPatch = [:]
      return
    }
    let news = graph.ancestors(of: version.id).subtracting(graph.ancestors(of: other.id))
    var byPatch: [String: Version] = [:]
    for position in news.positions {
      let present = graph.version(at: position)
      guard present.change != nil, !present.kind.hasRoads else { continue }
      byPatch[try versions.patch(of: present)] = present
    }
    self.byPatch = byPatch
  }

  /// Says as what a version's change is there already; `nil` when it is not.
  func twin(of version: Version) throws -> String? {
    if let change = version.change, let twin = byChange[change] {
      if twin.id == version.id { return "it is there already" }
      let isSame = try versions.patch(of: twin) == versions.patch(of: version)
      return "it is there as \(twin.id.short())" + (isSame ? "" : ", with other statements")
    }
    guard !byPatch.isEmpty, let twin = byPatch[try versions.patch(of: version)] else { return nil }
    return "'\(twin.name)' (\(twin.id.short())) has the same statements"
  }
}
