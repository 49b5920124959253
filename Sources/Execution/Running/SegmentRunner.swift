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

/// Runs the statements of one script on a worker's session, which has begun it.
package struct SegmentRunner {
  /// How a transaction ends.
  package enum Ending: Sendable {
    case commit
    case rollback
    /// Left open, with all constraints checked, for the caller to look at and end.
    case open
  }

  /// Looks at what an open transaction has done; what it throws undoes the transaction.
  package typealias Inspection = (Connection) throws -> Void

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
  ///   - verify: Runs after them, with what it does undone.
  ///   - closing: Bookkeeping in the same transaction, after everything else.
  ///   - ending: How the transaction ends.
  ///   - inspect: Looks at what was done, before it is committed.
  ///   - first: How the first attempt ended, where it was made already.
  /// - Returns: How long each statement took.
  /// - Throws: ``MigrationFailure``, ``ExecutionError/interrupted`` or `PostgresError`; nothing of the transaction is kept.
  package func runTransaction(
    _ statements: [Statement], verify: VerifyScript? = nil, closing: [SQLText] = [], ending: Ending = .commit,
    inspect: Inspection? = nil, after first: MigrationFailure? = nil
  ) throws -> [StatementTiming] {
    let policy = worker.settings.locks
    var pause = policy.firstPause
    for attempt in 1... {
      do {
        if attempt == 1, let first { throw first }
        return try attemptTransaction(statements, verify, closing, ending, inspect)
      } catch let failure as MigrationFailure {
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
    _ statements: [Statement], _ verify: VerifyScript?, _ closing: [SQLText], _ ending: Ending,
    _ inspect: Inspection?
  ) throws -> [StatementTiming] {
    let inspections = ending == .commit ? [worker.beforeCommit, inspect].compactMap { $0 } : []
    // A reset in a transaction that is rolled back would be undone with it.
    if ending != .commit, !worker.opening.isEmpty {
      _ = try worker.connection.pipeline(worker.opening)
      worker.didOpen()
    }
    var batch = TransactionBatch(opening: worker.opening)
    for statement in statements { batch.append(statement, as: text(statement), of: origin) }
    if let verify { batch.append(verify) }
    batch.append(closing: closing, inspections.isEmpty ? ending : .open)
    let connection = worker.connection
    do {
      let timings = try run(batch, on: connection)
      for inspect in inspections { try inspect(connection) }
      if !inspections.isEmpty { try connection.execute("COMMIT") }
      worker.didOpen()
      return timings
    } catch {
      if connection.transactionStatus != .idle, !connection.isBroken { _ = try? connection.execute("ROLLBACK") }
      throw error
    }
  }

  // MARK: Ahead

  /// Sends a transaction that commits, for its turn; ``receive(_:from:)`` then tells how it went.
  ///
  /// - Parameters:
  ///   - statements: What the script says; no data of a `COPY` among it.
  ///   - verify: Runs after them, with what it does undone.
  ///   - closing: Bookkeeping in the same transaction, after everything else.
  ///   - stream: What else was sent ahead.
  /// - Returns: What was sent.
  /// - Throws: `PostgresError` when it could not be sent.
  func send(
    _ statements: [Statement], verify: VerifyScript?, closing: [SQLText], over stream: StatementStream
  ) throws(PostgresError) -> TransactionBatch {
    var batch = TransactionBatch(opening: worker.opening)
    for statement in statements { batch.append(statement, as: text(statement), of: origin) }
    if let verify { batch.append(verify) }
    batch.append(closing: closing, .commit)
    try stream.send(batch.entries.map(\.sql), reporting: Self.reported(batch.entries[...]))
    worker.didOpen()
    return batch
  }

  /// Waits for the end of a transaction that was sent ahead.
  ///
  /// - Throws: As ``runTransaction(_:verify:closing:ending:inspect:after:)``; what was sent after it is not run.
  func receive(_ batch: TransactionBatch, from stream: StatementStream) throws -> [StatementTiming] {
    // Sent before the interruption, so it is either done or stopped: only the server knows.
    if environment.isInterrupted() { _ = worker.connection.canceller.cancel() }
    return try run(batch.entries[...]) { onTick, onResult throws(PostgresError) in
      try stream.receive(tick: tick, onTick: onTick, onResult: onResult)
    }
  }

  // MARK: Batches

  /// Runs a batch; data of a COPY has to be sent by itself.
  private func run(_ batch: TransactionBatch, on connection: Connection) throws -> [StatementTiming] {
    var timings: [StatementTiming] = []
    var start = 0
    while start < batch.entries.count {
      if environment.isInterrupted() { throw ExecutionError.interrupted }
      if let data = batch.entries[start].copyData {
        let began = environment.now()
        try copy(data, batch.entries[start], on: connection)
        timings += timing(of: batch.entries[start], (environment.now() - began) * 1000)
        start += 1
      } else {
        let end = batch.entries[start...].firstIndex { $0.copyData != nil } ?? batch.entries.endIndex
        let entries = batch.entries[start..<end]
        timings += try run(entries) { onTick, onResult throws(PostgresError) in
          try connection.run(
            entries.map(\.sql), reporting: Self.reported(entries), tick: tick, onTick: onTick, onResult: onResult)
        }
        start = end
      }
    }
    return timings
  }

  private func copy(_ data: String, _ entry: TransactionBatch.Entry, on connection: Connection) throws {
    do { _ = try connection.copyIn(entry.sql, Array(data.utf8)) } catch let error as PostgresError {
      throw failure(error, entry.place, blockers: [])
    }
  }

  /// Follows statements while they run: who blocks them, whether they are to be stopped, how long each takes.
  private func run(
    _ entries: ArraySlice<TransactionBatch.Entry>,
    _ exchange: (() -> Void, (Int, QueryResult, Duration) -> Void) throws(PostgresError) -> Void
  ) throws -> [StatementTiming] {
    let connection = worker.connection
    var timings: [StatementTiming] = []
    var finished = entries.startIndex
    var blockers: [Blocker] = []
    do {
      try exchange(
        {
          if environment.isInterrupted() { _ = connection.canceller.cancel() }
          let found = worker.findBlockers?(connection.backendPID) ?? []
          guard !found.isEmpty else { return }
          if found.map(\.pid) != blockers.map(\.pid), finished < entries.endIndex {
            environment.report(.blocked(statement: entries[finished].name, by: found))
          }
          blockers = found
        },
        { index, _, time in
          finished = entries.startIndex + index + 1
          timings += timing(of: entries[entries.startIndex + index], time.inMilliseconds)
          blockers = []
        })
    } catch {
      let index = min(entries.startIndex + (error.batchIndex ?? 0), entries.endIndex - 1)
      throw failure(error, entries[index].place, blockers: blockers)
    }
    return timings
  }

  /// The statements of the script, and what comes before each of them so that their times are their own.
  private static func reported(_ entries: ArraySlice<TransactionBatch.Entry>) -> Range<Int> {
    guard let first = entries.firstIndex(where: { $0.timed != nil }),
      let last = entries.lastIndex(where: { $0.timed != nil })
    else { return 0..<entries.count }
    let start = first - entries.startIndex
    return max(0, start - 1)..<(last - entries.startIndex + 1)
  }

  /// Often enough to see who blocks before the lock timeout ends the wait.
  private var tick: Duration { max(.milliseconds(20), min(.milliseconds(250), worker.settings.locks.timeout / 3)) }

  private func timing(of entry: TransactionBatch.Entry, _ milliseconds: Double) -> [StatementTiming] {
    guard let statement = entry.timed else { return [] }
    return [StatementTiming(tag: statement.tag, line: statement.line, milliseconds: milliseconds)]
  }

  /// Runs one statement that PostgreSQL refuses inside a transaction block, without a lock timeout: its waits for old
  /// snapshots would hit it.
  package func runAlone(_ statement: Statement) throws -> StatementTiming {
    if environment.isInterrupted() { throw ExecutionError.interrupted }
    let connection = worker.connection
    let results = try connection.pipeline(worker.opening + ["SELECT current_setting('lock_timeout')"])
    worker.didOpen()
    let timeout = results.last?.text(0, 0) ?? "0"
    try connection.execute("SET lock_timeout = 0")
    let batch = TransactionBatch(alone: statement, as: text(statement), of: origin)
    do {
      let timings = try run(batch, on: connection)
      _ = try connection.query("SELECT set_config('lock_timeout', \(timeout), false)")
      return timings.first ?? StatementTiming(tag: statement.tag, line: statement.line, milliseconds: 0)
    } catch {
      if !connection.isBroken { _ = try? connection.query("SELECT set_config('lock_timeout', \(timeout), false)") }
      throw error
    }
  }

  private func text(_ statement: Statement) -> SQLText {
    worker.settings.sharesRoles ? SharedRoles.lenient(statement) : SQLText(unescaped: statement.text)
  }

  private func failure(
    _ error: PostgresError, _ place: TransactionBatch.Place?, blockers: [Blocker]
  ) -> any Error {
    if error.code == .queryCancelled, environment.isInterrupted() { return ExecutionError.interrupted }
    guard let place else { return error }
    var error = error
    if !place.isExact { error.positionUTF8Offset = nil }
    var failure = MigrationFailure(error, statement: place.statement, in: place.origin)
    if error.code == .lockTimeout { failure.diagnostic.details += blockers.map { "waited for \($0)" } }
    return failure
  }
}
