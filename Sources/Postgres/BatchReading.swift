internal import CLibpq
internal import Glibc

/// Collects the results of a batch, flushing what is still to be sent while it reads.
struct BatchReading {
  /// Where the results of a batch end.
  enum Ending {
    /// At a statement's end, outside of a pipeline.
    case end
    /// At the pipeline's Sync.
    case sync
    /// After the last statement: more may follow in the same pipeline.
    case lastStatement
  }

  private let texts: [String]
  private let ending: Ending
  private let tick: Duration?
  /// The first failure; those after it are only its echo.
  private(set) var failure: PostgresError?
  /// The statement under way.
  private var index = 0
  private var lastEnd: ContinuousClock.Instant
  private var nextTick: ContinuousClock.Instant?

  /// - Parameters:
  ///   - texts: The statements sent.
  ///   - ending: What comes after their results.
  ///   - start: Since when the server may have been at the first of them.
  ///   - tick: How often to look up while waiting.
  init(texts: [String], until ending: Ending, since start: ContinuousClock.Instant = .now, tick: Duration?) {
    self.texts = texts
    self.ending = ending
    self.tick = tick
    lastEnd = start
    nextTick = tick.map { ContinuousClock.now + $0 }
  }

  mutating func readAll(
    from connection: Connection, onTick: () -> Void, onResult: (Int, QueryResult, Duration) -> Void
  ) throws(PostgresError) {
    while ending != .lastStatement || index < texts.count {
      try awaitResult(from: connection, onTick: onTick)
      guard let result = unsafe PQgetResult(connection.raw) else {
        // The end of one statement's results, and of everything outside a pipeline.
        if connection.isBroken { throw failure ?? lost(connection) }
        if ending == .end { return }
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
        guard ending == .end else {
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
