internal import Diagnostics
package import GitStore
package import History
package import Postgres
package import Planning
package import Repository
internal import Schema

/// The rollouts of one environment: begins, joins, takes up again, ends and records them.
package struct Rollouts {
  package let environment: String
  package let queue: RolloutQueue
  private let store: ObjectStore
  private let control: ConnectionString
  private let world: RunEnvironment

  /// Connects to the control database; nothing is written yet.
  package init(of environment: String, control: ConnectionString, store: ObjectStore, world: RunEnvironment) throws {
    self.environment = environment
    self.control = control
    self.store = store
    self.world = world
    queue = try RolloutQueue(control)
  }

  /// The newest rollout.
  package func latest() throws -> Rollout? { try queue.rollouts(of: environment, limit: 1).first }

  /// Puts a rollout into the queue; when one to the same version is running already, returns that.
  ///
  /// - Parameters:
  ///   - plan: What was confirmed.
  ///   - version: Where the environment goes.
  ///   - all: All tenants of the environment.
  ///   - settings: How many failures stop it.
  ///   - options: What its plans may contain.
  ///   - acceptsDrift: Whether tenants are moved although their schema differs from the recorded one.
  ///   - evidence: Why the rules let each plan run, in the order of the plan's groups.
  /// - Returns: The rollout, and whether it was running already.
  /// - Throws: ``FleetError`` when another one is running.
  package func begin(
    _ plan: FleetPlan, to version: Version, all: [String], settings: TenantSettings, options: PlanOptions,
    acceptsDrift: Bool, evidence: [Outcome.Evidence] = []
  ) throws -> (rollout: Rollout, joined: Bool) {
    try checkChain()
    try queue.prepare()
    let moving = plan.waves.waves.flatMap(\.self)
    let rollout = Rollout(
      id: RunIdentifier.make(world), environment: environment, version: version.id, versionName: version.name,
      state: .running, attempt: 1, wave: 1, waves: max(1, plan.waves.waves.count), hasCanary: plan.waves.hasCanary,
      stopsAfter: settings.stopsAfter.of(max(1, moving.count)), tenants: all,
      allowedIrreversible: options.allowedIrreversible.sorted(), acceptsDrift: acceptsDrift, started: world.now(),
      startedBy: world.actor,
      outcome: nil)
    let plans = plan.groups.enumerated().map { index, group in
      ConfirmedPlan(
        id: group.plan.id, steps: group.plan.stepKeys,
        evidence: evidence.indices.contains(index) ? evidence[index] : nil)
    }
    for _ in 0..<3 {
      if try queue.add(rollout, tenants(of: plan, in: rollout), plans) { return (rollout, false) }
      if let running = try latest(), running.state == .running { return (try checked(running, version), true) }
    }
    throw FleetError(.running, "rollouts of '\(environment)' begin and end faster than this one can")
  }

  /// Git has no folder of the name of a reference.
  private func checkChain() throws {
    let taken = ConfitureReference.outcome(environment)
    guard try store.reference(taken) != nil else { return }
    throw FleetError(
      .chainTaken,
      "'\(environment)' has outcomes from when it was one database, and rollouts are recorded below that name",
      details: ["\(taken) is in the way of \(ConfitureReference.outcome(FleetOutcomes.chain(of: environment)))"],
      hints: [
        "keep them under another name: git update-ref \(taken)-before \(taken) && git update-ref -d \(taken)"
      ])
  }

  /// Refuses a running rollout that goes elsewhere.
  package func checked(_ running: Rollout, _ version: Version) throws -> Rollout {
    if running.version == version.id { return running }
    let what = "a rollout of '\(environment)' to \(running.versionName) (\(running.version.short()))"
    let working = try queue.atWork(running.id)
    guard working == 0 else {
      throw FleetError(
        .running, "\(what) is running", details: ["begun by \(running.startedBy); at work on \(working) tenants"],
        hints: ["confiture tenants queue \(environment)", "wait for its end"])
    }
    throw FleetError(
      .interrupted, "\(what) was interrupted",
      hints: [
        "finish it: confiture tenants deploy \(environment) --continue",
        "or leave the tenants where they are: confiture tenants deploy \(environment) --abort",
      ])
  }

  private func tenants(of plan: FleetPlan, in rollout: Rollout) -> [QueuedTenant] {
    var planOf: [String: String] = [:]
    for group in plan.groups { for name in group.tenants { planOf[name] = group.plan.id } }
    func queued(_ name: String, wave: Int, _ state: QueuedTenant.State) -> QueuedTenant {
      QueuedTenant(
        name: name, wave: wave, version: plan.goals[name] ?? rollout.version, state: state, attempts: 0,
        head: plan.heads[name], plan: planOf[name])
    }
    let moving = plan.waves.waves.enumerated().flatMap { index, names in
      names.map { queued($0, wave: index + 1, .waiting) }
    }
    return moving
      + plan.unchanged.map { name, version in
        var tenant = queued(name, wave: 0, .unchanged)
        tenant.outcome = Outcome(
          run: rollout.run, target: "\(environment)/\(name)", plan: "", result: .succeeded, from: version.id,
          to: version.id, toName: version.name, fingerprint: version.fingerprint.hex, steps: [],
          started: rollout.started, ended: rollout.started, by: rollout.startedBy, error: nil)
        return tenant
      }
  }

  /// The rollout that can be taken up again: one that stopped or failed, or whose runners are gone.
  package func open() throws -> Rollout {
    if let latest = try latest(), latest.state == .running || latest.state.canContinue { return latest }
    throw FleetError(
      .nothingOpen, "no rollout of '\(environment)' waits to be continued",
      hints: ["confiture tenants deploy \(environment) REV begins one", "confiture tenants status \(environment)"])
  }

  /// Takes a rollout up again.
  package func reopened() throws -> Rollout {
    let rollout = try open()
    if rollout.state.canContinue { try queue.reopen(rollout.id) }
    return try queue.rollout(rollout.id) ?? rollout
  }

  /// Ends a rollout on which nobody is at work; each tenant stays where it is.
  package func abort() throws -> Rollout {
    let rollout = try open()
    guard try queue.abort(rollout.id) else {
      throw FleetError(
        .running,
        "the rollout of '\(environment)' is at work: \(try queue.atWork(rollout.id)) tenants are being moved",
        hints: ["interrupt its runners first: Ctrl-C lets each end cleanly"])
    }
    try finish(rollout.id) { _ in }
    return try queue.rollout(rollout.id) ?? rollout
  }

  /// A runner for a rollout.
  package func runner(
    for rollout: Rollout, tenants: [Tenant], index: HistoryIndex, settings: MoveSettings,
    report: @escaping @Sendable (FleetEvent) -> Void
  ) throws -> RolloutRunner {
    let plans = FleetPlans(
      for: environment,
      options: PlanOptions(allowedIrreversible: Set(rollout.allowedIrreversible)))
    var settings = settings
    settings.acceptsDrift = rollout.acceptsDrift
    return RolloutRunner(
      rollout: rollout, tenants: Dictionary(tenants.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first }),
      control: control, store: store, index: index, plans: plans, confirmed: try queue.plans(of: rollout.id),
      settings: settings, environment: world, report: report)
  }

  /// Records the newest rollout where it is over, and whoever ended it was gone before it was recorded.
  package func recordEnded() throws {
    guard let latest = try latest(), latest.state != .running, latest.outcome == nil else { return }
    _ = try queue.close(latest.id, record: record)
  }

  private func record(_ rollout: Rollout, _ tenants: [QueuedTenant]) throws -> ObjectID? {
    try FleetRecord(of: rollout, tenants, world: world).write(to: store)
  }

  /// Waits for the others that are still at work, and sees that the rollout is recorded.
  ///
  /// - Returns: The rollout as it is now.
  @discardableResult
  package func finish(_ id: String, waiting: (Int) -> Void) throws -> Rollout {
    while true {
      switch try queue.close(id, record: record) {
      case .recorded, .notOver:
        guard let rollout = try queue.rollout(id) else {
          throw FleetError(.unknownRecord, "the rollout \(id) is gone from the control database")
        }
        return rollout
      case .othersAtWork(let count):
        waiting(count)
        if world.isInterrupted() { throw ExecutionError.interrupted }
        Bell().wait(atMost: .milliseconds(250))
      }
    }
  }
}
