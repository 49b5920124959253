internal import Diagnostics
internal import GitStore
internal import History
internal import Postgres

extension RolloutQueue {
  /// How many tenants of a rollout somebody is at work on: those whose rows are locked.
  ///
  /// Takes locks for a moment, so that a runner may have to look again.
  package func atWork(_ rollout: String) throws -> Int {
    try connection.transaction { connection in try Self.atWork(rollout, connection) }
  }

  private static func atWork(_ rollout: String, _ connection: Connection) throws -> Int {
    let all = try connection.query(
      "SELECT count(*) FROM confiture.rollout_tenant WHERE rollout = \(rollout) AND state = 'running'")
    let free = try connection.query(
      """
      SELECT 1 FROM confiture.rollout_tenant WHERE rollout = \(rollout) AND state = 'running' FOR UPDATE SKIP LOCKED
      """)
    return max(0, all.int(0, 0) - free.rowCount)
  }

  /// What closing a rollout came to.
  enum Closing: Equatable {
    /// Others are at work on so many tenants, and the last of them closes it.
    case othersAtWork(Int)
    case recorded(ObjectID?)
    case notOver
  }

  /// Records a rollout that is over, once: the last runner does it.
  ///
  /// - Parameters:
  ///   - rollout: Its id.
  ///   - record: Writes the commit. Should the runner die after that, the next one finds the commit there.
  /// - Returns: Whether it is recorded now.
  /// - Throws: What `record` throws, or `PostgresError`; nothing is changed then.
  func close(_ rollout: String, record: (Rollout, [QueuedTenant]) throws -> ObjectID?) throws -> Closing {
    try connection.transaction { connection in
      try connection.execute("SELECT FROM confiture.rollout WHERE id = \(rollout) FOR UPDATE")
      guard let state = try self.rollout(rollout), state.state != .running else { return .notOver }
      if let outcome = state.outcome { return .recorded(outcome) }
      let working = try Self.atWork(rollout, connection)
      guard working == 0 else { return .othersAtWork(working) }
      // What a dead runner held.
      try connection.execute(
        """
        UPDATE confiture.rollout_tenant SET state = 'waiting', runner = NULL
        WHERE rollout = \(rollout) AND state = 'running'
        """)
      guard let commit = try record(state, tenants(of: rollout)) else { return .recorded(nil) }
      try connection.execute("UPDATE confiture.rollout SET outcome = \(commit.hex) WHERE id = \(rollout)")
      return .recorded(commit)
    }
  }

  /// Takes a rollout up again: what is not done, and what failed once more; one that somebody else took up meanwhile
  /// stays as it is.
  func reopen(_ rollout: String) throws {
    try connection.transaction { connection in
      try connection.execute("SELECT FROM confiture.rollout WHERE id = \(rollout) FOR UPDATE")
      try connection.execute(
        """
        UPDATE confiture.rollout_tenant SET state = 'waiting', runner = NULL, error = NULL
        WHERE rollout = \(rollout) AND state = 'failed'
          AND EXISTS (SELECT FROM confiture.rollout r WHERE r.id = rollout AND r.state IN ('stopped', 'failed'))
        """)
      try connection.execute(
        """
        UPDATE confiture.rollout r SET state = 'running', outcome = NULL, attempt = attempt + 1, wave = coalesce(
          (SELECT min(t.wave) FROM confiture.rollout_tenant t
           WHERE t.rollout = r.id AND t.state IN ('waiting', 'running')), r.wave)
        WHERE r.id = \(rollout) AND r.state IN ('stopped', 'failed')
        """)
    }
  }

  /// Ends a rollout on which nobody is at work.
  ///
  /// - Returns: False when somebody is.
  func abort(_ rollout: String) throws -> Bool {
    try connection.transaction { connection in
      try connection.execute("SELECT FROM confiture.rollout WHERE id = \(rollout) FOR UPDATE")
      guard try Self.atWork(rollout, connection) == 0 else { return false }
      try connection.execute(
        """
        UPDATE confiture.rollout SET state = 'aborted', outcome = NULL
        WHERE id = \(rollout) AND state IN ('running', 'stopped', 'failed')
        """)
      return true
    }
  }
}
