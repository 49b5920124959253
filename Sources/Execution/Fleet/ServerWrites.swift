internal import Postgres

/// What a server's cumulative statistics tell of the databases that were written to.
///
/// A database whose counters of written rows are what they were, and in which no session is left that may still have
/// something to add to them, was not written to: neither its registry nor its catalogs have changed. Sessions add what
/// they did when they end, and at the latest ten seconds after they have become idle, from PostgreSQL 15 on.
struct ServerWrites: Sendable {
  struct Counters: Sendable, Equatable {
    /// The number of the database in its server.
    var database: String
    /// Rows inserted, updated and deleted, and when they were last set to zero.
    var written: String
  }

  /// When the server was started.
  let started: String
  /// Tells the time since the statistics began from that before: a crash sets them to zero.
  let life: String
  /// By the names of the databases.
  let counters: [String: Counters]
  /// The numbers of the databases with sessions that may have written what is not counted yet.
  private let busy: Set<String>

  /// Asks a server about databases with three queries; writes nothing.
  ///
  /// - Returns: `nil` where the statistics do not tell: before PostgreSQL 15, on a standby, behind a pooler, and where
  ///   somebody has turned counting off.
  static func read(_ connection: Connection, of databases: [String]) throws(PostgresError) -> ServerWrites? {
    guard connection.serverVersion >= 150_000 else { return nil }
    let server = try connection.query(
      """
      SELECT extract(epoch FROM pg_catalog.pg_postmaster_start_time())::text,
        coalesce((SELECT extract(epoch FROM stats_reset)::text FROM pg_catalog.pg_stat_bgwriter), ''),
        NOT pg_catalog.pg_is_in_recovery() AND pg_catalog.current_setting('track_counts')::boolean
          AND pg_catalog.pg_backend_pid() = \(Int(connection.backendPID))::int
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_db_role_setting WHERE setconfig::text ILIKE '%track_counts%')
      """)
    guard server.bool(0, 2) else { return nil }
    // Sessions before counters: whoever has gone by then has been counted.
    let sessions = try connection.query(
      """
      SELECT DISTINCT datid FROM pg_catalog.pg_stat_activity WHERE datid <> 0 AND pid <> pg_catalog.pg_backend_pid()
        AND (state = 'idle' AND state_change < pg_catalog.clock_timestamp() - interval '20 s') IS NOT TRUE
      """)
    let counters = try connection.query(
      """
      SELECT d.datname, d.oid, concat_ws(' ', pg_catalog.pg_stat_get_db_tuples_inserted(d.oid),
        pg_catalog.pg_stat_get_db_tuples_updated(d.oid), pg_catalog.pg_stat_get_db_tuples_deleted(d.oid),
        extract(epoch FROM pg_catalog.pg_stat_get_db_stat_reset_time(d.oid)))
      FROM pg_catalog.pg_database d WHERE d.datname = ANY (\(databases)::text[])
      """
    ).rows.map { ($0.text(0), Counters(database: $0.text(1), written: $0.text(2))) }
    return ServerWrites(
      started: server.text(0, 0), life: server.text(0, 0) + " " + server.text(0, 1),
      counters: Dictionary(counters, uniquingKeysWith: { first, _ in first }),
      busy: Set(sessions.rows.map { $0.text(0) }))
  }

  init(started: String, life: String, counters: [String: Counters], busy: Set<String>) {
    self.started = started
    self.life = life
    self.counters = counters
    self.busy = busy
  }

  /// Whether a database was certainly not written to since its counters were these.
  func isUnwritten(_ database: String, since seen: Counters, of life: String) -> Bool {
    life == self.life && counters[database] == seen && !busy.contains(seen.database)
  }
}
