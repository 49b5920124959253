internal import GitStore
package import History

/// Finds the way from a target's state to a version.
///
/// A state is the set of changes applied: what the version does not have is reverted, newest first; what the target
/// does not have is applied, parents first. Changes compare by change id, so that a cherry-picked change that later
/// arrives by a merge is already there. Reconciliations are crossed over their roads, squashes may be; see
/// ``WaySearch``. Of all ways the one that costs least is taken, and none that needs a word nobody gave.
package struct Planner: Sendable {
  private let graph: HistoryGraph

  package init(_ graph: HistoryGraph) { self.graph = graph }

  /// - Parameters:
  ///   - target: Whose plan it is.
  ///   - state: Where the target is.
  ///   - destination: Where it goes.
  ///   - options: What the plan may contain.
  ///   - rewritten: Changes of the target that the destination has with other statements, as after an amend. A change
  ///     keeps its id then, so that the ids alone would take the old statements for the new: the oldest of them and all
  ///     that came since are reverted, and run anew.
  /// - Returns: The way that costs least.
  /// - Complexity: O(versions of the history), and what the roads of the history stand for.
  /// - Throws: ``PlanningError`` that names each step that blocks the way.
  package func plan(
    for target: String, at state: TargetState, to destination: Version, options: PlanOptions = PlanOptions(),
    rewritten: Set<ChangeID> = []
  ) throws(PlanningError) -> Plan {
    let weighing = try Weighing(graph, target, at: state, to: destination, options, rewritten)
    let candidates = weighing.weigh(forExplanation: false).candidates
    guard let best = Weighing.best(candidates) else { throw weighing.refusal(candidates) }
    return weighing.plan(best, beside: candidates)
  }

  /// The plan, if there is one, and every other way that was weighed, with its cost or what blocks it.
  ///
  /// - Throws: ``PlanningError`` when the target has changes that this history lacks.
  package func candidates(
    for target: String, at state: TargetState, to destination: Version, options: PlanOptions = PlanOptions(),
    rewritten: Set<ChangeID> = []
  ) throws(PlanningError) -> (plan: Plan?, explanation: PlanExplanation) {
    let weighing = try Weighing(graph, target, at: state, to: destination, options, rewritten)
    let weighed = weighing.weigh(forExplanation: true)
    let candidates = weighed.candidates
    let best = Weighing.best(candidates)
    let explanation = PlanExplanation(
      destination: destination, chosen: best,
      others: candidates.filter { $0 != best }.sorted { Weighing.order($0) < Weighing.order($1) },
      limits: weighed.limits)
    return (best.map { weighing.plan($0, beside: candidates) }, explanation)
  }
}
