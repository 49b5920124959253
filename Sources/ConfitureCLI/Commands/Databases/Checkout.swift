internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Planning
internal import Repository

struct CheckoutCommand: SessionCommand {
  static let name = "checkout"
  static let summary = "Move a database to a version."
  static let discussion = """
    Plans the way from where the database is to the version, shows it, runs it - each migration in a transaction of its
    own, with the rows that record it -, compares the schema it reaches with the version's, and records what happened
    as a commit. The way may lead forwards, backwards, or back and forth across branches.

    Without a target, it moves the local scratch database, which belongs to this project and is there to play with.
    """
  static let examples = [
    Example("confiture checkout main", "bring the local scratch database to the head of main"),
    Example("confiture checkout HEAD~2 --target staging --plan", "show what going two versions back would do"),
    Example(
      "confiture checkout v1.4 --database postgresql://localhost/shop --yes", "move any database, without asking"),
    Example("confiture checkout --continue --target staging", "finish a run that was interrupted"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .optionalArgument(\.revision, "<rev>", "The version to reach.", completing: .revisions),
    .option(
      "target", \.place.target, "<name>", "A target of confiture.yaml (default: the local scratch database).",
      short: "t", completing: .targets),
    .option("database", \.place.database, "<url>", "The address of any database, as libpq takes it.", short: "d"),
    .option("schema", \.place.schema, "<name>", "With --database: one schema of it, such as a tenant's."),
    .flag("plan", \.planOnly, "Print the plan and change nothing."),
    .flag("yes", \.yes, "Do not ask.", short: "y"),
    .options(
      "allow-irreversible", \.allowedIrreversible, "<migration>",
      "Revert this migration although its down does not restore everything.", completing: .migrations),
    .flag("rebuild", \.rebuild, "Empty a disposable target and build the version anew."),
    .flag("disposable", \.disposable, "The target may be emptied: its data does not matter."),
    .flag("accept-drift", \.acceptsDrift, "Go on although the live schema differs from the recorded one."),
    .flag("continue", \.continues, "Finish a run that was interrupted."),
    .flag("abort", \.aborts, "Take back the step of a run that was interrupted."),
    .option("wait", \.wait, "<duration>", "How long to wait for another run to end (default: 60s)."),
    .option("lock-timeout", \.lockTimeout, "<duration>", "How long a statement waits for a lock (default: 2s)."),
    .option("lock-attempts", \.lockAttempts, "<n>", "How often a migration is tried for its locks (default: 10)."),
    .negatableFlag("verify", \.verifies, "Run verify scripts with their migrations (the default)."),
  ]

  var revision: String?
  var planOnly = false
  var yes = false
  var allowedIrreversible: [String] = []
  var rebuild = false
  var disposable = false
  var acceptsDrift = false
  var continues = false
  var aborts = false
  var wait: DurationValue?
  var lockTimeout: DurationValue?
  var lockAttempts: Int?
  var verifies: Bool?
  var place = TargetOptions()

  func run(in session: Session) throws {
    guard revision != nil || continues || aborts else {
      throw CommandFailure(
        .checkoutNoRevision, "which version?",
        hints: ["confiture checkout main", "confiture log --oneline lists the versions"])
    }
    guard !(continues && aborts) else {
      throw CommandFailure(.checkoutBothWays, "--continue and --abort exclude each other")
    }
    let project = try session.project()
    var target = try session.target(place, in: project)
    if disposable { target.isDisposable = true }
    let look = TargetLook(at: target)
    let versions = try session.versions(of: project)
    var request = CheckoutRequest(destination: try revision.map { try session.version($0, in: project, versions) })
    request.resumption = continues ? .continueRun : aborts ? .abortRun : .automatic
    request.options = PlanOptions(
      allowedIrreversible: Set(allowedIrreversible), isDisposable: target.isDisposable, mustRebuild: rebuild)
    request.acceptsDrift = acceptsDrift
    request.verifies = verifies ?? true
    request.patience = wait?.duration ?? .seconds(60)
    request.locks = LockPolicy(
      timeout: lockTimeout?.duration ?? project.configuration.locks.timeout,
      attempts: lockAttempts ?? project.configuration.locks.attempts)
    let guarded = try policyGuard(of: target, to: request.destination, in: project, versions, session)
    let run = TargetRun(
      target: target, planOnly: planOnly, skipsQuestion: yes, isAborting: aborts, policy: guarded, session: session)
    try run.perform(request, look: look, versions, in: project)
  }

  /// The rules of the environment that the target belongs to; what they never let is refused at once.
  private func policyGuard(
    of target: Target, to destination: Version?, in project: Project, _ versions: VersionReader, _ session: Session
  ) throws -> PolicyGuard? {
    guard let rules = try session.rules(for: target, in: project) else { return nil }
    let name = rules.settings.name
    if rules.policy.isProtected {
      let flags = [("accept-drift", acceptsDrift), ("disposable", disposable), ("rebuild", rebuild)]
      if let flag = flags.first(where: \.1) {
        throw ExecutionError(
          .policy, .refused, "'\(name)' is protected: --\(flag.0) is not for it",
          hints: ["confiture deploy \(name)", "confiture drift \(name)"])
      }
      if continues || aborts, destination != nil {
        throw ExecutionError(
          .policy, .refused, "'\(name)' is protected: an interrupted run goes on to where it was going",
          hints: ["leave the version out: confiture deploy \(name) --\(continues ? "continue" : "abort")"])
      }
    }
    let promoted =
      try destination.map { try session.promoted($0, to: rules, in: project, versions) }
      ?? .notNeeded(.promoted, "goes on with a run that was interrupted")
    return PolicyGuard(policy: try session.policy(rules, PolicyOptions(), in: project), promoted: promoted)
  }
}
