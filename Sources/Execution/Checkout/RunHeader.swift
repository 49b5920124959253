internal import Documents
package import GitStore
package import History
internal import Planning

/// What a run writes into the journal before its first step, so that whoever comes after it knows what it was doing.
package struct RunHeader: Sendable, Equatable {
  package var run: String
  package var plan: String
  package var from: ObjectID?
  package var to: ObjectID?
  package var steps: Int
  package var by: String
  /// Seconds since 1970.
  package var started: Double
  /// What each step does, as ``Plan/stepKeys`` has it; empty in the journal of an earlier Confiture.
  package var stepKeys: [String] = []
  /// Why the rules of the environment let it run.
  package var evidence: Outcome.Evidence?

  package init(
    run: String, plan: String, from: ObjectID?, to: ObjectID?, steps: Int, by: String, started: Double
  ) {
    self.run = run
    self.plan = plan
    self.from = from
    self.to = to
    self.steps = steps
    self.by = by
    self.started = started
  }

  var text: String {
    JSONWriter.text(
      .object([
        "by": .string(by), "from": .optional(from?.hex), "plan": .string(plan), "run": .string(run),
        "started": .integer(Int64(started)), "steps": .integer(steps), "to": .optional(to?.hex),
        "does": .strings(stepKeys), "evidence": .optional(evidence?.text),
      ]), pretty: false)
  }

  /// Reads back what ``text`` wrote; `nil` when the journal holds something else.
  init?(_ text: String) {
    guard let json = try? JSONReader.parse(text: text, file: nil).json, let run = json["run"]?.text,
      let plan = json["plan"]?.text
    else { return nil }
    self.init(
      run: run, plan: plan, from: json["from"]?.text.flatMap { ObjectID(hex: $0) },
      to: json["to"]?.text.flatMap { ObjectID(hex: $0) }, steps: Int(json["steps"]?.whole ?? 0),
      by: json["by"]?.text ?? "", started: Double(json["started"]?.whole ?? 0))
    if case .array(let keys) = json["does"] { stepKeys = keys.compactMap(\.text) }
    evidence = json["evidence"]?.text.flatMap { try? Outcome.Evidence(text: $0) }
  }

  /// Whether a plan is what is left of the run's own, so that whoever let that run let this.
  func covers(_ plan: Plan) -> Bool {
    plan.to?.id == to && !stepKeys.isEmpty && stepKeys.suffix(plan.steps.count) == plan.stepKeys[...]
  }
}

extension Plan {
  /// What each step does: `apply 1bb0d23…`, with the parent that a road comes from or goes to.
  package var stepKeys: [String] {
    steps.map { step in
      "\(step.action.rawValue) \(step.version?.id.hex ?? "")" + (step.parent.map { " \($0)" } ?? "")
    }
  }
}

/// What a step that runs in several pieces writes into the journal before its first piece.
struct StepHeader: Equatable {
  var action: PlanStep.Action
  var commit: ObjectID
  /// The parent that a road comes from or goes to.
  var parent: Int?

  var text: String {
    var members: [String: JSONValue] = ["action": .string(action.rawValue), "commit": .string(commit.hex)]
    if let parent { members["parent"] = .integer(parent) }
    return JSONWriter.text(.object(members), pretty: false)
  }

  init(action: PlanStep.Action, commit: ObjectID, parent: Int? = nil) {
    self.action = action
    self.commit = commit
    self.parent = parent
  }

  init?(_ text: String) {
    guard let json = try? JSONReader.parse(text: text, file: nil).json,
      let action = json["action"]?.text.flatMap(PlanStep.Action.init(rawValue:)),
      let commit = json["commit"]?.text.flatMap({ ObjectID(hex: $0) })
    else { return nil }
    self.init(action: action, commit: commit, parent: json["parent"]?.whole.map { Int($0) })
  }
}

extension JSONValue {
  var text: String? { if case .string(let text) = self { text } else { nil } }
  var whole: Int64? { if case .integer(let number) = self { number } else { nil } }
}
