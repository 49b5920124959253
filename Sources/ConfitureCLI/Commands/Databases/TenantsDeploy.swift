internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Planning
internal import Repository

struct TenantsDeployCommand: GuardedCommand {
  static let name = "deploy"
  static let summary = "Move the tenants of an environment to a version, wave by wave."
  static let discussion = """
    Looks at all tenants, makes one plan for each state that they are in, and shows both. Then the canary is moved, and
    after it the waves of confiture.yaml, a number of tenants at a time. Each tenant is moved as checkout would do it: one
    that fails stays where its registry says, and disturbs no other. When too many have failed, nothing new is begun.

    The queue is kept in the control database, so that many runners, on many machines, can work one rollout: the same
    command somewhere else joins it. A runner that dies gives its tenants back at once.

    Tenants follow the revision, or else the version that was promoted to the environment; a tenant with a branch of its
    own (confiture tenants branch) follows that. What became of each is recorded as one commit.
    """
  static let examples = [
    Example("confiture tenants deploy production", "bring all tenants to the version of the environment"),
    Example("confiture tenants deploy production v1.4 --plan", "show waves and plans, and change nothing"),
    Example("confiture tenants deploy production --continue", "finish a rollout that stopped or was interrupted"),
    Example("confiture tenants deploy production main --only acme --only globex", "these two alone"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = own + policyParameters
  private static let own: [Parameter<Self>] = [
    .optionalArgument(
      \.environment, "<environment>", "The environment (default: the only one with tenants).", completing: .targets),
    .optionalArgument(
      \.revision, "<rev>", "The version to reach (default: the one promoted to the environment).",
      completing: .revisions),
    .flag("plan", \.planOnly, "Print waves and plans, and change nothing."),
    .flag("yes", \.yes, "Do not ask.", short: "y"),
    .flag("continue", \.continues, "Finish a rollout: what is not done, and what failed once more."),
    .flag("join", \.joins, "Help with the rollout that is running."),
    .flag("abort", \.aborts, "Close a rollout; each tenant stays where it is."),
    .options("only", \.only, "<tenant>", "Only this tenant; may be given several times."),
    .options("exclude", \.exclude, "<tenant>", "Not this tenant; may be given several times."),
    .option("concurrency", \.concurrency, "<n>", "How many tenants at a time (default: as configured, or 8)."),
    .options(
      "allow-irreversible", \.allowedIrreversible, "<migration>",
      "Revert this migration although its down does not restore everything.", completing: .migrations),
    .flag(
      "accept-drift", \.acceptsDrift, "Go on although the live schema of a tenant differs from the recorded one."),
    .option("wait", \.wait, "<duration>", "How long to wait for another run on a tenant to end (default: 60s)."),
    .option("lock-timeout", \.lockTimeout, "<duration>", "How long a statement waits for a lock (default: 2s)."),
    .option("lock-attempts", \.lockAttempts, "<n>", "How often a migration is tried for its locks (default: 10)."),
  ]

  var environment: String?
  var revision: String?
  var planOnly = false
  var yes = false
  var continues = false
  var joins = false
  var aborts = false
  var only: [String] = []
  var exclude: [String] = []
  var concurrency: Int?
  var allowedIrreversible: [String] = []
  var acceptsDrift = false
  var wait: DurationValue?
  var lockTimeout: DurationValue?
  var lockAttempts: Int?
  var policy = PolicyOptions()

  func run(in session: Session) throws {
    let project = try session.project()
    let (name, revision) = words(in: project)
    let takesUp = [continues, joins, aborts].filter { $0 }.count
    guard takesUp == 0 || takesUp == 1 && revision == nil else {
      throw CommandFailure(
        .tenantsBothWays, "--continue, --join and --abort exclude each other, and take no revision")
    }
    let tenants = try session.tenants(of: session.tenantEnvironment(name, in: project), in: project)
    let rollouts = try Rollouts(
      of: tenants.name, control: tenants.controlAddress(), store: project.store, world: session.runEnvironment)
    if !planOnly { try rollouts.recordEnded() }
    if aborts {
      let rollout = try rollouts.abort()
      session.present(
        text: ["the rollout of '\(tenants.name)' to \(rollout.versionName) is closed"],
        json: RolloutText.json(rollout))
      return
    }
    let run = TenantsRun(
      session: session, project: project, tenants: tenants, rollouts: rollouts, settings: moveSettings(project),
      concurrency: concurrency ?? tenants.settings.concurrency)
    if continues || joins {
      try tellClosedWindow(run)
      return try run.work(on: joins ? running(rollouts) : rollouts.reopened())
    }
    try begin(revision, run)
  }

  /// One word alone is an environment where there is one of that name, else a revision.
  private func words(in project: Project) -> (environment: String?, revision: String?) {
    guard let environment, revision == nil,
      !project.configuration.environments.contains(where: { $0.name == environment })
    else { return (environment, revision) }
    return project.configuration.environments.filter { $0.tenants != nil }.count == 1
      ? (nil, environment) : (environment, nil)
  }

  private func moveSettings(_ project: Project) -> MoveSettings {
    var settings = MoveSettings()
    settings.patience = wait?.duration ?? settings.patience
    settings.continuesPieces = continues
    settings.locks = LockPolicy(
      timeout: lockTimeout?.duration ?? project.configuration.locks.timeout,
      attempts: lockAttempts ?? project.configuration.locks.attempts)
    return settings
  }

  private func running(_ rollouts: Rollouts) throws -> Rollout {
    if let latest = try rollouts.latest(), latest.state == .running { return latest }
    throw FleetError(
      .nothingOpen, "no rollout of '\(rollouts.environment)' is running",
      hints: ["confiture tenants deploy \(rollouts.environment) REV begins one"])
  }

  // MARK: A new rollout

  private func begin(_ revision: String?, _ run: TenantsRun) throws {
    let (session, project, tenants) = (run.session, run.project, run.tenants)
    let versions = try session.versions(of: project)
    let version = try session.destination(revision, of: tenants.environment, in: project, versions)
    if !planOnly, let latest = try run.rollouts.latest(), latest.state == .running {
      guard only.isEmpty, exclude.isEmpty else {
        throw CommandFailure(
          .tenantsRunning, "a rollout of '\(tenants.name)' is running, and its tenants are chosen",
          hints: ["join it: confiture tenants deploy \(tenants.name) --join"])
      }
      let running = try run.rollouts.checked(latest, version)
      session.say("joining the rollout that \(running.startedBy) began")
      return try run.work(on: running)
    }
    let chosen = try tenants.chosen(only: only, exclude: exclude)
    let options = PlanOptions(allowedIrreversible: Set(allowedIrreversible))
    let plan = try session.plan(for: chosen, of: tenants, to: version, in: project, versions, options: options)
    guard !plan.isNothingToDo else {
      session.present(
        text: [FleetPlanText.nothingToDo(plan, tenants.name)],
        json: FleetPlanText.json(plan, [], of: tenants.name))
      return
    }
    let guarded = try guarded(version, run, versions)
    let findings = try plan.groups.map { group in
      (plan: group.plan, findings: try guarded?.findings(on: group.plan))
    }
    if planOnly {
      session.present(
        text: FleetPlanText.lines(plan, of: tenants.name) + FleetPlanText.checks(findings),
        json: FleetPlanText.json(plan, findings, of: tenants.name))
      if findings.contains(where: { !($0.findings?.checks.failed.isEmpty ?? true) }) { throw AnswerIsNo() }
      return
    }
    try FleetPlanText.refuseBlocked(plan, of: tenants.name)
    for line in FleetPlanText.checks(findings) { session.say(line) }
    for (plan, findings) in findings {
      try findings?.refuse("plan \(plan.id.prefix(12)) is not run on the tenants of '\(tenants.name)'")
    }
    guard try confirm(plan, session, tenants.name) else {
      throw CommandFailure(.tenantsDeclined, "not run, as you said")
    }
    let (rollout, _) = try run.rollouts.begin(
      plan, to: version, all: tenants.all.map(\.name), settings: tenants.settings, options: options,
      acceptsDrift: acceptsDrift, evidence: findings.compactMap { $0.findings?.evidence })
    try run.work(on: rollout)
  }

  /// A rollout that was begun is brought to its end: each tenant by one of the plans that were confirmed, or not at all.
  private func tellClosedWindow(_ run: TenantsRun) throws {
    let rules = try run.session.rules(of: run.tenants.name, in: run.project)
    let window = try run.session.policy(rules, policy, in: run.project).window()
    guard window.result == .failed else { return }
    run.session.say(
      "note: the window of '\(run.tenants.name)' is \(window.detail); the rollout that was begun goes on, with the plans that were confirmed"
    )
  }

  /// The rules of the environment; `nil` where nothing is ruled.
  private func guarded(_ version: Version, _ run: TenantsRun, _ versions: VersionReader) throws -> PolicyGuard? {
    let rules = try run.session.rules(of: run.tenants.name, in: run.project)
    if rules.policy == EnvironmentPolicy(), policy.required == 0 { return nil }
    if rules.policy.isProtected, acceptsDrift {
      throw ExecutionError(
        .policy, .refused, "'\(run.tenants.name)' is protected: --accept-drift is not for it",
        hints: ["confiture tenants status \(run.tenants.name) --drift"])
    }
    return PolicyGuard(
      policy: try run.session.policy(rules, policy, in: run.project),
      promoted: try run.session.promoted(version, to: rules, in: run.project, versions))
  }

  private func confirm(_ plan: FleetPlan, _ session: Session, _ environment: String) throws -> Bool {
    if yes { return true }
    for line in FleetPlanText.lines(plan, of: environment) { session.say(line) }
    guard session.canAsk else {
      throw CommandFailure(
        .tenantsUnconfirmed, "not run: there is nobody to ask",
        hints: ["run it without asking: --yes", "only print waves and plans: --plan"])
    }
    return try session.ask("Deploy to \(counted(plan.waves.waves.joined().count, "tenant")) of '\(environment)'?")
  }
}
