internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Planning
internal import Reports
internal import Repository

/// The rules of an environment that stand before a run.
struct PolicyGuard {
  var policy: PlanPolicy
  /// Whether the version was promoted.
  var promoted: PolicyCheck

  /// What the rules say of a plan.
  func findings(on plan: Plan) throws -> PlanPolicy.Findings { try policy.findings(on: plan, after: [promoted]) }

  /// What the outcome of a run says that was allowed when it began.
  var continuing: Outcome.Evidence {
    Outcome.Evidence(
      environment: policy.rules.settings.name, rules: policy.rules.origin, checks: [],
      reason: "goes on with a run that was interrupted")
  }
}

/// A run on a target as a command drives it: shows the plan, heeds the rules, asks, runs, tells.
struct TargetRun {
  var target: Target
  var planOnly: Bool
  /// The user said that nothing is to be asked.
  var skipsQuestion: Bool
  var isAborting: Bool
  /// The rules of the target's environment, if it is of one.
  var policy: PolicyGuard?
  var session: Session
  /// The hint for somebody who cannot be asked and only wanted to look.
  var toLook = "only print the plan: --plan"

  /// Runs what is asked for and presents what became of it.
  func perform(_ request: CheckoutRequest, _ versions: VersionReader, in project: Project) throws {
    let checkout = try Execution.Checkout(
      target, versions: versions, recorder: OutcomeRecorder(project.store), environment: session.runEnvironment)
    if request.resumption != .automatic { checkout.evidence = policy?.continuing }
    do {
      let result = try checkout.run(request) { plan in
        let findings = plan.kind == .nothingToDo ? nil : try policy?.findings(on: plan)
        checkout.evidence = findings?.evidence
        return try confirm(plan, findings)
      }
      report(result)
    } catch let error as ExecutionError where error.code == .drift && policy != nil {
      throw driftOfEnvironment(error)
    }
  }

  /// An environment is not moved on drift: it is written down, or taken back by hand.
  private func driftOfEnvironment(_ error: ExecutionError) -> ExecutionError {
    ExecutionError(
      .drift, error.kind, error.diagnostic.message, details: error.diagnostic.details,
      hints: [
        "confiture drift \(target.option) shows the differences",
        "confiture drift \(target.option) --capture writes them down as a migration",
      ])
  }

  private func confirm(_ plan: Plan, _ findings: PlanPolicy.Findings?) throws -> Bool {
    let checks = findings?.checks ?? []
    if planOnly {
      session.present(text: PlanText.lines(plan) + checks.lines, json: json(plan, checks))
      if !checks.failed.isEmpty { throw AnswerIsNo() }
      return false
    }
    for line in checks.filter({ $0.result != .notNeeded }).lines { session.say(line) }
    try findings?.refuse("'\(target.name)' is not moved")
    if plan.kind == .nothingToDo || skipsQuestion || target.isScratch { return true }
    for line in PlanText.lines(plan) { session.say(line) }
    guard session.canAsk else {
      throw CommandFailure(
        .checkoutUnconfirmed, "not run: there is nobody to ask",
        hints: ["run it without asking: --yes", toLook])
    }
    guard try session.ask("Run this on '\(target.name)'?") else {
      throw CommandFailure(.checkoutDeclined, "not run, as you said")
    }
    return true
  }

  private func json(_ plan: Plan, _ checks: [PolicyCheck]) -> JSONValue {
    guard policy != nil, case .object(var members) = PlanText.json(plan) else { return PlanText.json(plan) }
    members["checks"] = checks.json
    return .object(members)
  }

  private func report(_ result: CheckoutResult) {
    for note in result.notes { session.say("note: \(note)") }
    if planOnly, result.outcome == nil, result.plan.kind != .nothingToDo { return }
    let name = result.plan.to.map { "\($0.name) (\($0.id.short()))" } ?? "an empty database"
    let text: [String]
    if result.plan.kind == .nothingToDo, result.outcome == nil {
      text = ["'\(target.name)' is at \(name) already"]
    } else if isAborting {
      text = ["'\(target.name)': the interrupted step was taken back"]
    } else {
      let verified = result.isVerified ? "schema verified" : "its schema differs, as accepted"
      text = ["'\(target.name)' is at \(name): \(counted(result.plan.steps.count, "step")), \(verified)"]
    }
    var members: [String: JSONValue] = [
      "target": .string(target.name), "version": .optional(result.plan.to?.id.hex),
      "name": .optional(result.plan.to?.name), "plan": PlanText.json(result.plan),
      "outcome": .optional(result.outcomeCommit?.hex), "verified": .bool(result.isVerified),
      "notes": .strings(result.notes),
    ]
    if let evidence = result.outcome?.evidence { members["evidence"] = evidence.json }
    session.present(text: text, json: .object(members))
    if result.outcome != nil, result.outcomeCommit == nil, !isAborting {
      session.say("note: the outcome could not be written as a commit now; the next command on this target does it")
    }
  }
}
