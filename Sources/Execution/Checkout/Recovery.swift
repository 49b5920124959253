internal import Diagnostics
internal import GitStore
internal import History
internal import Planning
internal import Postgres
internal import SQLSyntax
internal import Schema

/// Deals with a run that was interrupted, once its locks are free.
///
/// Between steps the database is at a state that the registry names, so the run is simply over. A step in pieces is
/// finished where that is what the user asks for, or taken back.
struct Recovery {
  let target: Target
  let versions: VersionReader
  let worker: Worker
  let registered: RegisteredVersions
  let environment: RunEnvironment
  var placing: SchemaPlacement?

  private var compared: ComparedSchema { ComparedSchema(of: target, versions: versions) }

  struct End {
    var outcome: Outcome
    var notes: [String]
  }

  func recover(
    _ open: OpenRun, state: RegistryState, request: inout CheckoutRequest, verifies: Bool
  ) throws -> End {
    guard let header = RunHeader(open.about) else {
      throw ExecutionError(
        .registryFormat, .failed, "the journal of '\(target.name)' cannot be read", details: [open.about])
    }
    let going = try header.to.map { try versions.version($0) }
    let isSameWay = request.destination?.id == header.to
    if request.destination == nil { request.destination = going }
    guard let unfinished = open.unfinished, !unfinished.isUntouched, let step = StepHeader(unfinished.about) else {
      return end(header, state: state, note: "an earlier run to \(name(going)) was interrupted between its steps")
    }
    let version = try versions.version(step.commit)
    switch request.resumption {
    case .automatic where !isSameWay:
      throw ExecutionError(
        .openRun, .interruptedRun, "a run to \(name(going)) was interrupted in the middle of '\(version.name)'",
        details: [
          "statements done: \(unfinished.done.count)" + (unfinished.underWay.map { ", under way: \($0)" } ?? "")
        ],
        hints: [
          "finish it: confiture checkout --continue \(target.option)",
          "take it back: confiture checkout --abort \(target.option)",
        ])
    case .automatic, .continueRun:
      let runner = runner(of: open.run, verifies: verifies)
      var positions = Positions(state: state, versions: versions)
      positions.take(PlanStep(step.action, version, parent: step.parent))
      do {
        _ = try runner.resume(
          step, unfinished, reaching: positions.position, mayRepeat: request.resumption == .continueRun)
      } catch {
        throw FailedInPieces.explain(error, on: target)
      }
      var end = end(header, state: state, note: "finished '\(version.name)', which an earlier run had begun")
      end.outcome.reached(version)
      return end
    case .abortRun:
      try takeBack(step, version, unfinished, run: open.run, state: state)
      return end(header, state: state, note: "took back '\(version.name)', which an earlier run had begun")
    }
  }

  private func end(_ header: RunHeader, state: RegistryState, note: String) -> End {
    var record = RunRecord(header: header, target: target.name)
    record.evidence = header.evidence
    let reached = state.head.flatMap { try? versions.version($0) }
    return End(
      outcome: record.outcome(.interrupted, at: environment.now(), to: reached, reached: nil, error: nil),
      notes: [note])
  }

  private func name(_ version: Version?) -> String { version.map { "'\($0.name)'" } ?? "an empty database" }

  // MARK: Taking back

  private func takeBack(
    _ step: StepHeader, _ version: Version, _ unfinished: OpenRun.UnfinishedStep, run: String, state: RegistryState
  ) throws {
    let before = state.head.flatMap { try? versions.version($0) }
    try dropInvalidIndexes(of: step, version)
    if try !isAt(before) {
      let opposite: PlanStep.Action = step.action == .apply ? .revert : .apply
      do { try runOnce(runner(of: run, verifies: false).script(of: version, opposite, parent: step.parent)) } catch {
        throw notAborted(version, ["the way back fails: \(Checkout.message(error))"])
      }
      guard try isAt(before) else { throw notAborted(version, try differences(from: before)) }
    }
    try worker.connection.execute(RegistryWrite.closeStep(run: run, step: unfinished.step))
  }

  /// Without a journal: what is there already, or gone already, is passed over.
  private func runOnce(_ script: StepScript) throws {
    for part in script.parts {
      try worker.beginScript()
      let runner = SegmentRunner(worker: worker, origin: part.origin)
      for segment in part.script.segments {
        switch segment.kind {
        case .transaction: _ = try runner.runTransaction(segment.statements)
        case .rolledBack: continue
        case .alone:
          for statement in segment.statements where try isNeeded(statement) { _ = try runner.runAlone(statement) }
        }
      }
      worker.noticeSessionDefaults(after: part.origin.text)
    }
  }

  private func isNeeded(_ statement: Statement) throws -> Bool {
    let indexes = ConcurrentIndexes(connection: worker.connection)
    switch statement.command {
    case .dropIndexConcurrently(let names): return try names.contains { try indexes.exists($0) }
    case .createIndexConcurrently(let index?, let table, _): return try indexes.look(for: index, on: table) != .valid
    case .createIndexConcurrently, .outsideTransaction, .begin, .commit, .rollback, .createRole, .dropRole,
      .sessionDefault, .copy, .ordinary:
      return true
    }
  }

  private func runner(of run: String, verifies: Bool) -> StepRunner {
    StepRunner(
      run: run, target: target, worker: worker, versions: versions, registered: registered, verifies: verifies,
      placing: placing)
  }

  private func dropInvalidIndexes(of step: StepHeader, _ version: Version) throws {
    let indexes = ConcurrentIndexes(connection: worker.connection)
    let script = try runner(of: "", verifies: false).script(of: version, step.action, parent: step.parent)
    for statement in script.parts.flatMap(\.script.statements) {
      guard case .createIndexConcurrently(let index, let table, _) = statement.command,
        case .invalid(let schema, let name) = try indexes.look(for: index, on: table)
      else { continue }
      try indexes.drop(schema: schema, name: name)
    }
  }

  private func isAt(_ version: Version?) throws -> Bool {
    let live = try compared.live(worker.connection, includesAccess: version?.fingerprint.includesAccess ?? false)
    return try live.fingerprint == compared.fingerprint(of: version)
  }

  private func differences(from version: Version?) throws -> [String] {
    try compared.differences(from: version, to: compared.live(worker.connection))
  }

  private func notAborted(_ version: Version, _ details: [String]) -> ExecutionError {
    ExecutionError(
      .notAborted, .interruptedRun, "'\(version.name)' could not be taken back: the journal stays open",
      details: Checkout.listed(details),
      hints: ["finish it instead: confiture checkout --continue \(target.option)"])
  }
}
