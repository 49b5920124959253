package import History
package import Planning

/// The plan that would run on a target now; nothing is written.
package enum PresentPlan {
  /// - Throws: `PlanningError` when there is no way.
  package static func make(
    for target: Target, to destination: Version, versions: VersionReader, options: PlanOptions
  ) throws -> (plan: Plan, state: TargetState) {
    let control = try TargetConnection.open(target, role: "plan")
    let state = try Registry.read(control, of: target.line)
    try versions.learn(from: control, state: state)
    let plan = try TargetPlanner(versions).plan(
      for: target.name, at: state.targetState, to: destination, options: options)
    return (plan, state.targetState)
  }
}
