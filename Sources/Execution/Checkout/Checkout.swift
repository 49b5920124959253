internal import Diagnostics
package import GitStore
package import History
package import Planning
internal import Postgres
internal import Schema

/// What a checkout is asked to do.
package struct CheckoutRequest: Sendable {
  /// What to do with a run that was interrupted.
  package enum Resumption: Sendable {
    /// Go on by itself where that is certainly what is wanted; otherwise say that it has to be chosen.
    case automatic
    case continueRun
    case abortRun
  }

  /// `nil` only with ``Resumption/continueRun`` and ``Resumption/abortRun``, which know where the run was going.
  package var destination: Version?
  /// Run exactly this plan, or nothing: the target must be where it begins.
  package var plan: Plan?
  package var resumption = Resumption.automatic
  package var options = PlanOptions()
  /// Go on although the live schema differs from what the registry names.
  package var acceptsDrift = false
  /// How long to wait for another run to end.
  package var patience = Duration.seconds(60)
  package var locks = LockPolicy()
  /// Run verify scripts in the transactions of their migrations.
  package var verifies = true
  /// Plans in place of the planner: for many targets that are in few states.
  package var planned: (@Sendable (TargetState, Version, VersionReader) throws -> Plan)?

  package init(destination: Version?) { self.destination = destination }

  package init(running plan: Plan) {
    self.plan = plan
    destination = plan.to
  }
}

/// How a checkout ended.
package struct CheckoutResult: Sendable {
  package var plan: Plan
  /// `nil` when nothing had to be done, or the plan was not to be run.
  package var outcome: Outcome?
  /// The commit of the outcome; `nil` when it could not be written now: the next command writes it.
  package var outcomeCommit: ObjectID?
  /// The live schema was compared with the version's.
  package var isVerified: Bool
  /// What the user should know.
  package var notes: [String]
}

