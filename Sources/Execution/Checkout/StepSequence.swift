internal import Diagnostics
internal import History
internal import Planning
internal import Postgres
internal import SQLSyntax

/// Runs the steps of a plan one after another, and sends the next ones before the one under way has ended, so that the
/// server does not wait for us between them.
///
/// The server runs nothing that was sent after a step that fails, and each step is a transaction with its registry rows
/// as ever. After a failure that is worth another try, the rest goes step by step.
final class StepSequence {
  private let steps: [PlanStep]
  private let runner: StepRunner
  private let environment: RunEnvironment
  private var positions: Positions
  /// Steps made ready, by their place in the plan; how that failed, if it did.
  private var ready: [Int: Result<ReadyStep?, any Error>] = [:]
  private var nextToReady = 0
  private var sent: [(step: ReadyStep, batch: TransactionBatch)] = []
  private var stream: StatementStream?
  private var goesAhead: Bool
  /// How many plain steps were sent one after another.
  private var plainRun = 0
  /// The statements that wrote registry's rows of steps sent before.
  private var rowsSent: Set<String> = []
  /// The step up to which objects are in the registry, or on their way.
  private var registeredUpTo = 0
  private var registersAtOnce = 1

  /// How many steps are under way at most.
  private static let depth = 6

  init(_ steps: [PlanStep], _ runner: StepRunner, from positions: Positions, environment: RunEnvironment) {
    self.steps = steps
    self.runner = runner
    self.positions = positions
    self.environment = environment
    goesAhead = steps.count > 1 && runner.worker.beforeCommit == nil
  }

  deinit { try? stream?.end() }

  /// Runs a step; they come in the order of the plan.
  ///
  /// - Returns: What was run, statement by statement.
  /// - Throws: ``MigrationFailure`` or ``ExecutionError``; nothing of the step is kept, or its journal says what is.
  func run(_ index: Int) throws -> [StatementTiming] {
    do {
      if goesAhead { try sendAhead(from: index) }
      if let first = sent.first, first.step.index == index + 1 { return try receive() }
      try endStream()
      return try runAlone(index)
    } catch {
      // What was sent after it is not run, but the session has to know.
      goesAhead = false
      try? endStream()
      throw error
    }
  }

  private func runAlone(_ index: Int, after failure: MigrationFailure? = nil) throws -> [StatementTiming] {
    guard let step = try step(index) else {
      try runner.run(steps[index])
      return []
    }
    ready[index] = nil
    plainRun = 0
    return try runner.run(step, after: failure)
  }

  // MARK: Ahead

  private func sendAhead(from index: Int) throws {
    var next = index + sent.count
    while next < steps.count, sent.count < Self.depth, !environment.isInterrupted(), !runner.worker.mustReconnect {
      // What cannot be made ready says so when its turn comes.
      guard let step = try? step(next), step.canGoAhead, let part = step.transaction else { return }
      do { try send(step, part) } catch {
        // What is under way has to be heard of first; then it fails in its own turn.
        guard next > index else { throw error }
        goesAhead = false
        return
      }
      next += 1
    }
  }

  private func send(_ step: ReadyStep, _ part: StepScript.Part) throws {
    let worker = runner.worker
    let stream = try self.stream ?? StatementStream(on: worker.connection)
    self.stream = stream
    try worker.beginScript(keepsPrepared: step.isPlain)
    var closing = step.closing
    plainRun = step.isPlain ? plainRun + 1 : 0
    if let rows = closing.popLast() { closing.append(prepared(rows)) }
    let batch = try SegmentRunner(worker: worker, origin: part.origin)
      .send(part.script.statements, verify: step.script.verify, closing: closing, over: stream)
    worker.noticeSessionDefaults(after: part.origin.text)
    if step.script.verify == nil { worker.noticeUntouchedSession(after: step.isPlain) }
    sent.append((step, batch))
  }

  /// Rows whose text comes again and again with plain steps are planned by the server once.
  private func prepared(_ rows: SQLText) -> SQLText {
    let isNew = rowsSent.insert(rows.text).inserted
    return plainRun > 1 && !isNew ? runner.worker.prepared(rows) : rows
  }

  private func receive() throws -> [StatementTiming] {
    guard let stream else { return [] }
    let (step, batch) = sent.removeFirst()
    guard let part = step.transaction else { return [] }
    do {
      let timings = try SegmentRunner(worker: runner.worker, origin: part.origin).receive(batch, from: stream)
      ready[step.index - 1] = nil
      return timings
    } catch let failure as MigrationFailure {
      goBack()
      return try runAlone(step.index - 1, after: failure)
    } catch let error as PostgresError where error.sqlState == "26000" {
      // An event trigger may drop what is prepared. Nothing of the transaction is kept.
      goBack()
      return try runAlone(step.index - 1)
    }
  }

  /// From here on step by step, in a session that is brought back first.
  private func goBack() {
    goesAhead = false
    sent = []
    try? endStream()  // Where the connection is gone, the failure says so already.
    runner.worker.forgetSession()
  }

  private func endStream() throws {
    guard let stream else { return }
    self.stream = nil
    try stream.end()
    let connection = runner.worker.connection
    if connection.transactionStatus != .idle, !connection.isBroken { try connection.execute("ROLLBACK") }
  }

  // MARK: Making ready

  /// The step at a place, made ready; `nil` where it has no script.
  private func step(_ index: Int) throws -> ReadyStep? {
    while nextToReady <= index {
      let step = steps[nextToReady]
      positions.take(step)
      let upcoming = upcoming(after: nextToReady)
      ready[nextToReady] = Result {
        try runner.ready(step, at: nextToReady + 1, reaching: positions.position, upcoming: upcoming)
      }
      nextToReady += 1
    }
    return try ready[index]?.get() ?? nil
  }

  /// The versions of the next steps whose objects are to be registered with this one's: few at first, so that the
  /// server gets to work, then more at once, as rows are cheaper together.
  private func upcoming(after index: Int) -> [Version] {
    guard goesAhead, index >= registeredUpTo else { return [] }
    let end = min(steps.count, index + registersAtOnce)
    registersAtOnce = min(registersAtOnce * 6, 32)
    registeredUpTo = end
    return steps[min(index + 1, end)..<end].compactMap { $0.action == .apply ? $0.version : nil }
  }
}
