internal import Diagnostics
internal import Postgres
internal import SQLSyntax

/// The journal's rows of one step that runs in several pieces.
struct StepJournal {
  let run: String
  let step: Int
  let about: String
  let line: RegistryLine

  var open: SQLText { RegistryWrite.openStep(run: run, step: step, about: about, of: line) }
  var close: SQLText { RegistryWrite.closeStep(run: run, step: step) }

  func mark(_ statements: ClosedRange<Int>, _ state: JournalState) -> SQLText {
    RegistryWrite.mark(run: run, step: step, statements: statements, state: state, about: about, of: line)
  }
}

/// Runs a step whose statements cannot all be in one transaction: each piece is journalled with what it does, and what
/// cannot be is announced before and noted after.
struct PieceRunner {
  /// What an earlier attempt at a statement came to.
  private enum Attempt {
    case none
    /// The server refused it.
    case failed
    /// Nobody knows whether it happened.
    case unknown
  }

  let script: StepScript
  let worker: Worker
  var placing: SchemaPlacement?
  let journal: StepJournal

  func run(
    closing: [SQLText], resuming unfinished: OpenRun.UnfinishedStep?, mayRepeat: Bool,
    inspect: SegmentRunner.Inspection? = nil
  ) throws -> [StatementTiming] {
    try worker.connection.execute(journal.open)
    var timings: [StatementTiming] = []
    var next = 1
    for part in script.parts {
      try worker.beginScript()
      let runner = SegmentRunner(worker: worker, origin: part.origin)
      for segment in part.script.segments {
        let numbers = next...(next + segment.statements.count - 1)
        next = numbers.upperBound + 1
        if let unfinished, unfinished.done.isSuperset(of: numbers) {
          try repeatSettings(of: segment)
          continue
        }
        switch segment.kind {
        case .transaction:
          timings += try runner.runTransaction(
            segment.statements, closing: RegistryWrite.asOurselves + [journal.mark(numbers, .done)])
        case .rolledBack:
          timings += try runner.runTransaction(segment.statements, ending: .rollback)
        case .alone:
          for (statement, number) in zip(segment.statements, numbers) {
            let attempt =
              unfinished?.underWay == number ? (unfinished?.hasFailed == true ? Attempt.failed : .unknown) : .none
            timings += try runAlone(statement, number, runner, after: attempt, mayRepeat: mayRepeat)
          }
        }
      }
      worker.noticeSessionDefaults(after: part.origin.text)
    }
    try worker.beginScript()
    let last = SegmentRunner(
      worker: worker, origin: script.parts.last?.origin ?? ScriptOrigin(migration: "", file: "", text: ""))
    _ = try last.runTransaction(
      [], verify: script.verify, closing: closing + [journal.close], inspect: inspect)
    return timings
  }

  /// What a piece that is done already set for the session holds for those after it.
  private func repeatSettings(of segment: Segment) throws {
    guard segment.kind == .transaction else { return }
    let settings = segment.statements.filter { ["SET", "RESET"].contains($0.tag) }.map { SQLText(unescaped: $0.text) }
    guard !settings.isEmpty else { return }
    _ = try worker.connection.pipeline(worker.opening + settings)
    worker.didOpen()
  }

  // MARK: Outside a transaction

  private func runAlone(
    _ statement: Statement, _ number: Int, _ runner: SegmentRunner, after attempt: Attempt, mayRepeat: Bool
  ) throws -> [StatementTiming] {
    let done = journal.mark(number...number, .done)
    if statement.mayEndTransactions {
      if attempt == .unknown, !mayRepeat { throw Self.unknownEffect(statement) }
      // Most blocks do not end transactions themselves, and can have their mark in the same one.
      do { return try runner.runTransaction([statement], closing: RegistryWrite.asOurselves + [done]) } catch let
        failure as MigrationFailure where failure.cause?.sqlState == "2D000"
      {}
    }
    guard try prepare(statement, after: attempt) else {
      try write(done)
      return []
    }
    try placing?.checkAlone(statement, over: worker.connection)
    try write(journal.mark(number...number, .started))
    do {
      let timing = try runner.runAlone(statement)
      try write(done)
      return [timing]
    } catch let failure as MigrationFailure {
      // The server answered, so that it is known not to have happened.
      if failure.cause?.sqlState != nil, !worker.connection.isBroken {
        try write(journal.mark(number...number, .failed))
      }
      throw failure
    }
  }

  private func write(_ row: SQLText) throws {
    try flushOpening()
    _ = try worker.connection.pipeline(["BEGIN"] + RegistryWrite.asOurselves + [row, "COMMIT"])
  }

  private func flushOpening() throws {
    guard !worker.opening.isEmpty else { return }
    _ = try worker.connection.pipeline(worker.opening)
    worker.didOpen()
  }

  /// Puts right what an earlier attempt left, and tells whether the statement still has to run.
  private func prepare(_ statement: Statement, after attempt: Attempt) throws -> Bool {
    try flushOpening()
    let indexes = ConcurrentIndexes(connection: worker.connection)
    switch statement.command {
    case .createIndexConcurrently(let index, let table, _):
      guard index != nil || attempt != .none else { return true }
      switch try indexes.look(for: index, on: table) {
      case .nothing: return true
      case .valid: return attempt != .unknown
      case .invalid(let schema, let name):
        worker.environment.report(.note("index \(schema).\(name) is invalid: dropping it and building it again"))
        try indexes.drop(schema: schema, name: name)
        return true
      }
    case .dropIndexConcurrently(let names) where attempt == .unknown:
      return try names.contains { try indexes.exists($0) }
    case .dropIndexConcurrently, .outsideTransaction, .begin, .commit, .rollback, .createRole, .dropRole,
      .sessionDefault, .copy, .ordinary:
      return true
    }
  }

  private static func unknownEffect(_ statement: Statement) -> ExecutionError {
    ExecutionError(
      .openRun, .interruptedRun,
      "nobody knows whether the \(statement.tag) of line \(statement.line) was finished when the run was interrupted",
      details: ["it ends transactions itself, so that its effect and its row in the journal could not be one"],
      hints: ["look whether it is done; where running it again does no harm: confiture checkout --continue"])
  }
}
