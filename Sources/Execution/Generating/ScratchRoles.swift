internal import Postgres
internal import Schema

/// Roles that a schema names, on a server that only tries the schema out.
enum ScratchRoles {
  /// Creates the roles that the server lacks, unable to log in.
  static func provide(_ roles: [String], over connection: Connection) throws(PostgresError) {
    guard !roles.isEmpty else { return }
    let found = try connection.query("SELECT rolname FROM pg_catalog.pg_roles WHERE rolname = ANY (\(roles)::text[])")
    let known = Set(found.rows.map { Identifier($0.text(0)) })
    for role in roles where !known.contains(Identifier(role)) {
      do throws(PostgresError) { try connection.execute("CREATE ROLE \(identifier: role) NOLOGIN") } catch {
        // Another command was faster.
        guard error.sqlState == "42710" || error.sqlState == "23505" else { throw error }
      }
    }
  }
}
