package import GitStore
internal import History
package import Postgres

/// The queue of rollouts in the control database, over one session.
///
/// Many runners, on many machines, work one rollout. Who takes a tenant holds the lock of its row for as long as it
/// works on it, in this session: should the runner die, its session ends, and with it the lock, and the next runner
/// finds the tenant free. Whether a tenant was moved already is told by its own registry, not by the queue.
package final class RolloutQueue {
  let connection: Connection

  /// Connects; nothing is written yet.
  package init(_ address: ConnectionString, role: String = "queue") throws(PostgresError) {
    connection = try Connection(
      address, applicationName: "confiture \(role)",
      sessionSettings: [
        ("client_min_messages", "warning"), ("statement_timeout", "0"), ("lock_timeout", "0"),
        ("idle_in_transaction_session_timeout", "0"),
        // A machine that is gone without a word is noticed within a minute.
        ("tcp_keepalives_idle", "30"), ("tcp_keepalives_interval", "10"), ("tcp_keepalives_count", "3"),
      ])
  }

  /// Makes the tables where they are missing.
  package func prepare() throws {
    if try !RolloutSchema.exists(connection) { try RolloutSchema.create(connection) }
  }

  // MARK: Rollouts

  private static let columns: SQLText = """
    id, environment, version, version_name, state, attempt, wave, waves, has_canary, stop_after, tenants, started,
    started_by, outcome, allowed_irreversible, accepts_drift
    """

  /// The newest rollouts of an environment, newest first; nothing where there is no queue.
  package func rollouts(of environment: String, limit: Int) throws -> [Rollout] {
    guard try RolloutSchema.exists(connection) else { return [] }
    return try connection.query(
      """
      SELECT \(sql: Self.columns) FROM confiture.rollout WHERE environment = \(environment)
      ORDER BY created_at DESC, id DESC LIMIT \(limit)
      """
    ).rows.compactMap(Rollout.init(row:))
  }

  func rollout(_ id: String) throws -> Rollout? {
    try connection.query("SELECT \(sql: Self.columns) FROM confiture.rollout WHERE id = \(id)").rows.first.flatMap(
      Rollout.init(row:))
  }

  /// Puts a rollout with its tenants and plans into the queue.
  ///
  /// - Returns: False when another rollout of the environment is running, and nothing was changed.
  func add(_ rollout: Rollout, _ tenants: [QueuedTenant], _ plans: [ConfirmedPlan]) throws -> Bool {
    do {
      try connection.transaction { connection in
        try connection.execute(
          """
          UPDATE confiture.rollout SET state = 'superseded'
          WHERE environment = \(rollout.environment) AND state IN ('stopped', 'failed')
          """)
        try connection.execute(
          """
          INSERT INTO confiture.rollout
            (id, environment, version, version_name, state, wave, waves, has_canary, stop_after, tenants, started, started_by,
             allowed_irreversible, accepts_drift)
          VALUES (\(rollout.id), \(rollout.environment), \(rollout.version.hex), \(rollout.versionName),
            \(rollout.state.rawValue), \(rollout.wave), \(rollout.waves), \(rollout.hasCanary), \(rollout.stopsAfter),
            \(rollout.tenants), \(rollout.started), \(rollout.startedBy), \(rollout.allowedIrreversible), \(rollout.acceptsDrift))
          """)
        for plan in plans {
          try connection.execute(
            """
            INSERT INTO confiture.rollout_plan (rollout, id, steps, evidence)
            VALUES (\(rollout.id), \(plan.id), \(plan.steps), \(plan.evidence?.text))
            """)
        }
        try connection.execute(
          """
          INSERT INTO confiture.rollout_tenant (rollout, tenant, position, wave, version, plan, state, head, outcome)
          SELECT \(rollout.id), t.tenant, t.position, t.wave, t.version, t.plan, t.state, t.head, t.outcome
          FROM unnest(\(tenants.map(\.name))::text[], \(tenants.map(\.wave))::int[], \(tenants.map(\.version.hex))::text[],
            \(tenants.map(\.plan))::text[], \(tenants.map(\.state.rawValue))::text[],
            \(tenants.map { $0.head?.hex })::text[], \(tenants.map { $0.outcome?.jsonText })::text[])
            WITH ORDINALITY AS t(tenant, wave, version, plan, state, head, outcome, position)
          """)
      }
    } catch let error as PostgresError where error.sqlState == "23505" {
      return false
    }
    return true
  }

  func plans(of rollout: String) throws -> [ConfirmedPlan] {
    try connection.query(
      "SELECT id, steps, evidence FROM confiture.rollout_plan WHERE rollout = \(rollout) ORDER BY id"
    ).rows.map { row in
      ConfirmedPlan(
        id: row.text(0), steps: row.textArray(1).compactMap(\.self),
        evidence: try row.optionalText(2).map { try Outcome.Evidence(text: $0) })
    }
  }

  // MARK: Tenants

  private static let tenantColumns: SQLText =
    "t.tenant, t.wave, t.version, t.state, t.runner, t.attempts, t.error, t.outcome, t.head, t.plan"

  /// The tenants of a rollout in the order of its waves.
  package func tenants(of rollout: String) throws -> [QueuedTenant] {
    try connection.query(
      """
      SELECT \(sql: Self.tenantColumns) FROM confiture.rollout_tenant t WHERE t.rollout = \(rollout)
      ORDER BY t.wave, t.position
      """
    ).rows.map { try QueuedTenant(row: $0) }
  }

  /// Where each tenant of an environment was when a rollout last looked at it.
  package func lastHeads(of environment: String) throws -> [String: (head: ObjectID?, error: String?, seen: String)] {
    guard try RolloutSchema.exists(connection) else { return [:] }
    let rows = try connection.query(
      """
      SELECT DISTINCT ON (t.tenant) t.tenant, t.head, t.error,
        to_char(coalesce(t.finished_at, r.created_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
      FROM confiture.rollout_tenant t JOIN confiture.rollout r ON r.id = t.rollout
      WHERE r.environment = \(environment)
      ORDER BY t.tenant, coalesce(t.finished_at, r.created_at) DESC
      """
    ).rows
    return Dictionary(
      rows.map { ($0.text(0), ($0.optionalText(1).flatMap { ObjectID(hex: $0) }, $0.optionalText(2), $0.text(3))) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Takes the next tenant of the wave that is under way, and holds its lock until ``finish(_:of:as:)`` or
  /// ``release(_:of:)``.
  ///
  /// - Returns: `nil` when there is none to take.
  func claim(in rollout: String, by runner: String) throws -> QueuedTenant? {
    let claimed = try connection.query(
      """
      WITH next AS MATERIALIZED (
        SELECT t.rollout, t.tenant FROM confiture.rollout_tenant t JOIN confiture.rollout r ON r.id = t.rollout
        WHERE t.rollout = \(rollout) AND r.state = 'running' AND t.wave = r.wave AND t.state IN ('waiting', 'running')
        ORDER BY t.position LIMIT 1
        FOR UPDATE OF t SKIP LOCKED FOR SHARE OF r
      )
      UPDATE confiture.rollout_tenant t
      SET state = 'running', runner = \(runner), attempts = attempts + 1, started_at = clock_timestamp()
      FROM next WHERE t.rollout = next.rollout AND t.tenant = next.tenant
      RETURNING t.tenant
      """
    ).rows.first?.text(0)
    guard let claimed else { return nil }
    // Committed, so that others see who is at work. Whoever took it in between took it for a dead runner's.
    try connection.execute("BEGIN")
    let rows = try connection.query(
      """
      SELECT \(sql: Self.tenantColumns) FROM confiture.rollout_tenant t
      WHERE t.rollout = \(rollout) AND t.tenant = \(claimed) AND t.runner = \(runner) AND t.state = 'running'
      FOR UPDATE SKIP LOCKED
      """
    ).rows
    guard let row = rows.first else {
      try connection.execute("COMMIT")
      return try claim(in: rollout, by: runner)
    }
    return try QueuedTenant(row: row)
  }

  /// Notes what became of a tenant, and stops the rollout where too many have failed; ends the lock.
  func finish(_ tenant: QueuedTenant, of rollout: String) throws {
    let update: SQLText = """
      UPDATE confiture.rollout_tenant
      SET state = \(tenant.state.rawValue), finished_at = clock_timestamp(), error = \(tenant.error),
        outcome = \(tenant.outcome?.jsonText), head = \(tenant.head?.hex), plan = coalesce(\(tenant.plan), plan)
      WHERE rollout = \(rollout) AND tenant = \(tenant.name) AND runner = \(tenant.runner) AND state = 'running'
      """
    // Failures are counted one after the other, so that none goes unseen.
    let stop: [SQLText] = [
      """
      UPDATE confiture.rollout r SET state = 'stopped'
      WHERE r.id = \(rollout) AND r.state = 'running' AND (r.has_canary AND r.wave = 1 OR r.stop_after <=
        (SELECT count(*) FROM confiture.rollout_tenant t WHERE t.rollout = r.id AND t.state = 'failed'))
      """
    ]
    let begin: [SQLText] = connection.transactionStatus == .inTransaction ? [] : ["BEGIN"]
    let lock: [SQLText] = ["SELECT FROM confiture.rollout WHERE id = \(rollout) FOR UPDATE"]
    let failed = tenant.state == .failed
    _ = try connection.pipeline(begin + (failed ? lock : []) + [update] + (failed ? stop : []) + ["COMMIT"])
  }

  /// Gives a tenant back that was not moved to its end.
  func release(_ tenant: QueuedTenant, of rollout: String) throws {
    let begin: [SQLText] = connection.transactionStatus == .inTransaction ? [] : ["BEGIN"]
    _ = try connection.pipeline(
      begin + [
        """
        UPDATE confiture.rollout_tenant SET state = 'waiting', runner = NULL
        WHERE rollout = \(rollout) AND tenant = \(tenant.name) AND runner = \(tenant.runner) AND state = 'running'
        """, "COMMIT",
      ])
  }

  // MARK: Waves

  /// What a runner that finds nothing to take does.
  enum Turn: Equatable {
    /// Others work on what is left of the wave.
    case wait
    /// The next wave has begun.
    case next
    case over
  }

  /// Begins the next wave when all of this one are done, and ends the rollout after the last one.
  func advance(_ rollout: String) throws -> Turn {
    try connection.transaction { connection in
      let rows = try connection.query(
        "SELECT state, wave FROM confiture.rollout WHERE id = \(rollout) FOR UPDATE"
      ).rows
      guard let row = rows.first, row.text(0) == Rollout.State.running.rawValue else { return .over }
      let open = try connection.query(
        """
        SELECT min(wave) FROM confiture.rollout_tenant WHERE rollout = \(rollout) AND state IN ('waiting', 'running')
        """
      ).optionalInt(0, 0)
      guard let open else {
        try connection.execute(
          """
          UPDATE confiture.rollout r SET state = CASE WHEN EXISTS (
            SELECT FROM confiture.rollout_tenant t WHERE t.rollout = r.id AND t.state = 'failed'
          ) THEN 'failed' ELSE 'succeeded' END WHERE r.id = \(rollout)
          """)
        return .over
      }
      guard open > row.int(1) else { return .wait }
      try connection.execute("UPDATE confiture.rollout SET wave = \(open) WHERE id = \(rollout)")
      return .next
    }
  }
}

extension Rollout {
  init?(row: Row) {
    guard let version = ObjectID(hex: row.text(2)), let state = State(rawValue: row.text(4)) else { return nil }
    self.init(
      id: row.text(0), environment: row.text(1), version: version, versionName: row.text(3), state: state,
      attempt: row.int(5), wave: row.int(6), waves: row.int(7), hasCanary: row.bool(8), stopsAfter: row.int(9),
      tenants: row.textArray(10).compactMap(\.self), allowedIrreversible: row.textArray(14).compactMap(\.self),
      acceptsDrift: row.bool(15), started: Double(row.text(11)) ?? 0, startedBy: row.text(12),
      outcome: row.optionalText(13).flatMap { ObjectID(hex: $0) })
  }
}

extension QueuedTenant {
  init(row: Row) throws {
    guard let version = ObjectID(hex: row.text(2)), let state = State(rawValue: row.text(3)) else {
      throw FleetError(
        .unknownRecord, "the row of '\(row.text(0))' in confiture.rollout_tenant cannot be read",
        hints: ["was the queue edited by hand? confiture tenants deploy --abort closes the rollout"])
    }
    self.init(
      name: row.text(0), wave: row.int(1), version: version, state: state, runner: row.optionalText(4),
      attempts: row.int(5), error: row.optionalText(6),
      outcome: try row.optionalText(7).map { try Outcome(jsonText: $0) },
      head: row.optionalText(8).flatMap { ObjectID(hex: $0) }, plan: row.optionalText(9))
  }
}
