internal import GitStore
internal import History
internal import Planning

/// The changes of a target whose statements were rewritten since they ran there, as by `amend`.
///
/// A change keeps its id when it is rewritten, so that comparing ids alone would take the old statements for the new.
/// What such a target has is reverted down to the oldest rewritten change, with the old downs, which the repository or
/// the target's registry still has; then the way goes forwards with the new ones.
struct RewrittenChanges {
  private let versions: VersionReader
  private let target: String

  init(_ versions: VersionReader, of target: String) {
    self.versions = versions
    self.target = target
  }

  /// The plan that takes rewritten changes back first; `nil` when there are none.
  func plan(at state: TargetState, to destination: Version, _ options: PlanOptions) throws -> Plan? {
    guard let first = try firstRewritten(of: state, in: destination) else { return nil }
    let kept = Array(state.changes[..<first])
    let reverts = state.changes[first...].reversed().compactMap { versions.graph.version($0.commit) }
    let name = state.changes[first].name
    let note = "'\(name)' was rewritten since it ran here, so it is taken back and run anew"
    let blocking = reverts.filter { !$0.isReversible && !isAllowed($0, options) }
    guard blocking.isEmpty, reverts.count == state.changes.count - first else {
      guard options.isDisposable else { throw refusal(blocking, name, destination) }
      var options = options
      options.mustRebuild = true
      return try Planner(versions.graph).plan(for: target, at: state, to: destination, options: options)
    }
    let rest = try Planner(versions.graph).plan(
      for: target, at: TargetState(head: kept.last?.commit, changes: kept), to: destination, options: options)
    guard rest.kind != .rebuild else { return rest }
    let steps = reverts.map { PlanStep(.revert, $0) } + rest.steps
    return Plan(
      kind: rest.steps.isEmpty ? .rewind : .sideways, target: target, state: state, to: destination, steps: steps,
      notes: [note] + rest.notes)
  }

  /// The oldest applied change that the destination has only with other statements.
  ///
  /// - Complexity: O(versions), and a look at each change that the destination has by another commit.
  private func firstRewritten(of state: TargetState, in destination: Version) throws -> Int? {
    let graph = versions.graph
    let wanted = graph.ancestors(of: destination.id)
    return try state.changes.firstIndex { applied in
      guard let position = graph.position(of: applied.commit), !wanted.contains(position) else { return false }
      let carriers = graph.positions(of: applied.change).filter(wanted.contains).map { graph.version(at: $0) }
      guard !carriers.isEmpty else { return false }
      let patch = try versions.patch(of: graph.version(at: position))
      return try carriers.allSatisfy { try versions.patch(of: $0) != patch }
    }
  }

  private func isAllowed(_ version: Version, _ options: PlanOptions) -> Bool {
    options.allowedIrreversible.contains(version.name)
      || version.change.map { options.allowedIrreversible.contains($0.text) } ?? false
  }

  private func refusal(_ blocking: [Version], _ name: String, _ destination: Version) -> PlanningError {
    let names = blocking.map(\.name)
    let listed = names.map { "'\($0)'" }.joined(separator: ", ")
    return PlanningError(
      .irreversible,
      "'\(name)' was rewritten since it ran here: going to '\(destination.name)' would revert \(listed), whose down does not restore what was there",
      details: names.map { "confiture show \($0) tells what is lost" },
      hints: ["accept the loss by name: " + names.map { "--allow-irreversible \($0)" }.joined(separator: " ")])
  }
}
