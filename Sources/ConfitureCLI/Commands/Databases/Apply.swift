internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Planning
internal import Reports
internal import Repository

struct ApplyCommand: SessionCommand {
  static let name = "apply"
  static let summary = "Run a plan that was written to a file."
  static let discussion = """
    Runs exactly the plan that confiture plan --output wrote, as checkout would. It refuses when the database is no
    longer where the plan begins, when its schema has drifted, and when the file is not as it was written.
    """
  static let examples = [
    Example("confiture apply release.plan", "run a plan on the target that it was made for"),
    Example(
      "confiture apply release.plan --database postgresql://localhost/shop --yes", "without asking, by address"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .argument(\.file, "<file>", "The plan, as confiture plan --output wrote it.", completing: .files),
    .option(
      "target", \.place.target, "<name>", "A target of confiture.yaml (default: the one of the plan).", short: "t",
      completing: .targets),
    .option("database", \.place.database, "<url>", "The address of any database, as libpq takes it.", short: "d"),
    .option("schema", \.place.schema, "<name>", "With --database: one schema of it, such as a tenant's."),
    .flag("yes", \.yes, "Do not ask.", short: "y"),
    .option("wait", \.wait, "<duration>", "How long to wait for another run to end (default: 60s)."),
    .option("lock-timeout", \.lockTimeout, "<duration>", "How long a statement waits for a lock (default: 2s)."),
    .option("lock-attempts", \.lockAttempts, "<n>", "How often a migration is tried for its locks (default: 10)."),
  ]

  var file = ""
  var place = TargetOptions()
  var yes = false
  var wait: DurationValue?
  var lockTimeout: DurationValue?
  var lockAttempts: Int?

  func run(in session: Session) throws {
    let project = try session.project()
    let versions = try session.versions(of: project)
    let text = try TextFile.read(session.path(file), as: file)
    let name = try PlanFile.target(of: text, file: file)
    var place = place
    if place.target == nil, place.database == nil, place.schema == nil { place.target = name }
    let target = try session.target(place, in: project)
    guard target.name == name else {
      throw PlanningError(
        .otherTarget, "the plan in '\(file)' was made for '\(name)', not for '\(target.name)'",
        hints: ["confiture plan REV \(target.option) --output FILE makes one for '\(target.name)'"])
    }
    let control = try TargetConnection.open(target, role: "apply")
    try versions.learn(from: control, state: try Registry.read(control, of: target.line))
    let plan = try PlanFile.read(text, file: file, in: versions.graph)
    var request = CheckoutRequest(running: plan)
    request.patience = wait?.duration ?? .seconds(60)
    request.locks = LockPolicy(
      timeout: lockTimeout?.duration ?? project.configuration.locks.timeout,
      attempts: lockAttempts ?? project.configuration.locks.attempts)
    let guarded = try session.rules(for: target, in: project).map { rules in
      PolicyGuard(
        policy: try session.policy(rules, PolicyOptions(), in: project),
        promoted: try plan.to.map { try session.promoted($0, to: rules, in: project, versions) }
          ?? .failed(.promoted, "nothing is promoted by emptying a database"))
    }
    let run = TargetRun(
      target: target, planOnly: false, skipsQuestion: yes, isAborting: false, toLook: "read the plan: \(file)",
      policy: guarded, session: session)
    try run.perform(request, versions, in: project)
  }
}
