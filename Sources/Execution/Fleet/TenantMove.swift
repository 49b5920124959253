internal import Diagnostics
internal import GitStore
internal import History
internal import Planning
internal import Postgres
internal import Schema

/// How the tenants of a rollout are moved.
package struct MoveSettings: Sendable {
  package var locks = LockPolicy()
  /// How long to wait for another run on a tenant to end.
  package var patience = Duration.seconds(60)
  package var verifies = true
  var acceptsDrift = false
  /// A statement of which nobody knows whether it happened may be run again, as the user asked to go on.
  package var continuesPieces = false

  package init() {}
}

/// Moves one tenant of a rollout, and tells what became of it.
struct TenantMove {
  let rollout: Rollout
  let tenant: Tenant
  let queued: QueuedTenant
  let goal: Version
  let versions: VersionReader
  let plans: FleetPlans
  let confirmed: [ConfirmedPlan]
  let settings: MoveSettings
  let environment: RunEnvironment
  let session: ControlSession

  enum Result {
    /// To be written into the queue.
    case finished(QueuedTenant, Diagnostic?)
    /// The user asked to stop: nothing of it is kept.
    case interrupted
  }

  func run() -> Result {
    let collected = RolloutOutcomes()
    let started = environment.now()
    do {
      let result = try move(collected)
      var outcome = collected.all.last
      if outcome == nil, queued.attempts > 1 { outcome = try earlierOutcome() }
      var finished = queued
      finished.state = outcome == nil ? .unchanged : .done
      finished.outcome = outcome ?? standing(at: goal, plan: result.plan.id, started)
      finished.head = goal.id
      finished.error = nil
      finished.plan = outcome?.plan ?? result.plan.id
      return .finished(finished, nil)
    } catch {
      return failed(error, collected.all.last, started)
    }
  }

  private func move(_ collected: RolloutOutcomes) throws -> CheckoutResult {
    do { return try attempt(.automatic, collected) } catch let error as any DiagnosedError
      where error.kind == .interruptedRun && settings.continuesPieces
    {
      return try attempt(.continueRun, collected)
    }
  }

  private func attempt(
    _ resumption: CheckoutRequest.Resumption, _ collected: RolloutOutcomes
  ) throws -> CheckoutResult {
    var request = CheckoutRequest(destination: goal)
    request.resumption = resumption
    request.acceptsDrift = settings.acceptsDrift
    request.patience = settings.patience
    request.locks = settings.locks
    request.verifies = settings.verifies
    let plans = plans
    request.planned = { try plans.plan(at: $0, to: $1, reading: $2) }
    defer { session.release() }
    let checkout = try Checkout(
      tenant.target, over: session.open(tenant.target), versions: versions,
      recorder: OutcomeRecorder(versions.store, rollout: collected), environment: environment)
    return try checkout.run(request) { plan in
      guard let known = confirmed.first(where: { $0.covers(plan) }) else {
        throw FleetError(
          .unplanned, "'\(tenant.name)' is not where it was when the rollout was confirmed",
          details: ["its plan would be \(plan.id.prefix(12)), which nobody has seen"],
          hints: ["confiture tenants deploy \(tenant.environment) --only \(tenant.name) plans it anew"])
      }
      checkout.evidence = known.evidence
      return true
    }
  }

  /// What a runner recorded that died before it could say so.
  private func earlierOutcome() throws -> Outcome? {
    let control = try Connection(tenant.address, applicationName: "confiture control")
    guard let shape = try Registry.shape(control) else { return nil }
    let own: SQLText = shape == .lines ? "target = \(tenant.target.line.key)" : "true"
    let row = try control.query(
      "SELECT body FROM confiture.outcome WHERE \(sql: own) ORDER BY sequence DESC LIMIT 1"
    ).rows.first
    let outcome = try row.map { try Outcome(jsonText: $0.text(0)) }
    // What brought the tenant there before the rollout began is not this one's.
    guard let outcome, outcome.to == goal.id, outcome.ended >= rollout.started else { return nil }
    return outcome
  }

  private func standing(at version: Version, plan: String, _ started: Double) -> Outcome {
    Outcome(
      run: rollout.run, target: tenant.targetName, plan: plan, result: .succeeded, from: version.id, to: version.id,
      toName: version.name, fingerprint: version.fingerprint.hex, steps: [], started: started,
      ended: environment.now(), by: environment.actor, error: nil)
  }

  private func failed(_ error: any Error, _ outcome: Outcome?, _ started: Double) -> Result {
    let known = error as? any DiagnosedError
    if known?.kind == .cancelled { return .interrupted }
    let diagnostic = known?.diagnostic ?? Diagnostic(code: "bug.unexpected", "\(error)")
    var finished = queued
    finished.state = .failed
    finished.error = diagnostic.message
    var record =
      outcome
      ?? Outcome(
        run: rollout.run, target: tenant.targetName, plan: queued.plan ?? "", result: .failed, from: queued.head,
        to: queued.head, toName: queued.head.flatMap { versions.graph.version($0)?.name }, fingerprint: nil,
        steps: [],
        started: started, ended: environment.now(), by: environment.actor, error: nil)
    record.error = record.error ?? diagnostic.message
    finished.outcome = record
    finished.head = record.to
    return .finished(finished, diagnostic)
  }
}
