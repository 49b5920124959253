internal import History
internal import Planning
internal import Schema

/// Collects what a run did, for its outcome.
struct RunRecord {
  let header: RunHeader
  let target: String
  /// Why the rules of the environment let it run.
  var evidence: Outcome.Evidence?
  private(set) var finishedSteps = 0
  private var steps: [Outcome.Step] = []

  init(header: RunHeader, target: String) {
    self.header = header
    self.target = target
  }

  mutating func finished(_ step: PlanStep, milliseconds: Double, statements: [StatementTiming]) {
    finishedSteps += 1
    steps.append(
      Outcome.Step(
        action: step.action.rawValue, commit: step.version?.id, name: step.version?.name ?? "", result: .succeeded,
        milliseconds: milliseconds,
        statements: statements.map { .init(tag: $0.tag, line: $0.line, milliseconds: $0.milliseconds) }))
  }

  mutating func failed(_ step: PlanStep) {
    steps.append(
      Outcome.Step(
        action: step.action.rawValue, commit: step.version?.id, name: step.version?.name ?? "", result: .failed,
        milliseconds: 0, statements: []))
  }

  func outcome(
    _ result: Outcome.Result, at now: Double, to version: Version?, reached fingerprint: Fingerprint?, error: String?
  ) -> Outcome {
    var outcome = Outcome(
      run: header.run, target: target, plan: header.plan, result: result, from: header.from, to: version?.id,
      toName: version?.name, fingerprint: fingerprint?.hex, steps: steps, started: header.started, ended: now,
      by: header.by, error: error)
    outcome.evidence = evidence
    return outcome
  }
}
