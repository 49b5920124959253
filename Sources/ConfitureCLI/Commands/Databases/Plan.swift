internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Planning
internal import Reports
internal import Repository
internal import Schema

struct PlanCommand: SessionCommand {
  static let name = "plan"
  static let summary = "Plan the way of a database to a version."
  static let discussion = """
    Finds the way from where the database is to the version that costs least, and prints it. Nothing is run, and
    nothing is written to the database. A step that cannot be undone, or that takes data away on the way back, is only
    planned when it is allowed by name.

    A plan that is written to a file can be read, approved, and run later by confiture apply, which refuses when the
    database has moved since. A rehearsal runs the plan on scratch and compares the schema it leads to.
    """
  static let examples = [
    Example("confiture plan --target staging", "what is pending there"),
    Example("confiture plan v1.4 --target production --explain", "why this way, and what speaks against the others"),
    Example("confiture plan main --target production --rehearse --output release.plan", "prove a plan and keep it"),
    Example("confiture plan --target production --check", "fail in CI when something is pending"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .optionalArgument(
      \.revision, "<rev>", "The version to reach (default: the head of the branch).", completing: .revisions),
    .option(
      "target", \.place.target, "<name>", "A target of confiture.yaml (default: the local scratch database).",
      short: "t", completing: .targets),
    .option("database", \.place.database, "<url>", "The address of any database, as libpq takes it.", short: "d"),
    .option("schema", \.place.schema, "<name>", "With --database: one schema of it, such as a tenant's."),
    .flag("explain", \.explains, "Tell why this way, and what each other one costs or what blocks it."),
    .option(
      "output", \.output, "<file>", "Write the plan to a file, for confiture apply.", short: "o", completing: .files),
    .flag("rehearse", \.rehearses, "Run the plan on scratch and compare the schema it leads to."),
    .flag("check", \.checks, "Exit with 1 when something is to be done."),
    .options(
      "allow-irreversible", \.allowedIrreversible, "<migration>",
      "Revert this migration although its down does not restore everything.", completing: .migrations),
    .flag("rebuild", \.rebuild, "Empty a disposable target and build the version anew."),
    .flag("disposable", \.disposable, "The target may be emptied: its data does not matter."),
    .flag("accept-drift", \.acceptsDrift, "Rehearse from the live schema although it differs from the recorded one."),
  ]

  var revision: String?
  var place = TargetOptions()
  var explains = false
  var output: String?
  var rehearses = false
  var checks = false
  var allowedIrreversible: [String] = []
  var rebuild = false
  var disposable = false
  var acceptsDrift = false

  func run(in session: Session) throws {
    let project = try session.project()
    let versions = try session.versions(of: project)
    var target = try session.target(place, in: project)
    if disposable { target.isDisposable = true }
    let control = try TargetConnection.open(target, role: "plan")
    let state = try Registry.read(control, of: target.line)
    try versions.learn(from: control, state: state)
    let destination = try session.version(revision ?? "HEAD", in: project, versions)
    let options = PlanOptions(
      allowedIrreversible: Set(allowedIrreversible), isDisposable: target.isDisposable, mustRebuild: rebuild)
    if state.openRun != nil {
      session.say(
        "note: a run on '\(target.name)' was interrupted: confiture checkout --continue or --abort \(target.option)")
    }
    let planner = TargetPlanner(versions)
    var explanation: PlanExplanation?
    if explains {
      explanation =
        try planner.candidates(for: target.name, at: state.targetState, to: destination, options: options).explanation
    }
    let plan: Plan
    do {
      plan = try planner.plan(for: target.name, at: state.targetState, to: destination, options: options)
    } catch {
      if let explanation { present(nil, explanation, nil, session) }
      throw error
    }
    let report = try rehearses ? rehearse(plan, on: target, state, versions, project, session) : nil
    if let output { try TextFile.write(PlanFile.text(plan), to: session.path(output)) }
    present(plan, explanation, report, session)
    if let output { session.say("written to \(output): confiture apply \(output) \(target.option)") }
    if let report, !report.isProven {
      if let failure = report.failure { session.warn(failure) }
      throw AnswerIsNo()
    }
    if checks, plan.kind != .nothingToDo || state.head != destination.id { throw AnswerIsNo() }
  }

  private func present(
    _ plan: Plan?, _ explanation: PlanExplanation?, _ report: RehearsalReport?, _ session: Session
  ) {
    session.present(
      text: (plan.map { PlanText.lines($0) + PlanText.riskLines($0) } ?? [])
        + (explanation.map(PlanText.lines) ?? []) + (report.map(RehearsalText.lines) ?? []),
      json: .object([
        "plan": plan.map(PlanText.json) ?? .null, "explanation": explanation.map(PlanText.json) ?? .null,
        "rehearsal": report.map(RehearsalText.json) ?? .null,
      ]))
  }

  // MARK: Rehearsing

  private func rehearse(
    _ plan: Plan, on target: Target, _ state: RegistryState, _ versions: VersionReader, _ project: Project,
    _ session: Session
  ) throws -> RehearsalReport {
    let start = try start(on: target, state, versions, project)
    session.progress("rehearsing")
    defer { session.progress(nil) }
    let options = SnapshotOptions(
      includesAccess: plan.to?.fingerprint.includesAccess ?? project.configuration.snapshot.includesAccess)
    return try Rehearsal(
      scratch: session.scratch(for: project), versions: versions, environment: session.runEnvironment.silent,
      options: options
    ).run(plan, from: start)
  }

  /// The version that the registry names, where the live schema is that; the live schema where it may be another.
  private func start(
    on target: Target, _ state: RegistryState, _ versions: VersionReader, _ project: Project
  ) throws -> Rehearsal.Start {
    let control = try TargetConnection.open(target, role: "plan")
    let head = try state.head.map { try versions.version($0) }
    switch try DriftCheck(of: target, control: control, versions: versions).compare(state) {
    case .none: return .version(head)
    case .unknown: break
    case .notAdopted(let lines), .differs(let lines):
      guard acceptsDrift else {
        throw ExecutionError(
          .drift, .refused, "the schema of '\(target.name)' is not the one that its registry names", details: lines,
          hints: [
            "confiture drift \(target.option) shows the differences",
            "rehearse from the live schema all the same: --accept-drift",
          ])
      }
    }
    let access = project.configuration.snapshot.includesAccess
    return .live(try ComparedSchema(of: target, versions: versions).live(control, includesAccess: access))
  }
}
