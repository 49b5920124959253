internal import GitStore
package import History
internal import Repository

/// Which migrations a cherry-pick copies to a branch.
package struct CherryPickPlan {
  package let sequence: EditSequence

  /// - Parameters:
  ///   - picks: The versions whose migrations are copied, in this order.
  ///   - branch: The branch that gets them.
  ///   - tip: Its tip; `nil` for an empty one.
  ///   - versions: The history.
  ///   - line: The command as it was typed.
  /// - Throws: ``EditingError`` for a version that has no migration of its own.
  package init(
    _ picks: [Version], to branch: String, tip: Version?, versions: VersionReader, line: String
  ) throws {
    var sequence = EditSequence(
      .cherryPick, line: line, branch: branch, start: tip?.id, tip: tip?.id, todo: [])
    let present = try tip.map { try PresentChanges(at: $0, besides: nil, versions) }
    for pick in picks {
      guard pick.change != nil, !pick.kind.hasRoads else {
        throw EditingError(
          .merge, "'\(pick.name)' (\(pick.id.short())) has no migration that runs by itself",
          details: [pick.kind == .squash ? "it is a squash: a second road past others" : "it is a merge"],
          hints: ["name the versions that it joins: confiture log --graph \(pick.id.short())"])
      }
      if let twin = try present?.twin(of: pick) {
        sequence.done.append(.init(from: pick.id, to: nil, name: pick.name, note: twin))
      } else {
        sequence.todo.append(pick.id)
      }
    }
    self.sequence = sequence
  }
}
