internal import Diagnostics
package import Postgres
package import SQLSyntax

/// How long one statement took.
package struct StatementTiming: Sendable, Equatable {
  package var tag: String
  package var line: Int
  package var milliseconds: Double

  package init(tag: String, line: Int, milliseconds: Double) {
    self.tag = tag
    self.line = line
    self.milliseconds = milliseconds
  }
}

/// Runs the statements of one script on a worker's session.
package struct SegmentRunner {
  /// How a transaction ends.
  package enum Ending: Sendable {
    case commit
    case rollback
    /// Left open, with all constraints checked, for the caller to look at and end.
    case open
  }

  package let worker: Worker
  package let origin: ScriptOrigin

  package init(worker: Worker, origin: ScriptOrigin) {
    self.worker = worker
    self.origin = origin
  }

  private var environment: RunEnvironment { worker.environment }

  /// Runs statements in one transaction, in one round trip where possible.
  ///
  /// When a lock does not come in time, or the server picks the transaction as a victim, the whole of it is tried
  /// again, up to the attempts of the worker's ``LockPolicy``.
  /// - Parameters:
  ///   - statements: What the script says.
  ///   - closing: Bookkeeping in the same transaction, after the statements.
  /// - Throws: ``MigrationFailure``, ``ExecutionError/interrupted`` or `PostgresError`; nothing of the transaction is kept.
  package func runTransaction(
    _ statements: [Statement], closing: [SQLText] = [], ending: Ending = .commit
  ) throws -> [StatementTiming] {
    let policy = worker.settings.locks
    var pause = policy.firstPause
    for attempt in 1... {
      do { return try attemptTransaction(statements, closing: closing, ending: ending) } catch let failure
        as MigrationFailure
      {
        guard let cause = failure.cause, Self.isWorthRetrying(cause), attempt < policy.attempts else { throw failure }
        environment.report(
          .retrying(attempt: attempt + 1, of: policy.attempts, after: pause, because: failure.diagnostic.message))
        environment.sleep(jittered(pause))
        pause = min(pause * 2, .seconds(60))
      }
    }
    throw ExecutionError.interrupted  // Unreachable: the loop only ends by returning or throwing.
  }

  private static func isWorthRetrying(_ error: PostgresError) -> Bool {
    switch error.code {
    case .lockTimeout, .serialization, .deadlock: true
    default: false
    }
  }

  private func jittered(_ pause: Duration) -> Duration {
    .milliseconds(Int64(pause.inMilliseconds * (0.75 + environment.random() / 2)))
  }

  private func attemptTransaction(
    _ statements: [Statement], closing: [SQLText], ending: Ending
  ) throws -> [StatementTiming] {
    if environment.isInterrupted() { throw ExecutionError.interrupted }
    let connection: Connection
    let opening: [SQLText]
    do {
      opening = try worker.beginScript() + ["BEGIN"]
      connection = worker.connection
    }
    do {
      if statements.contains(where: \.hasCopyData) {
        return try runOneByOne(statements, on: connection, opening: opening, closing: closing, ending: ending)
      }
      let batch = opening + statements.map(text) + closing + ending.statements
      var timings: [StatementTiming] = []
      try run(batch, on: connection, statements: statements, firstStatement: opening.count, timings: &timings)
      return timings
    } catch {
      if connection.transactionStatus != .idle, !connection.isBroken { _ = try? connection.execute("ROLLBACK") }
      throw error
    }
  }

  private func run(
    _ batch: [SQLText], on connection: Connection, statements: [Statement], firstStatement: Int,
    timings: inout [StatementTiming]
  ) throws {
    var collected: [StatementTiming] = []
    var reported: [Blocker] = []
    do {
      try connection.run(
        batch, tick: .milliseconds(250),
        onTick: {
          if environment.isInterrupted() { _ = connection.canceller.cancel() }
          let blockers = worker.findBlockers?(connection.backendPID) ?? []
          if blockers != reported, !blockers.isEmpty, collected.count < statements.count {
            environment.report(.blocked(statement: statements[collected.count].tag, by: blockers))
          }
          reported = blockers
        },
        onResult: { index, _, time in
          let position = index - firstStatement
          guard statements.indices.contains(position) else { return }
          collected.append(
            StatementTiming(
              tag: statements[position].tag, line: statements[position].line, milliseconds: time.inMilliseconds))
        })
    } catch {
      throw failure(error, at: (error.batchIndex ?? 0) - firstStatement, in: statements)
    }
    timings = collected
  }

  private func runOneByOne(
    _ statements: [Statement], on connection: Connection, opening: [SQLText], closing: [SQLText], ending: Ending
  ) throws -> [StatementTiming] {
    var timings: [StatementTiming] = []
    _ = try connection.pipeline(opening)
    for (index, statement) in statements.enumerated() {
      if environment.isInterrupted() { throw ExecutionError.interrupted }
      let started = environment.now()
      do {
        if case .copy(let data) = statement.command {
          _ = try connection.copyIn(text(statement), Array(data.utf8))
        } else {
          try connection.execute(text(statement))
        }
      } catch let error as PostgresError { throw failure(error, at: index, in: statements) }
      timings.append(
        StatementTiming(
          tag: statement.tag, line: statement.line, milliseconds: (environment.now() - started) * 1000))
    }
    _ = try connection.pipeline(closing + ending.statements)
    return timings
  }

  /// Runs one statement that PostgreSQL refuses inside a transaction block, without a lock timeout: its waits for old
  /// snapshots would hit it.
  package func runAlone(_ statement: Statement) throws -> StatementTiming {
    if environment.isInterrupted() { throw ExecutionError.interrupted }
    let opening = try worker.beginScript()
    let connection = worker.connection
    if !opening.isEmpty { _ = try connection.pipeline(opening) }
    try connection.execute("SET lock_timeout = 0")
    var timings: [StatementTiming] = []
    try run([text(statement)], on: connection, statements: [statement], firstStatement: 0, timings: &timings)
    try connection.execute("RESET lock_timeout")
    return timings.first ?? StatementTiming(tag: statement.tag, line: statement.line, milliseconds: 0)
  }

  private func text(_ statement: Statement) -> SQLText {
    worker.settings.sharesRoles ? SharedRoles.lenient(statement) : SQLText(unescaped: statement.text)
  }

  private func failure(_ error: PostgresError, at position: Int, in statements: [Statement]) -> any Error {
    if error.code == .queryCancelled, environment.isInterrupted() { return ExecutionError.interrupted }
    guard statements.indices.contains(position) else {
      // The end of the transaction failed: a deferred constraint, say. The last statement is the nearest place.
      guard let last = statements.last, position >= statements.count else { return error }
      var moved = error
      moved.positionUTF8Offset = nil
      return MigrationFailure(moved, statement: last, in: origin)
    }
    return MigrationFailure(error, statement: statements[position], in: origin)
  }
}

extension SegmentRunner.Ending {
  fileprivate var statements: [SQLText] {
    switch self {
    case .commit: ["COMMIT"]
    case .rollback: ["SET CONSTRAINTS ALL IMMEDIATE", "ROLLBACK"]
    case .open: ["SET CONSTRAINTS ALL IMMEDIATE"]
    }
  }
}

extension Statement {
  fileprivate var hasCopyData: Bool {
    if case .copy = command { true } else { false }
  }
}
