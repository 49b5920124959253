package import Diagnostics
internal import GitStore
internal import History
internal import Planning
internal import Postgres
internal import Synchronization

/// What happens during a rollout, as it happens.
package enum FleetEvent: Sendable {
  case tenantStarted(String, wave: Int)
  case tenantMoved(String, wave: Int, seconds: Double)
  case tenantUnchanged(String, wave: Int)
  case tenantFailed(String, wave: Int, Diagnostic)
  /// Something that a tenant's run tells, such as who blocks it.
  case tenantSays(String, RunEvent)
  case waitingForOthers(Int)
}

/// Works on one rollout: takes tenants from the queue and moves them, on several threads, until the rollout is over.
package struct RolloutRunner: Sendable {
  let rollout: Rollout
  let tenants: [String: Tenant]
  let control: ConnectionString
  let store: ObjectStore
  let index: HistoryIndex
  let plans: FleetPlans
  let confirmed: [ConfirmedPlan]
  let settings: MoveSettings
  let environment: RunEnvironment
  let report: @Sendable (FleetEvent) -> Void

  /// How often a runner with nothing to do looks at what other machines did.
  private static let pause = Duration.milliseconds(250)

  /// What the threads of a runner share.
  private final class Shared: Sendable {
    let material = SharedMaterial()
    let bell = Bell()
    private let failure = Mutex<(any Error)?>(nil)

    func fail(_ error: any Error) { failure.withLock { $0 = $0 ?? error } }
    var error: (any Error)? { failure.withLock { $0 } }
  }

  /// Works with so many threads.
  ///
  /// - Throws: What keeps a thread from the queue; tenants that were being moved then are finished or taken back.
  package func run(atOnce limit: Int) throws {
    let shared = Shared()
    let name = RunIdentifier.make(environment)
    Threads.run(limit) { thread in
      do { try work(as: "\(environment.actor) \(name)/\(thread + 1)", shared) } catch { shared.fail(error) }
      shared.bell.ring()
    }
    if let error = shared.error { throw error }
    if environment.isInterrupted() { throw interrupted }
  }

  private var interrupted: ExecutionError {
    ExecutionError(
      .interrupted, .cancelled, "interrupted: no tenant was left in the middle",
      hints: [
        "confiture tenants deploy \(rollout.environment) --continue",
        "confiture tenants queue \(rollout.environment) shows how far it is",
      ])
  }

  private func work(as name: String, _ shared: Shared) throws {
    let versions = VersionReader(store: store, index: index, sharing: shared.material)
    var queue = try RolloutQueue(control, role: "runner")
    let session = ControlSession()
    while !environment.isInterrupted(), shared.error == nil {
      guard let queued = try queue.claim(in: rollout.id, by: name) else {
        switch try queue.advance(rollout.id) {
        case .over: return
        case .next: shared.bell.ring()
        case .wait: shared.bell.wait(atMost: Self.pause)
        }
        continue
      }
      report(.tenantStarted(queued.name, wave: queued.wave))
      let result = move(queued, versions, session)
      do { try note(result, of: queued, in: queue) } catch let error as PostgresError where error.kind == .unreachable
      {
        // The queue was lost while the tenant was moved; unless somebody has taken it meanwhile, it is still ours.
        queue = try RolloutQueue(control, role: "runner")
        try note(result, of: queued, in: queue)
      }
      shared.bell.ring()
    }
  }

  private func note(_ result: TenantMove.Result, of queued: QueuedTenant, in queue: RolloutQueue) throws {
    switch result {
    case .interrupted: try queue.release(queued, of: rollout.id)
    case .finished(let finished, let diagnostic):
      try queue.finish(finished, of: rollout.id)
      tell(finished, diagnostic)
    }
  }

  private func tell(_ tenant: QueuedTenant, _ diagnostic: Diagnostic?) {
    switch tenant.state {
    case .failed:
      report(
        .tenantFailed(
          tenant.name, wave: tenant.wave, diagnostic ?? Diagnostic(code: "bug.unexpected", tenant.error ?? "")))
    case .unchanged: report(.tenantUnchanged(tenant.name, wave: tenant.wave))
    case .done, .waiting, .running:
      let seconds = tenant.outcome.map { $0.ended - $0.started } ?? 0
      report(.tenantMoved(tenant.name, wave: tenant.wave, seconds: seconds))
    }
  }

  private func move(
    _ queued: QueuedTenant, _ versions: VersionReader, _ session: ControlSession
  ) -> TenantMove.Result {
    guard let tenant = tenants[queued.name] else {
      return refused(
        queued, "'\(queued.name)' is no tenant of '\(rollout.environment)' any more",
        ["confiture tenants list \(rollout.environment)"])
    }
    guard let goal = versions.graph.version(queued.version) else {
      return refused(
        queued, "version \(queued.version.short()) is not in this repository",
        ["confiture fetch brings it"])
    }
    var own = environment
    let report = report
    own.report = { report(.tenantSays(queued.name, $0)) }
    return TenantMove(
      rollout: rollout, tenant: tenant, queued: queued, goal: goal, versions: versions, plans: plans,
      confirmed: confirmed, settings: settings, environment: own, session: session
    ).run()
  }

  private func refused(_ queued: QueuedTenant, _ message: String, _ hints: [String]) -> TenantMove.Result {
    var finished = queued
    finished.state = .failed
    finished.error = message
    return .finished(
      finished, Diagnostic(code: FleetError.Code.unknownTenant.rawValue, message, hints: hints))
  }
}