/// Moves a target to a version: looks, plans, asks, locks, recovers, runs, verifies and records.
package final class Checkout {
  private let target: Target
  private let versions: VersionReader
  private let recorder: OutcomeRecorder
  private let environment: RunEnvironment
  private let control: Connection
  private let compared: ComparedSchema
  /// What the first look at the target found; of use once.
  private var first: TargetLook.Found?
  private var notes: [String] = []
  /// Why the rules of the target's environment let it run, for the outcome; whoever confirms a plan says it.
  package var evidence: Outcome.Evidence?

  /// Connects to the target, or waits for the first look at it where that was begun already; nothing is written yet.
  package convenience init(
    _ target: Target, look: TargetLook? = nil, versions: VersionReader, recorder: OutcomeRecorder,
    environment: RunEnvironment
  ) throws {
    let found = try (look ?? TargetLook(at: target)).take()
    self.init(target, over: found.control, versions: versions, recorder: recorder, environment: environment)
    first = found
  }

  /// Uses a control session that is open, whose locks are given up by whoever opened it.
  init(
    _ target: Target, over control: Connection, versions: VersionReader, recorder: OutcomeRecorder,
    environment: RunEnvironment
  ) {
    self.target = target
    self.versions = versions
    self.recorder = recorder
    self.environment = environment
    self.control = control
    compared = ComparedSchema(of: target, versions: versions)
  }

  /// Goes where the request says.
  ///
  /// - Parameters:
  ///   - request: Where to, and what is allowed on the way.
  ///   - confirm: Sees the plan before anything is written, and again when it is no longer the same once the target is
  ///     locked; `false` ends the checkout there.
  /// - Returns: The plan and what became of it.
  /// - Throws: ``ExecutionError``, ``MigrationFailure``, `PlanningError` or `PostgresError`; the registry tells where
  ///   the target is then.
  package func run(_ request: CheckoutRequest, confirm: (Plan) throws -> Bool) throws -> CheckoutResult {
    let seen = try first?.state ?? Registry.read(control, of: target.line)
    let stamp = first?.stamp
    first = nil
    if let note = try recorder.recordPending(of: target, over: control, state: seen, now: environment.now()) {
      notes.append(note)
    }
    try versions.learn(from: control, state: seen)
    var confirmed: Plan?
    if let destination = request.destination, request.resumption == .automatic {
      let preview = try plan(at: seen, to: destination, request)
      if preview.kind == .nothingToDo, seen.openRun == nil, seen.head == destination.id {
        try checkDrift(seen, request, stamp: stamp)
        return CheckoutResult(plan: preview, outcome: nil, outcomeCommit: nil, isVerified: true, notes: notes)
      }
      guard try confirm(preview) else {
        return CheckoutResult(plan: preview, outcome: nil, outcomeCommit: nil, isVerified: false, notes: notes)
      }
      confirmed = preview
    }
    try TargetLock.acquire(on: control, for: target.line, patience: request.patience, environment: environment)
    return try runLocked(request, confirmed: confirmed, confirm)
  }

  private func plan(
    at state: RegistryState, to destination: Version, _ request: CheckoutRequest
  ) throws -> Plan {
    let start = state.targetState
    if let given = request.plan {
      try given.check(against: start)
      return given
    }
    // What a rollout confirmed for the state comes first: nothing else may run under its approval.
    if let planned = request.planned { return try planned(start, destination, versions) }
    return try TargetPlanner(versions).plan(for: target.name, at: start, to: destination, options: request.options)
  }

  private func runLocked(
    _ request: CheckoutRequest, confirmed: Plan?, _ confirm: (Plan) throws -> Bool
  ) throws -> CheckoutResult {
    var request = request
    var interrupted: RunHeader?
    let placing = try SchemaPlacement(target, over: control)
    let settings = Worker.Settings(
      applicationName: "confiture run", locks: request.locks, sharesRoles: target.sharesRoles,
      holdsRunLock: target.line, searchPath: placing?.searchPath)
    // Both sessions have something to do meanwhile.
    let connecting = Worker.begin(target.address, settings)
    var state = try Registry.read(control, of: target.line)
    if state.openRun == nil, request.resumption == .automatic { try checkDrift(state, request) }
    let worker = try Worker(target.address, connecting: connecting, settings: settings, environment: environment)
    let control = control
    worker.findBlockers = { TargetLock.blockers(of: $0, on: control) }
    if let placing {
      let touches = OutsideTouches(schema: placing.schema, control: control)
      worker.beforeCommit = { connection in
        let found = try touches.find(connection)
        guard found.isEmpty else { throw placing.outside(found) }
      }
    }
    if let open = state.openRun {
      try Registry.prepare(control, for: target.line)
      let recovery = Recovery(
        target: target, versions: versions, worker: worker, registered: try RegisteredVersions(control),
        environment: environment, placing: placing)
      let end = try recovery.recover(open, state: state, request: &request, verifies: request.verifies)
      notes += end.notes
      try recorder.record(end.outcome, of: target, over: control, closing: open.run)
      if request.resumption == .abortRun { return finishedWithoutPlan(end.outcome, request) }
      state = try Registry.read(control, of: target.line)
      interrupted = RunHeader(open.about)
      try checkDrift(state, request)
    } else if request.resumption != .automatic {
      throw ExecutionError(
        .nothingOpen, .usage, "no interrupted run is open on '\(target.name)'", hints: ["confiture status"])
    }
    guard let destination = request.destination else {
      throw ExecutionError(.nothingOpen, .usage, "the interrupted run does not say where it was going")
    }
    let plan = try plan(at: state, to: destination, request)
    guard plan.kind != .nothingToDo || state.head != destination.id else {
      return CheckoutResult(plan: plan, outcome: nil, outcomeCommit: nil, isVerified: true, notes: notes)
    }
    guard try isConfirmed(plan, confirmed, interrupted, confirm) else {
      return CheckoutResult(plan: plan, outcome: nil, outcomeCommit: nil, isVerified: false, notes: notes)
    }
    return try execute(plan, from: state, to: destination, with: worker, placing, request)
  }

  /// Somebody may have moved the target since the plan was confirmed. What is left of that plan, or of the plan of the run
  /// that was interrupted, needs no second word; any other does.
  private func isConfirmed(
    _ plan: Plan, _ confirmed: Plan?, _ interrupted: RunHeader?, _ confirm: (Plan) throws -> Bool
  ) throws -> Bool {
    if let confirmed { return try confirmed.steps.hasSuffix(plan.steps) || confirm(plan) }
    guard let interrupted else { return true }
    guard interrupted.covers(plan) else { return try confirm(plan) }
    if var known = interrupted.evidence {
      known.checks += evidence?.checks ?? []
      known.reason = [known.reason, evidence?.reason].compactMap(\.self).joined(separator: "; ")
      evidence = known
    }
    return true
  }

  private func finishedWithoutPlan(_ outcome: Outcome, _ request: CheckoutRequest) -> CheckoutResult {
    let plan = Plan(kind: .nothingToDo, target: target.name, from: nil, to: nil, steps: [])
    return CheckoutResult(plan: plan, outcome: outcome, outcomeCommit: nil, isVerified: true, notes: notes)
  }

  // MARK: Drift

  /// The live schema has to be what the registry says, so that the plan starts from what is there.
  private func checkDrift(_ state: RegistryState, _ request: CheckoutRequest, stamp known: String? = nil) throws {
    guard !request.options.mustRebuild || !target.isDisposable else { return }
    // With the stamp of then, no DDL was run since the schema was last found to be the version's.
    if let expected = CatalogStamp.expected(at: state),
      try known ?? control.queryKept(target.stampQuery).text(0, 0) == expected
    {
      return
    }
    let drift = try DriftCheck(of: target, control: control, versions: versions).compare(state)
    switch drift {
    case .none, .unknown: return
    case .notAdopted(let objects):
      if target.isDisposable, request.options.mustRebuild { return }
      throw ExecutionError(
        .notAdopted, .refused,
        "'\(target.name)' holds objects, but Confiture has never been here", details: Self.listed(objects),
        hints: [
          "confiture baseline REV \(target.option) adopts a database that is at a version already",
          "confiture checkout REV --rebuild --disposable empties the database first",
        ])
    case .differs(let lines):
      if request.acceptsDrift {
        notes.append("the live schema differs from what the registry names, as accepted")
        return
      }
      throw ExecutionError(
        .drift, .refused, "the schema of '\(target.name)' differs from the version that its registry names",
        details: Self.listed(lines),
        hints: [
          "confiture drift \(target.option) shows the differences", "go on all the same: --accept-drift",
        ])
    }
  }

  static func listed(_ lines: [String]) -> [String] {
    lines.count <= 12 ? lines : Array(lines.prefix(12)) + ["… and \(lines.count - 12) more"]
  }

  // MARK: Running

  private func execute(
    _ plan: Plan, from state: RegistryState, to destination: Version, with worker: Worker,
    _ placing: SchemaPlacement?, _ request: CheckoutRequest
  ) throws -> CheckoutResult {
    if let placing { for step in plan.steps { try placing.check(step, with: versions) } }
    versions.beginPrefetch(plan.steps.filter { $0.action == .apply }.compactMap(\.version?.id))
    defer { versions.endPrefetch() }
    try Registry.prepare(control, for: target.line)
    if let placing, try placing.createSchema(over: control) { notes.append("created the schema '\(placing.schema)'") }
    let run = RunIdentifier.make(environment)
    var header = RunHeader(
      run: run, plan: plan.id, from: state.head, to: destination.id, steps: plan.steps.count, by: environment.actor,
      started: environment.now())
    header.stepKeys = plan.stepKeys
    header.evidence = evidence
    try control.execute(RegistryWrite.openJournal(run: run, about: header.text, of: target.line))
    var record = RunRecord(header: header, target: target.name)
    record.evidence = evidence
    let registered = try RegisteredVersions(control)
    let runner = StepRunner(
      run: run, target: target, worker: worker, versions: versions, registered: registered,
      verifies: request.verifies,
      placing: placing, comparesEachStep: placing != nil && !request.acceptsDrift && !plan.leavesSomething)
    let sequence = StepSequence(
      plan.steps, runner, from: Positions(state: state, versions: versions), environment: environment)
    do {
      for (index, step) in plan.steps.enumerated() {
        let started = environment.now()
        let what = step.summary
        environment.report(.stepStarted(index: index + 1, count: plan.steps.count, what: what))
        let timings = try sequence.run(index)
        let milliseconds = (environment.now() - started) * 1000
        record.finished(step, milliseconds: milliseconds, statements: timings)
        environment.report(
          .stepFinished(index: index + 1, count: plan.steps.count, what: what, milliseconds: milliseconds))
      }
    } catch {
      throw try recordFailure(error, of: record, plan: plan, worker: worker)
    }
    return try finish(record, plan: plan, destination: destination, request, registered)
  }

  private func finish(
    _ record: RunRecord, plan: Plan, destination: Version, _ request: CheckoutRequest,
    _ registered: RegisteredVersions
  ) throws -> CheckoutResult {
    let expected = try compared.fingerprint(of: destination)
    func outcome(_ result: Outcome.Result, _ reached: Fingerprint) -> Outcome {
      record.outcome(result, at: ended, to: destination, reached: reached, error: nil)
    }
    let ended = environment.now()
    let hoped = recorder.expect(outcome(.succeeded, expected), of: target)
    // Before the schema is read: what others change meanwhile must not hide behind the stamp.
    let stamp = try control.queryKept(target.stampQuery).text(0, 0)
    let live = try compared.live(control, includesAccess: expected.includesAccess)
    let matches = live.fingerprint == expected || !live.fingerprint.isComparable(with: expected)
    let differences =
      matches
      ? []
      : try compared.differences(from: destination, to: live)
    let accepted =
      request.acceptsDrift || plan.leavesSomething
    let outcome = outcome(matches || accepted ? .succeeded : .diverged, live.fingerprint)
    let commit = try recorder.record(
      outcome, of: target, over: control, closing: record.header.run,
      with: registered.adding(destination, from: versions) + [
        RegistryWrite.head(destination, isExact: true, of: target.line)
      ]
        + (matches ? [RegistryWrite.stamp(stamp, of: target.line)] : []), expected: hoped)
    if !matches, accepted {
      notes.append("the schema differs from the version's, as accepted: \(differences.joined(separator: ", "))")
    }
    guard matches || accepted else {
      throw ExecutionError(
        .diverged, .failed, "all steps ran, but the schema of '\(target.name)' is not that of '\(destination.name)'",
        details: Self.listed(differences),
        hints: ["confiture drift \(target.option)", "the outcome is recorded as diverged"])
    }
    return CheckoutResult(plan: plan, outcome: outcome, outcomeCommit: commit, isVerified: matches, notes: notes)
  }

  /// Closes the journal where the database is at a state that the registry names; leaves it open where a step is in pieces.
  private func recordFailure(
    _ error: any Error, of record: RunRecord, plan: Plan, worker: Worker
  ) throws -> any Error {
    guard !control.isBroken, let state = try? Registry.read(control, of: target.line) else { return error }
    let isClean = state.openRun?.unfinished?.isUntouched ?? true
    let result: Outcome.Result = (error as? any DiagnosedError)?.kind == .cancelled ? .interrupted : .failed
    guard isClean else { return FailedInPieces.explain(error, on: target) }
    var record = record
    let failed = plan.steps.indices.contains(record.finishedSteps) ? plan.steps[record.finishedSteps] : nil
    if let failed { record.failed(failed) }
    let outcome = record.outcome(
      result, at: environment.now(), to: state.head.flatMap { try? versions.version($0) }, reached: nil,
      error: Self.message(error))
    _ = try? recorder.record(outcome, of: target, over: control, closing: record.header.run)
    return error
  }

  static func message(_ error: any Error) -> String {
    (error as? any DiagnosedError)?.diagnostic.message ?? "\(error)"
  }
}

extension Plan {
  /// A step that goes back does not restore all that was there before.
  fileprivate var leavesSomething: Bool {
    steps.contains { $0.action == .revert && $0.version?.isReversible == false }
  }
}

extension [PlanStep] {
  fileprivate func hasSuffix(_ steps: [PlanStep]) -> Bool { Array(suffix(steps.count)) == steps }
}
