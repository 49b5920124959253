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

  /// - Complexity: O(versions of the history), and what the roads of the history stand for.
  /// - Throws: ``PlanningError`` that names each step that blocks the way.
  package func plan(
    for target: String, at state: TargetState, to destination: Version, options: PlanOptions = PlanOptions()
  ) throws(PlanningError) -> Plan {
    let weighing = try Weighing(graph, target, at: state, to: destination, options)
    let candidates = weighing.candidates(forExplanation: false)
    guard let best = Weighing.best(candidates) else { throw weighing.refusal(candidates) }
    return weighing.plan(best, beside: candidates)
  }

  /// The plan, if there is one, and every other way that was weighed, with its cost or what blocks it.
  ///
  /// - Throws: ``PlanningError`` when the target has changes that this history lacks.
  package func candidates(
    for target: String, at state: TargetState, to destination: Version, options: PlanOptions = PlanOptions()
  ) throws(PlanningError) -> (plan: Plan?, explanation: PlanExplanation) {
    let weighing = try Weighing(graph, target, at: state, to: destination, options)
    let candidates = weighing.candidates(forExplanation: true)
    let best = Weighing.best(candidates)
    let explanation = PlanExplanation(
      destination: destination, chosen: best,
      others: candidates.filter { $0 != best }.sorted { Weighing.order($0) < Weighing.order($1) })
    return (best.map { weighing.plan($0, beside: candidates) }, explanation)
  }
}
