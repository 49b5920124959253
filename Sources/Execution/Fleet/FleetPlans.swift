internal import GitStore
package import History
package import Planning
internal import Synchronization

/// The plans of many tenants: one for each state that they are in.
package final class FleetPlans: Sendable {
  private struct Key: Hashable {
    var goal: ObjectID
    var head: ObjectID?
    var fingerprint: String?
    var changes: [ChangeID]
    var commits: [ObjectID]
  }

  private let environment: String
  private let options: PlanOptions
  private let known = Mutex<[Key: Result<Plan, PlanningError>]>([:])

  /// - Parameters:
  ///   - environment: Whose tenants they are: plans are made out to it, so that tenants in one state have one plan.
  ///   - options: What a plan may contain.
  package init(for environment: String, options: PlanOptions) {
    self.environment = environment
    self.options = options
  }

  /// The plan from a state to a version, made once.
  ///
  /// - Parameters:
  ///   - state: Where tenants are.
  ///   - goal: Where they go.
  ///   - versions: Knows the versions that the state names.
  /// - Returns: The plan of all tenants in this state.
  /// - Throws: `PlanningError` when there is none, the same one for each tenant in this state.
  package func plan(at state: TargetState, to goal: Version, reading versions: VersionReader) throws -> Plan {
    let key = Key(
      goal: goal.id, head: state.head, fingerprint: state.fingerprint, changes: state.changes.map(\.change),
      commits: state.changes.map(\.commit))
    if let plan = known.withLock({ $0[key] }) { return try plan.get() }
    let made: Result<Plan, PlanningError>
    do {
      made = .success(
        try TargetPlanner(versions).plan(for: environment, at: state, to: goal, options: options))
    } catch let error as PlanningError {
      made = .failure(error)
    }
    known.withLock { $0[key] = made }
    return try made.get()
  }
}
