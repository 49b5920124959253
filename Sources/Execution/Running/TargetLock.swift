internal import Diagnostics
internal import Digests
package import Postgres

/// The two advisory locks of a target.
///
/// K1 is held exclusively by the control connection, which stays idle outside a transaction. K2 is held shared by
/// every session that runs migrations. A new run needs both, so that it never overlaps a statement whose client died.
package enum TargetLock {
  /// "CONF" in ASCII: the first key of both locks, in the database's own key space.
  static let family = 0x434F_4E46

  /// The second key while the registry's tables are created or brought to another format.
  static let registryKey = 3

  /// The second keys of a line: K1 and K2. Those of schemas come from a hash, so that two schemas of a database are
  /// moved at once, and one is not moved twice.
  struct Keys {
    let control: Int
    let worker: Int

    init(_ line: RegistryLine) {
      guard let schema = line.schema else {
        (control, worker) = (1, 2)
        return
      }
      let hash = SHA256.digest(of: schema.utf8).prefix(4).reduce(0) { $0 << 8 | Int($1) }
      control = (hash & 0x3FFF_FFFF | 2) << 1
      worker = control + 1
    }
  }

  static func holdWorkerKey(of line: RegistryLine) -> SQLText {
    "SELECT pg_advisory_lock_shared(\(family), \(Keys(line).worker))"
  }

  /// Takes both locks for a new run, polling, since a waiting lock would hold a snapshot.
  ///
  /// - Throws: ``ExecutionError`` with `lockHeld` that names the holder once the patience is over.
  package static func acquire(
    on control: Connection, for line: RegistryLine = .database, patience: Duration, environment: RunEnvironment
  ) throws {
    let keys = Keys(line)
    let deadline = environment.now() + patience.inMilliseconds / 1000
    var pause = 25.0
    var told = false
    while true {
      if try tryLock(control, keys) { return }
      guard !environment.isInterrupted() else { throw ExecutionError.interrupted }
      let holder = try holders(control, of: line)
      if !told {
        environment.report(.waitingForLock(holder.map(\.description).joined(separator: "; ")))
        told = true
      }
      guard environment.now() < deadline else { throw ExecutionError.lockHeld(by: holder) }
      environment.sleep(.milliseconds(Int64(pause * (0.75 + environment.random() / 2))))
      pause = min(pause * 2, 2000)
    }
  }

  private static func tryLock(_ control: Connection, _ keys: Keys) throws(PostgresError) -> Bool {
    // CASE evaluates nothing before its condition: the second key is tried once the first is held.
    try control.query(
      """
      SELECT CASE WHEN NOT pg_try_advisory_lock(\(family), \(keys.control)) THEN false
        WHEN pg_try_advisory_lock(\(family), \(keys.worker)) THEN pg_advisory_unlock(\(family), \(keys.worker))
        ELSE NOT pg_advisory_unlock(\(family), \(keys.control)) END
      """
    ).bool(0, 0)
  }

  /// Who holds either lock of a line of this database.
  package static func holders(
    _ connection: Connection, of line: RegistryLine = .database
  ) throws(PostgresError) -> [Blocker] {
    let keys = Keys(line)
    return try connection.query(
      """
      SELECT a.pid, a.application_name, coalesce(a.state, 'unknown'),
             coalesce(extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, a.backend_start)), 0)::bigint,
             left(regexp_replace(a.query, '\\s+', ' ', 'g'), 120)
      FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'advisory' AND l.classid = \(family) AND l.objsubid = 2 AND l.granted
        AND l.objid IN (\(keys.control)::bigint, \(keys.worker)::bigint)
        AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
        AND a.pid <> pg_backend_pid()
      ORDER BY a.backend_start, a.pid
      """
    ).rows.map(Blocker.init(row:))
  }

  /// Who blocks a session, seen from another one.
  package static func blockers(of pid: Int32, on control: Connection) -> [Blocker] {
    let found = try? control.query(
      """
      SELECT a.pid, a.application_name, coalesce(a.state, 'unknown'),
             coalesce(extract(epoch FROM clock_timestamp() - a.xact_start), 0)::bigint,
             left(regexp_replace(a.query, '\\s+', ' ', 'g'), 120)
      FROM unnest(pg_blocking_pids(\(Int(pid)))) AS b(pid) JOIN pg_catalog.pg_stat_activity a ON a.pid = b.pid
      ORDER BY a.pid
      """)
    return found?.rows.map(Blocker.init(row:)) ?? []
  }
}

extension Blocker {
  fileprivate init(row: Row) {
    self.init(
      pid: row.int(0), applicationName: row.text(1), state: row.text(2), transactionAge: Double(row.int(3)),
      query: row.text(4))
  }
}
