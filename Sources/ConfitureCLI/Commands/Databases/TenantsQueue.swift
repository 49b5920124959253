internal import CommandLineKit
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Repository
internal import Terminal

struct TenantsQueueCommand: SessionCommand {
  static let name = "queue"
  static let summary = "Show how far the newest rollout of an environment is."
  static let discussion = """
    Reads the control database: the waves, who is at work on which tenant, and what failed.
    """
  static let examples = [
    Example("confiture tenants queue production", "how far is it, and what failed?"),
    Example("confiture tenants queue production --format json", "every tenant, for a program"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .optionalArgument(
      \.environment, "<environment>", "The environment (default: the only one with tenants).", completing: .targets)
  ]

  var environment: String?

  func run(in session: Session) throws {
    let project = try session.project()
    let environment = try session.tenantEnvironment(environment, in: project)
    let control = try session.controlAddress(of: environment)
    let queue = try RolloutQueue(control)
    guard let rollout = try queue.rollouts(of: environment.name, limit: 1).first else {
      session.present(text: ["there was no rollout of '\(environment.name)' yet"], json: .null)
      return
    }
    let tenants = try queue.tenants(of: rollout.id)
    session.present(text: lines(rollout, tenants, session), json: RolloutText.json(rollout, tenants))
  }

  private func lines(_ rollout: Rollout, _ tenants: [QueuedTenant], _ session: Session) -> [String] {
    let attempt = rollout.attempt > 1 ? ", attempt \(rollout.attempt)" : ""
    var lines = [
      "\(rollout.id): '\(rollout.environment)' to \(rollout.versionName) (\(rollout.version.short())),"
        + " \(rollout.state.rawValue)\(attempt)",
      "  begun by \(rollout.startedBy) at \(CommitDate(seconds: Int64(rollout.started)).text)"
        + (rollout.outcome.map { ", recorded as \($0.short())" } ?? ""),
    ]
    var table = Table(
      ["  WAVE", "TENANTS", "DONE", "FAILED", "AT WORK", "WAITING"],
      alignment: [.leading] + Array(repeating: .trailing, count: 5))
    for wave in 0...rollout.waves {
      let own = tenants.filter { $0.wave == wave }
      guard !own.isEmpty else { continue }
      func count(_ states: QueuedTenant.State...) -> String { "\(own.filter { states.contains($0.state) }.count)" }
      let name = wave == 0 ? "there already" : wave == 1 && rollout.hasCanary ? "1, canary" : "\(wave)"
      table.add(
        "  \(name)", "\(own.count)", count(.done, .unchanged), count(.failed), count(.running), count(.waiting))
    }
    lines += table.lines()
    for tenant in tenants where tenant.state == .running {
      lines.append("  at work: \(tenant.name), by \(tenant.runner ?? "?")")
    }
    for tenant in tenants where tenant.state == .failed {
      lines.append("  failed: \(tenant.name): \(tenant.error ?? "")")
    }
    if rollout.state.canContinue {
      lines.append("  (confiture tenants deploy \(rollout.environment) --continue takes it up again)")
    }
    return lines
  }
}
