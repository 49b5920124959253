internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Repository
internal import Synchronization

/// A command at work on a rollout.
struct TenantsRun {
  let session: Session
  let project: Project
  let tenants: EnvironmentTenants
  let rollouts: Rollouts
  let settings: MoveSettings
  let concurrency: Int

  /// Moves tenants until the rollout is over, sees that it is recorded, and says what became of it.
  ///
  /// - Throws: ``FleetError`` when tenants are not where they should be.
  func work(on rollout: Rollout) throws {
    let started = session.world.now()
    let progress = FleetProgress(session, waves: rollout.waves, sizes: try sizes(of: rollout))
    let versions = try session.versions(of: project)
    let runner = try rollouts.runner(
      for: rollout, tenants: tenants.all, index: versions.index, settings: settings,
      report: { progress.take($0) })
    defer { session.progress(nil) }
    try runner.run(atOnce: min(concurrency, TenantSettings.mostAtOnce))
    let ended = try rollouts.finish(rollout.id) { progress.take(.waitingForOthers($0)) }
    session.progress(nil)
    try report(ended, try rollouts.queue.tenants(of: ended.id), seconds: session.world.now() - started)
  }

  private func sizes(of rollout: Rollout) throws -> [Int: Int] {
    try rollouts.queue.tenants(of: rollout.id).reduce(into: [:]) { $0[$1.wave, default: 0] += 1 }
  }

  private func report(_ rollout: Rollout, _ queued: [QueuedTenant], seconds: Double) throws {
    let moved = queued.filter { $0.state == .done }.count
    let unchanged = queued.filter { $0.state == .unchanged }.count
    let failed = queued.filter { $0.state == .failed }
    let waiting = queued.filter { $0.state == .waiting || $0.state == .running }
    let parts = [
      moved > 0 ? "\(counted(moved, "tenant")) moved" : nil,
      unchanged > 0 ? "\(unchanged) there already" : nil,
    ].compactMap(\.self)
    guard failed.isEmpty, waiting.isEmpty else {
      let missing = [
        failed.isEmpty ? nil : "\(failed.count) of \(counted(queued.count, "tenant")) failed",
        waiting.isEmpty ? nil : "\(counted(waiting.count, "tenant")) not reached",
      ].compactMap(\.self).joined(separator: ", ")
      let details = failed.prefix(12).map { "\($0.name): \($0.error ?? "failed")" }
      throw FleetError(
        .incomplete, "'\(tenants.name)' is not all at \(rollout.versionName): \(missing)",
        details: [parts.joined(separator: ", ")].filter { !$0.isEmpty } + details
          + (failed.count > 12 ? ["… and \(failed.count - 12) more"] : []),
        hints: [
          "put the cause right, then: confiture tenants deploy \(tenants.name) --continue",
          "confiture tenants queue \(tenants.name) shows each",
        ])
    }
    let outcome = rollout.outcome.map { ", recorded as \($0.short())" } ?? ""
    session.present(
      text: [
        "'\(tenants.name)' is at \(rollout.versionName) (\(rollout.version.short())): \(parts.joined(separator: ", "))"
          + " in \(session.seconds(seconds))\(outcome)"
      ],
      json: RolloutText.json(rollout, queued))
  }
}

/// Says what happens to tenants, and keeps a progress line; safe to call from many threads.
final class FleetProgress: Sendable {
  private struct Counts {
    var wave = 0
    var done = 0
    var failed = 0
    var working: [String] = []
  }

  private let session: Session
  private let waves: Int
  private let sizes: [Int: Int]
  private let counts = Mutex(Counts())
  /// Each tenant has a line of its own as long as there are few.
  private let saysEach: Bool

  init(_ session: Session, waves: Int, sizes: [Int: Int]) {
    self.session = session
    self.waves = waves
    self.sizes = sizes
    saysEach = sizes.filter { $0.key > 0 }.values.reduce(0, +) <= 40
  }

  func take(_ event: FleetEvent) {
    switch event {
    case .tenantStarted(let name, let wave):
      counts.withLock { counts in
        if counts.wave < wave {
          counts.wave = wave
          session.say("wave \(wave) of \(waves): \(counted(sizes[wave] ?? 0, "tenant"))")
        }
        counts.working.append(name)
      }
    case .tenantMoved(let name, _, let seconds):
      end(name, failed: false)
      if saysEach { session.say("  \(name): moved in \(session.seconds(seconds))") }
    case .tenantUnchanged(let name, _):
      end(name, failed: false)
      if saysEach { session.say("  \(name): there already") }
    case .tenantFailed(let name, _, let diagnostic):
      end(name, failed: true)
      var failure = diagnostic
      failure.message = "\(name): \(diagnostic.message)"
      session.warn(failure)
    case .tenantSays(let name, let event): say(event, of: name)
    case .waitingForOthers(let count):
      session.progress("other runners are at work on \(counted(count, "tenant"))")
      return
    }
    show()
  }

  private func end(_ name: String, failed: Bool) {
    counts.withLock { counts in
      counts.done += failed ? 0 : 1
      counts.failed += failed ? 1 : 0
      counts.working.removeAll { $0 == name }
    }
  }

  private func say(_ event: RunEvent, of name: String) {
    switch event {
    case .stepStarted, .stepFinished: return
    case .waitingForLock(let holder):
      session.say("  \(name): another run holds it" + (holder.isEmpty ? "" : ": \(holder)"))
    case .blocked(let statement, let blockers):
      session.say("  \(name): \(statement) waits for \(blockers.map(\.description).joined(separator: "; "))")
    case .retrying(let attempt, let count, _, let because):
      session.say("  \(name): \(because): attempt \(attempt) of \(count)")
    case .note(let text): session.say("  \(name): note: \(text)")
    case .warning(let text): session.say("  \(name): warning: \(text)")
    }
  }

  private func show() {
    let text = counts.withLock { counts in
      let failed = counts.failed > 0 ? ", \(counts.failed) failed" : ""
      return "wave \(counts.wave)/\(waves): \(counts.done) done\(failed); at work: "
        + counts.working.prefix(8).joined(separator: ", ")
    }
    session.progress(text)
  }
}
