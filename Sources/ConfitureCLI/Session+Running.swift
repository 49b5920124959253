internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Planning
internal import Reports

extension Session {
  /// Shows a plan and asks whether to run it, where it has anything to ask about.
  ///
  /// - Parameters:
  ///   - plan: What would be run.
  ///   - target: Where.
  ///   - yes: The user said that nothing is to be asked.
  ///   - toLook: The hint for somebody who cannot be asked and only wanted to look.
  /// - Returns: `true`; whoever says no gets an error.
  /// - Throws: ``CommandFailure`` when there is nobody to ask, or the answer is no.
  func confirm(_ plan: Plan, on target: Target, yes: Bool, toLook: String) throws -> Bool {
    if plan.kind == .nothingToDo || yes || target.isScratch { return true }
    for line in PlanText.lines(plan) { say(line) }
    guard canAsk else {
      throw CommandFailure(
        .checkoutUnconfirmed, "not run: there is nobody to ask", hints: ["run it without asking: --yes", toLook])
    }
    guard try ask("Run this on '\(target.name)'?") else {
      throw CommandFailure(.checkoutDeclined, "not run, as you said")
    }
    return true
  }

  /// Tells how a run ended.
  func present(_ result: CheckoutResult, of target: Target, wasAborted: Bool = false) {
    let name = result.plan.to.map { "\($0.name) (\($0.id.short()))" } ?? "an empty database"
    let text: [String]
    if result.plan.kind == .nothingToDo, result.outcome == nil {
      text = ["'\(target.name)' is at \(name) already"]
    } else if wasAborted {
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
    present(text: text, json: .object(members))
    if result.outcome != nil, result.outcomeCommit == nil, !wasAborted {
      say("note: the outcome could not be written as a commit now; the next command on this target does it")
    }
  }
}
