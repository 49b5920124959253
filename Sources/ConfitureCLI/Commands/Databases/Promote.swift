internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Planning
internal import Reports
internal import Repository

struct PromoteCommand: GuardedCommand {
  static let name = "promote"
  static let summary = "Give an environment the version of another one."
  static let discussion = """
    Moves the reference of the environment, forwards only, when its rules hold: the version is deployed and healthy on the
    environment it comes from, the plan that a deployment would run is allowed, rehearsed and approved, the window is open.
    No database is touched: confiture deploy does that.

    When two people promote at once, one of them is told that the environment has moved meanwhile.
    """
  static let examples = [
    Example("confiture promote staging production", "production takes the version of staging"),
    Example("confiture promote staging..production --check", "would it be allowed? list every check"),
    Example("confiture promote main staging", "an environment without a source takes any version"),
    Example(
      "confiture promote staging production --override soak --because 'hotfix for INC-7'",
      "go past one check, with a reason that is recorded"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] =
    [
      .argument(
        \.source, "<source>", "The environment to take the version from, or a version.", completing: .revisions),
      .optionalArgument(\.target, "<environment>", "The environment that takes it.", completing: .targets),
      .flag("check", \.check, "List the checks and change nothing; ends with 1 when one fails."),
      .flag("plan", \.planOnly, "The same, with the plan that a deployment would run."),
      .option("expect", \.expected, "<rev>", "Only if the environment is at this version.", completing: .revisions),
      .options(
        "allow-irreversible", \.allowedIrreversible, "<migration>",
        "The plan may revert this migration although its down does not restore everything.", completing: .migrations),
    ] + policyParameters

  var source = ""
  var target: String?
  var check = false
  var planOnly = false
  var expected: String?
  var allowedIrreversible: [String] = []
  var policy = PolicyOptions()

  func run(in session: Session) throws {
    let (source, name) = try ends()
    let project = try session.project()
    let rules = try session.rules(of: name, in: project)
    let versions = try session.versions(of: project)
    let old = try project.environments().version(of: name)
    try checkExpectation(old, of: name, project, versions, session)
    let version = try self.version(source, rules, project, versions, session)
    if version.id == old {
      return session.present(
        text: ["'\(name)' is to be at \(version.name) (\(version.id.short())) already"],
        json: json(version, old, nil, moved: false, name))
    }
    let report = try promotion(rules, project, versions, session).report(on: version, from: old)
    if check || planOnly {
      session.present(
        text: ["promote \(version.name) (\(version.id.short())) to '\(name)':"] + report.findings.checks.lines
          + (planOnly ? report.plan.map { PlanText.lines($0) } ?? [] : []),
        json: json(version, old, report, moved: false, name))
      if !report.findings.checks.failed.isEmpty { throw AnswerIsNo() }
      return
    }
    for line in report.findings.checks.lines { session.say(line) }
    try report.findings.refuse("\(version.name) is not promoted to '\(name)'")
    let operation = session.operation(command(report.findings, source, name), in: project)
    try project.environments(recording: operation).move(name, from: old, to: version.id)
    session.present(
      text: ["'\(name)' is to be at \(version.name) (\(version.id.short())): confiture deploy \(name)"],
      json: json(version, old, report, moved: true, name))
  }

  /// The two words, also as `staging..production`.
  private func ends() throws -> (source: String, target: String) {
    if let target { return (source, target) }
    if case .range(let left, let right) = try RevisionRange(source) { return ("\(left)", "\(right)") }
    throw CommandFailure(
      .promoteWhat, "which environment is to take '\(source)'?", hints: ["confiture promote \(source) production"])
  }

  private func checkExpectation(
    _ old: ObjectID?, of name: String, _ project: Project, _ versions: VersionReader, _ session: Session
  ) throws {
    guard let expected else { return }
    let id = try session.version(expected, in: project, versions).id
    if id != old { throw Environments.moved(name, from: id, to: old) }
  }

  private func version(
    _ source: String, _ rules: EnvironmentRules, _ project: Project, _ versions: VersionReader, _ session: Session
  ) throws -> Version {
    guard let from = rules.settings.promotesFrom else { return try session.version(source, in: project, versions) }
    let name = rules.settings.name
    guard source == from else {
      throw CommandFailure(
        .promoteSource, "'\(name)' takes its versions from '\(from)', not from '\(source)'",
        hints: ["confiture promote \(from) \(name)"])
    }
    let id = try project.environments().version(of: from) ?? project.outcomes.latest(of: from)?.outcome.to
    guard let id else {
      throw CommandFailure(
        .promoteSource, "'\(from)' has no version yet",
        hints: ["confiture promote REV \(from), then confiture deploy \(from)"])
    }
    return try versions.version(id)
  }

  private func promotion(
    _ rules: EnvironmentRules, _ project: Project, _ versions: VersionReader, _ session: Session
  ) throws -> Promotion {
    let from = try rules.settings.promotesFrom.map { try project.configuration.environment($0) }
    let source = try from.map { settings in
      SourceHealth(
        settings.name, target: try session.target(of: settings, in: project), versions: versions,
        outcomes: project.outcomes, now: session.world.now())
    }
    let target = try session.target(of: rules.settings, in: project)
    return Promotion(
      try session.policy(rules, policy, in: project), from: source, on: target, versions: versions,
      options: PlanOptions(
        allowedIrreversible: Set(allowedIrreversible), isDisposable: target?.isDisposable ?? false))
  }

  /// What the operation log keeps.
  private func command(_ findings: PlanPolicy.Findings, _ source: String, _ name: String) -> String {
    var text = "promote \(source) \(name)"
    let overridden = findings.checks.filter { $0.result == .overridden }
    for check in overridden { text += " --override \(check.name.rawValue)" }
    if !overridden.isEmpty, let reason = policy.reason { text += " --because '\(reason)'" }
    return text
  }

  private func json(
    _ version: Version, _ old: ObjectID?, _ report: Promotion.Report?, moved: Bool, _ name: String
  ) -> JSONValue {
    .object([
      "environment": .string(name), "from": .optional(old?.hex), "to": .string(version.id.hex),
      "name": .string(version.name), "moved": .bool(moved), "checks": report?.findings.checks.json ?? .array([]),
      "plan": report?.plan.map(PlanText.json) ?? .null, "approvedBy": .strings(report?.findings.approvedBy ?? []),
    ])
  }
}
