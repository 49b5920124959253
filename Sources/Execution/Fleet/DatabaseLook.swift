internal import Postgres

/// What one session finds in a database of tenants: the states of all its lines, and which database of which server it is.
struct DatabaseLook: Sendable, Equatable {
  /// The number that the database has in its server.
  var database: String
  /// When the server was started.
  var started: String
  var lines: [RegistryLine: TenantState]

  init(database: String, started: String, lines: [RegistryLine: TenantState]) {
    self.database = database
    self.started = started
    self.lines = lines
  }

  /// Looks with two short queries; writes nothing.
  init(at address: ConnectionString) throws {
    let connection = try Connection(address, applicationName: "confiture tenants", connectTimeout: 5)
    let place = try connection.query(
      """
      SELECT d.oid, extract(epoch FROM pg_catalog.pg_postmaster_start_time())::text, r.oid IS NOT NULL,
        EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = r.oid AND a.attname = 'target')
      FROM pg_catalog.pg_database d, LATERAL (SELECT pg_catalog.to_regclass('confiture.head')) r(oid)
      WHERE d.datname = pg_catalog.current_database()
      """)
    database = place.text(0, 0)
    started = place.text(0, 1)
    let shape: Registry.Shape? = place.bool(0, 2) ? (place.bool(0, 3) ? .lines : .oneLine) : nil
    lines = try TenantState.readAll(connection, shape)
  }
}
