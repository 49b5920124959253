internal import GitStore
internal import History

/// What is recorded of a rollout as a whole.
struct FleetRecord {
  let outcome: Outcome
  let records: [FleetOutcomes.Record]
  let tenants: [String]

  init(of rollout: Rollout, _ queued: [QueuedTenant], world: RunEnvironment) {
    func count(_ state: QueuedTenant.State) -> [String] { queued.filter { $0.state == state }.map(\.name) }
    let failed = count(.failed)
    let waiting = count(.waiting) + count(.running)
    let result: Outcome.Result = !failed.isEmpty ? .failed : waiting.isEmpty ? .succeeded : .interrupted
    let parts = [
      failed.isEmpty ? nil : "\(failed.count) of \(queued.count) tenants failed: \(Self.listed(failed))",
      waiting.isEmpty ? nil : "\(waiting.count) were not reached",
    ].compactMap(\.self)
    // Where tenants have lines of their own, the environment's version is that of the others.
    outcome = Outcome(
      run: rollout.run, target: rollout.environment, plan: Self.plan(of: queued), result: result, from: nil,
      to: rollout.version, toName: rollout.versionName, fingerprint: nil,
      steps: [], started: rollout.started, ended: world.now(), by: rollout.startedBy,
      error: parts.isEmpty ? nil : parts.joined(separator: "; "))
    let now = world.now()
    records = queued.map { tenant in
      let record =
        tenant.outcome
        ?? Outcome(
          run: rollout.run, target: "\(rollout.environment)/\(tenant.name)", plan: tenant.plan ?? "",
          result: tenant.state == .failed ? .failed : .interrupted, from: tenant.head, to: tenant.head, toName: nil,
          fingerprint: nil, steps: [], started: now, ended: now, by: rollout.startedBy,
          error: tenant.error ?? "not reached: the rollout was \(rollout.state.rawValue)")
      return FleetOutcomes.Record(name: tenant.name, outcome: record, isUnchanged: tenant.state == .unchanged)
    }
    tenants = rollout.tenants
  }

  func write(to store: ObjectStore) throws -> ObjectID {
    try FleetOutcomes(store).append(outcome, records: records, of: tenants)
  }

  /// The plan, where all had the same.
  private static func plan(of queued: [QueuedTenant]) -> String {
    let plans = Set(queued.filter { $0.state != .unchanged }.compactMap(\.plan))
    return plans.count == 1 ? plans.first ?? "" : ""
  }

  private static func listed(_ names: [String]) -> String {
    names.count <= 5 ? names.joined(separator: ", ") : names.prefix(5).joined(separator: ", ") + " …"
  }
}
