/// What a run needs from the world, as values: clock, randomness, sleep, interruption, and someone to tell.
package struct RunEnvironment: Sendable {
  /// Seconds since 1970.
  package var now: @Sendable () -> Double
  /// In `0 ..< 1`.
  package var random: @Sendable () -> Double
  package var sleep: @Sendable (Duration) -> Void
  /// The user asked to stop.
  package var isInterrupted: @Sendable () -> Bool
  package var report: @Sendable (RunEvent) -> Void
  /// Who runs this, for outcomes: `name <email>` or the system user.
  package var actor: String

  package init(
    now: @escaping @Sendable () -> Double, random: @escaping @Sendable () -> Double,
    sleep: @escaping @Sendable (Duration) -> Void, isInterrupted: @escaping @Sendable () -> Bool = { false },
    report: @escaping @Sendable (RunEvent) -> Void = { _ in }, actor: String
  ) {
    self.now = now
    self.random = random
    self.sleep = sleep
    self.isInterrupted = isInterrupted
    self.report = report
    self.actor = actor
  }

  /// The same with nobody to tell, for what runs on the side.
  package var silent: RunEnvironment {
    var silent = self
    silent.report = { _ in }
    return silent
  }
}

/// What happens during a run, as it happens.
package enum RunEvent: Sendable, Equatable {
  /// Another run holds the lock; who it is.
  case waitingForLock(String)
  case stepStarted(index: Int, count: Int, what: String)
  case stepFinished(index: Int, count: Int, what: String, milliseconds: Double)
  /// A statement waits for locks of others.
  case blocked(statement: String, by: [Blocker])
  case retrying(attempt: Int, of: Int, after: Duration, because: String)
  /// Something the user should know, such as an invalid index that was rebuilt.
  case note(String)
  case warning(String)
}

/// A session that holds what a statement waits for.
package struct Blocker: Sendable, Equatable, CustomStringConvertible {
  package var pid: Int
  package var applicationName: String
  package var state: String
  /// How long its transaction has been open, in seconds.
  package var transactionAge: Double
  package var query: String

  package init(pid: Int, applicationName: String, state: String, transactionAge: Double, query: String) {
    self.pid = pid
    self.applicationName = applicationName
    self.state = state
    self.transactionAge = transactionAge
    self.query = query
  }

  package var description: String {
    let application = applicationName.isEmpty ? "" : " (\(applicationName))"
    return "pid \(pid)\(application), \(state), transaction open for \(Int(transactionAge)) s: \(query)"
  }
}
