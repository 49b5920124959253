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

  /// What the outcome of a run says that was allowed when it began, and goes on whatever the time is now.
  var continuing: Outcome.Evidence {
    var window = policy.window()
    if window.result == .failed {
      window = .notNeeded(.window, "\(window.detail); the run began when its rules let it")
    }
    return Outcome.Evidence(
      environment: policy.rules.settings.name, rules: policy.rules.origin,
      checks: window.result == .notNeeded && policy.rules.policy.windows.isEmpty ? [] : [window].evidence,
      reason: "goes on with a run that was interrupted")
  }

  /// What somebody who goes on with an interrupted run should know.
  var closedWindow: String? {
    let window = policy.window()
    guard window.result == .failed else { return nil }
    return
      "the window of '\(policy.rules.settings.name)' is \(window.detail); what is left of the plan that was begun runs all the same"
  }
}

/// A run on a target as a command drives it: shows the plan, heeds the rules, asks, runs, tells.
struct TargetRun {
  var target: Target
  var planOnly: Bool
  /// The user said that nothing is to be asked.
  var skipsQuestion: Bool
  var isAborting: Bool
  /// The hint for somebody who cannot be asked and only wanted to look.
  var toLook = "only print the plan: --plan"
  /// The rules of the target's environment, if it is of one.
  var policy: PolicyGuard?
  var session: Session

  /// Runs what is asked for and presents what became of it; the first look at the target may have been begun already.
  func perform(
    _ request: CheckoutRequest, look: TargetLook? = nil, _ versions: VersionReader, in project: Project
  ) throws {
    let checkout = try Execution.Checkout(
      target, look: look, versions: versions, recorder: OutcomeRecorder(project.store),
      environment: session.runEnvironment)
    if request.resumption != .automatic {
      checkout.evidence = policy?.continuing
      if request.resumption == .continueRun, let note = policy?.closedWindow { session.say("note: \(note)") }
    }
    do {
      let result = try checkout.run(request) { plan in
        // Without rules, whoever says to go on has said it all.
        if policy == nil, request.resumption == .continueRun { return true }
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
    return try session.confirm(plan, on: target, yes: skipsQuestion, toLook: toLook)
  }

  private func json(_ plan: Plan, _ checks: [PolicyCheck]) -> JSONValue {
    guard policy != nil, case .object(var members) = PlanText.json(plan) else { return PlanText.json(plan) }
    members["checks"] = checks.json
    return .object(members)
  }

  private func report(_ result: CheckoutResult) {
    for note in result.notes { session.say("note: \(note)") }
    if planOnly, result.outcome == nil, result.plan.kind != .nothingToDo { return }
    session.present(result, of: target, wasAborted: isAborting)
  }
}
