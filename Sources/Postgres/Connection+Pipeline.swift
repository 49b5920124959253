internal import CLibpq

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
    try enqueue(batch, texts, as: names, reported: isPipeline ? reported : 0..<0)
    if isPipeline, unsafe PQpipelineSync(raw) != 1 {
      isOutOfStep = true
      throw lost(during: texts[0]).inBatch(at: 0)
    }
    var reading = BatchReading(texts: texts, until: isPipeline ? .sync : .end, tick: tick)
    try reading.readAll(from: self, onTick: onTick, onResult: onResult)
    if isPipeline, unsafe PQexitPipelineMode(raw) != 1 { isOutOfStep = true }
    if let failure = reading.failure { throw failure }
  }

  /// Hands statements to libpq, which sends them as the socket takes them; those with names are prepared as such.
  func enqueue(
    _ batch: [SQLText], _ texts: [String], as names: [String?], reported: Range<Int>
  ) throws(PostgresError) {
    for (index, sql) in batch.enumerated() {
      let isSent = unsafe withParameters(of: sql) { count, values in
        if let name = names[index] {
          unsafe PQsendQueryPrepared(raw, name, count, values, nil, nil, 0) == 1
        } else {
          unsafe PQsendQueryParams(raw, texts[index], count, nil, values, nil, nil, 0) == 1
        }
      }
      guard isSent, unsafe !reported.contains(index) || PQsendFlushRequest(raw) == 1 else {
        isOutOfStep = true
        throw lost(during: texts[index]).inBatch(at: index)
      }
    }
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
