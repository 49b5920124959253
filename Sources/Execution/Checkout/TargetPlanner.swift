internal import GitStore
package import History
package import Planning

/// Makes the plans of targets, for all that show, keep, rehearse or run them: one state and one version have one plan.
package struct TargetPlanner {
  private let versions: VersionReader

  package init(_ versions: VersionReader) { self.versions = versions }

  /// - Throws: `PlanningError` that names each step that blocks the way.
  package func plan(
    for target: String, at state: TargetState, to destination: Version, options: PlanOptions = PlanOptions()
  ) throws -> Plan {
    try Planner(versions.graph).plan(
      for: target, at: state, to: destination, options: options, rewritten: rewritten(of: state, in: destination))
  }

  /// The plan, if there is one, and every other way that was weighed.
  package func candidates(
    for target: String, at state: TargetState, to destination: Version, options: PlanOptions = PlanOptions()
  ) throws -> (plan: Plan?, explanation: PlanExplanation) {
    try Planner(versions.graph).candidates(
      for: target, at: state, to: destination, options: options, rewritten: rewritten(of: state, in: destination))
  }

  /// The changes that the destination has only with other statements than those that ran on the target.
  ///
  /// - Complexity: O(versions), and a look at the scripts of each change that both have by different commits.
  private func rewritten(of state: TargetState, in destination: Version) throws -> Set<ChangeID> {
    let graph = versions.graph
    let wanted = graph.ancestors(of: destination.id)
    var elsewhere: [ChangeID: Int] = [:]
    for applied in state.changes {
      if let position = graph.position(of: applied.commit), !wanted.contains(position) {
        elsewhere[applied.change] = position
      }
    }
    guard !elsewhere.isEmpty else { return [] }
    var carriers: [ChangeID: [Int]] = [:]
    for position in wanted.positions {
      if let change = graph.change(at: position), elsewhere[change] != nil {
        carriers[change, default: []].append(position)
      }
    }
    return try Set(
      carriers.filter { change, positions in
        guard let applied = elsewhere[change] else { return false }
        return try !positions.contains { try versions.isSamePatch(graph.id(at: $0), graph.id(at: applied)) }
      }.keys)
  }
}
