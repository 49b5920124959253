internal import CLibpq

/// Batches of statements that are sent before those before them are answered.
///
/// All of them are one pipeline without a Sync in between: nothing that was sent after a statement that fails is run.
/// Until ``end()`` the connection takes nothing else.
package final class StatementStream {
  private struct Batch {
    var texts: [String]
    var sent: ContinuousClock.Instant
  }

  private let connection: Connection
  private var waiting: [Batch] = []
  /// When the batch before was answered.
  private var lastEnd: ContinuousClock.Instant?
  private var isOpen = true

  /// - Throws: ``PostgresError`` when the connection is gone.
  package init(on connection: Connection) throws(PostgresError) {
    self.connection = connection
    let raw = unsafe connection.raw
    guard unsafe PQsetnonblocking(raw, 1) == 0, unsafe PQenterPipelineMode(raw) == 1 else {
      throw connection.lost(during: "the start of a pipeline")
    }
  }

  /// How many batches are sent and not yet answered.
  package var count: Int { waiting.count }

  /// Sends a batch; the server begins with it when it has done those before it.
  ///
  /// - Parameters:
  ///   - batch: Not empty, and no `COPY` to or from the client among them.
  ///   - reported: The statements whose ends are reported on their own.
  /// - Throws: ``PostgresError`` when a text cannot be sent, or the connection is gone.
  package func send(_ batch: [SQLText], reporting reported: Range<Int>) throws(PostgresError) {
    let texts = batch.map(\.text)
    for (index, text) in texts.enumerated() {
      do throws(PostgresError) { try connection.check(text) } catch { throw error.inBatch(at: index) }
    }
    try connection.enqueue(batch, texts, as: texts.map { _ in nil }, reported: reported)
    guard unsafe PQsendFlushRequest(connection.raw) == 1, unsafe PQflush(connection.raw) >= 0 else {
      connection.isOutOfStep = true
      throw connection.lost(during: texts[0]).inBatch(at: 0)
    }
    waiting.append(Batch(texts: texts, sent: .now))
  }

  /// Reads the results of the batch that was sent first.
  ///
  /// - Throws: The first failure, with `batchIndex`; the statements after it, and all batches sent after it, do not
  ///   run. The stream is to be ended then.
  package func receive(
    tick: Duration? = nil, onTick: () -> Void = {}, onResult: (Int, QueryResult, Duration) -> Void
  ) throws(PostgresError) {
    guard !waiting.isEmpty else { return }
    let batch = waiting.removeFirst()
    let start = lastEnd.map { max($0, batch.sent) } ?? batch.sent
    var reading = BatchReading(texts: batch.texts, until: .lastStatement, since: start, tick: tick)
    try reading.readAll(from: connection, onTick: onTick, onResult: onResult)
    lastEnd = .now
    if let failure = reading.failure { throw failure }
  }

  /// Gives the connection back; results that nobody took are thrown away.
  ///
  /// - Throws: ``PostgresError`` when the connection is gone.
  package func end() throws(PostgresError) {
    guard isOpen else { return }
    isOpen = false
    defer { if !connection.isBroken { _ = unsafe PQsetnonblocking(connection.raw, 0) } }
    if connection.isBroken { throw connection.lost(during: "the end of a pipeline") }
    guard unsafe PQpipelineSync(connection.raw) == 1 else {
      connection.isOutOfStep = true
      throw connection.lost(during: "the end of a pipeline")
    }
    var reading = BatchReading(texts: waiting.flatMap(\.texts) + ["the end of a pipeline"], until: .sync, tick: nil)
    waiting = []
    try reading.readAll(from: connection, onTick: {}, onResult: { _, _, _ in })
    if unsafe PQexitPipelineMode(connection.raw) != 1 { connection.isOutOfStep = true }
  }
}
