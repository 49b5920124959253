internal import CLibpq
internal import Glibc

extension Connection {
  /// Sends all statements at once and returns their results: one round trip, one Sync.
  ///
  /// Without `BEGIN` among them the statements are one implicit transaction.
  /// - Throws: the first failure, with `batchIndex`; the statements after it did not run.
  package func pipeline(_ batch: [SQLText]) throws(PostgresError) -> [QueryResult] {
    var results: [QueryResult] = []
    results.reserveCapacity(batch.count)
    try exchange(batch, reported: 0..<0, tick: nil, onTick: {}) { _, result, _ in results.append(result) }
    return results
  }

  /// Runs statements in one pipeline, reporting each as it ends.
  ///
  /// The time given to `onResult` is the time since the statement before it ended: statements run one after
  /// another in the server. `onTick` is called each `tick` while a statement is under way, for example to look
  /// at blockers from another connection.
  /// Statements outside of `reported` (all of them where it is `nil`) are reported with those after them, which saves
  /// the server and us from waking each other up.
  /// - Throws: the first failure, with `batchIndex`; the statements after it did not run.
  package func run(
    _ batch: [SQLText], reporting reported: Range<Int>? = nil, tick: Duration? = nil, onTick: () -> Void = {},
    onResult: (Int, QueryResult, Duration) -> Void
  ) throws(PostgresError) {
    try exchange(batch, reported: reported ?? batch.indices, tick: tick, onTick: onTick, onResult: onResult)
  }

  private func exchange(
    _ batch: [SQLText], reported: Range<Int>, tick: Duration?, onTick: () -> Void,
    onResult: (Int, QueryResult, Duration) -> Void
  ) throws(PostgresError) {
    guard !batch.isEmpty else { return }
    let texts = batch.map(\.text)
    for (index, text) in texts.enumerated() {
      do throws(PostgresError) { try check(text) } catch { throw error.inBatch(at: index) }
    }
    let names = try keptNames(of: texts)
    guard unsafe PQsetnonblocking(raw, 1) == 0 else { throw lost(during: texts[0]).inBatch(at: 0) }
    defer { if !isBroken { _ = unsafe PQsetnonblocking(raw, 0) } }
    // A statement alone needs no pipeline, and those that refuse to share one (VACUUM …) get none.
    let isPipeline = batch.count > 1
    if isPipeline, unsafe PQenterPipelineMode(raw) != 1 { throw lost(during: texts[0]).inBatch(at: 0) }
    for (index, sql) in batch.enumerated() {
      let isSent = unsafe withParameters(of: sql) { count, values in
        if let name = names[index] {
          unsafe PQsendQueryPrepared(raw, name, count, values, nil, nil, 0) == 1
        } else {
          unsafe PQsendQueryParams(raw, texts[index], count, nil, values, nil, nil, 0) == 1
        }
      }
      let wantsFlush = isPipeline && reported.contains(index)
      guard isSent, unsafe !wantsFlush || PQsendFlushRequest(raw) == 1 else {
        isOutOfStep = true
        throw lost(during: texts[index]).inBatch(at: index)
      }
    }
    if isPipeline, unsafe PQpipelineSync(raw) != 1 {
      isOutOfStep = true
      throw lost(during: texts[0]).inBatch(at: 0)
    }
    var reading = BatchReading(texts: texts, tick: tick)
    try reading.readAll(from: self, isPipeline: isPipeline, onTick: onTick, onResult: onResult)
    if isPipeline, unsafe PQexitPipelineMode(raw) != 1 { isOutOfStep = true }
    if let failure = reading.failure { throw failure }
  }

  /// What the statements of a batch are prepared as, where they are kept.
  private func keptNames(of texts: [String]) throws(PostgresError) -> [String?] {
    var names: [String?] = []
    for (index, text) in texts.enumerated() {
      do throws(PostgresError) { names.append(try keptName(of: text)) } catch { throw error.inBatch(at: index) }
    }
    return names
  }
}

extension PostgresError {
  func inBatch(at index: Int) -> PostgresError {
    var copy = self
    copy.batchIndex = index
    return copy
  }
}

/// Collects the results of a batch, flushing what is still to be sent while it reads.
private struct BatchReading {
  let texts: [String]
  let tick: Duration?
  /// The first failure; those after it are only its echo.
  private(set) var failure: PostgresError?
  /// The statement under way.
  private var index = 0
  private var lastEnd = ContinuousClock.now
  private var nextTick: ContinuousClock.Instant?

  init(texts: [String], tick: Duration?) {
    self.texts = texts
    self.tick = tick
    nextTick = tick.map { ContinuousClock.now + $0 }
  }

  mutating func readAll(
    from connection: Connection, isPipeline: Bool, onTick: () -> Void, onResult: (Int, QueryResult, Duration) -> Void
  ) throws(PostgresError) {
    while true {
      try awaitResult(from: connection, onTick: onTick)
      guard let result = unsafe PQgetResult(connection.raw) else {
        // The end of one statement's results, and of everything outside a pipeline.
        if connection.isBroken { throw failure ?? lost(connection) }
        if !isPipeline { return }
        index = min(index + 1, texts.count)
        continue
      }
      let status = unsafe PQresultStatus(result)
      switch status {
      case PGRES_PIPELINE_SYNC:
        unsafe PQclear(result)
        return
      case PGRES_PIPELINE_ABORTED: unsafe PQclear(result)
      case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
        let text = texts[min(index, texts.count - 1)]
        guard !isPipeline else {
          unsafe PQclear(result)
          connection.isOutOfStep = true  // A COPY cannot be ended inside a pipeline.
          throw failure ?? connection.unexpectedCopy(text).inBatch(at: index)
        }
        _ = unsafe PQsetnonblocking(connection.raw, 0)
        do throws(PostgresError) {
          _ = try unsafe connection.accept(result, of: text)
        } catch {
          failure = error.inBatch(at: index)
        }
        return
      default:
        do throws(PostgresError) {
          let accepted = try unsafe connection.accept(result, of: texts[min(index, texts.count - 1)])
          let now = ContinuousClock.now
          onResult(index, accepted, lastEnd.duration(to: now))
          lastEnd = now
          nextTick = tick.map { now + $0 }
        } catch {
          failure = failure ?? error.inBatch(at: min(index, texts.count - 1))
        }
      }
    }
  }

  /// Waits until a result can be taken without blocking.
  private mutating func awaitResult(from connection: Connection, onTick: () -> Void) throws(PostgresError) {
    let raw = unsafe connection.raw
    while unsafe PQisBusy(raw) == 1 {
      let unsent = unsafe PQflush(raw)
      if unsent < 0, unsafe PQstatus(raw) != CONNECTION_OK { return }  // The result says why.
      let events = Int16(POLLIN) | (unsent == 1 ? Int16(POLLOUT) : 0)
      guard let ready = unsafe SocketWait.wait(PQsocket(raw), for: events, until: nextTick) else {
        nextTick = tick.map { ContinuousClock.now + $0 }
        onTick()
        continue
      }
      if ready & ~Int16(POLLOUT) != 0, unsafe PQconsumeInput(raw) == 0, unsafe PQstatus(raw) != CONNECTION_OK {
        return
      }
    }
  }

  private func lost(_ connection: Connection) -> PostgresError {
    let index = min(index, texts.count - 1)
    return connection.lost(during: texts[index]).inBatch(at: index)
  }
}
