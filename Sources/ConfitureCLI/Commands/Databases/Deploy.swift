internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Planning
internal import Reports
internal import Repository

struct DeployCommand: GuardedCommand {
  static let name = "deploy"
  static let summary = "Bring the database of an environment to the version that was promoted to it."
  static let discussion = """
    Plans, checks the environment's rules, rehearses where they ask for it, runs, and records what happened, together with
    the checks and with who approved the plan. A protected environment goes forwards only unless the plan is approved, is
    always rehearsed, and is never deployed to while its schema differs from the recorded one.
    """
  static let examples = [
    Example("confiture deploy staging --yes", "run what was promoted, without asking"),
    Example("confiture deploy production --plan", "show the plan and the checks, change nothing"),
    Example("confiture deploy production --require 2", "ask for two approvals, whatever the rules say"),
    Example("confiture deploy production --continue", "finish a run that was interrupted"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] =
    [
      .argument(\.environment, "<environment>", "An environment of confiture.yaml.", completing: .targets),
      .flag("plan", \.planOnly, "Print plan and checks and change nothing; ends with 1 when a check fails."),
      .flag("yes", \.yes, "Do not ask.", short: "y"),
      .options(
        "allow-irreversible", \.allowedIrreversible, "<migration>",
        "Revert this migration although its down does not restore everything.", completing: .migrations),
      .flag("continue", \.continues, "Finish a run that was interrupted."),
      .flag("abort", \.aborts, "Take back the step of a run that was interrupted."),
      .option("wait", \.wait, "<duration>", "How long to wait for another run to end (default: 60s)."),
      .option("lock-timeout", \.lockTimeout, "<duration>", "How long a statement waits for a lock (default: 2s)."),
      .option("lock-attempts", \.lockAttempts, "<n>", "How often a migration is tried for its locks (default: 10)."),
    ] + policyParameters

  var environment = ""
  var planOnly = false
  var yes = false
  var allowedIrreversible: [String] = []
  var continues = false
  var aborts = false
  var wait: DurationValue?
  var lockTimeout: DurationValue?
  var lockAttempts: Int?
  var policy = PolicyOptions()

  func run(in session: Session) throws {
    guard !(continues && aborts) else {
      throw CommandFailure(.checkoutBothWays, "--continue and --abort exclude each other")
    }
    let project = try session.project()
    let rules = try session.rules(of: environment, in: project)
    let target = try target(of: rules, in: project, session)
    let versions = try session.versions(of: project)
    guard let promoted = try project.environments().version(of: environment) else {
      throw CommandFailure(
        .deployNothingPromoted, "nothing was promoted to '\(environment)' yet",
        hints: ["confiture promote \(rules.settings.promotesFrom ?? "REV") \(environment)"])
    }
    let destination = try versions.version(promoted)
    var request = CheckoutRequest(destination: continues || aborts ? nil : destination)
    request.resumption = continues ? .continueRun : aborts ? .abortRun : .automatic
    request.options = PlanOptions(
      allowedIrreversible: Set(allowedIrreversible), isDisposable: target.isDisposable)
    request.patience = wait?.duration ?? .seconds(60)
    request.locks = LockPolicy(
      timeout: lockTimeout?.duration ?? project.configuration.locks.timeout,
      attempts: lockAttempts ?? project.configuration.locks.attempts)
    let guarded = PolicyGuard(
      policy: try session.policy(rules, policy, in: project),
      promoted: try session.promoted(destination, to: rules, in: project, versions))
    let run = TargetRun(
      target: target, planOnly: planOnly, skipsQuestion: yes, isAborting: aborts, policy: guarded, session: session)
    try run.perform(request, versions, in: project)
  }

  private func target(of rules: EnvironmentRules, in project: Project, _ session: Session) throws -> Target {
    if let target = try session.target(of: rules.settings, in: project) { return target }
    throw rules.settings.hasNoDatabase
  }
}
