internal import Postgres

/// The database of a private server that empty ones are copies of.
///
/// The first session in a copy of `template0` has to gather what the server keeps in a file for the next ones, which
/// takes longer than the copy itself. Here a session has been before, so that every copy has that file. The server
/// removes such files when it starts: then it is time for another session.
struct EmptyDatabase {
  static let name = "confiture_empty"

  /// The server, by any of its databases.
  let server: ConnectionString

  /// Makes the database where there is none, and has a session in it. The caller is alone with the server.
  func prepare() throws(PostgresError) {
    let admin = try Connection(server, applicationName: "confiture scratch", sessionSettings: [("search_path", "")])
    let isThere = try admin.query("SELECT FROM pg_catalog.pg_database WHERE datname = \(Self.name)").rowCount > 0
    try admin.execute(
      isThere
        ? "ALTER DATABASE \(identifier: Self.name) ALLOW_CONNECTIONS true"
        : "CREATE DATABASE \(identifier: Self.name) TEMPLATE template0 IS_TEMPLATE true")
    try visit()
    // From here on it stays as it is.
    try admin.execute("ALTER DATABASE \(identifier: Self.name) ALLOW_CONNECTIONS false")
    try ScratchServer.awaitNoSessions(of: Self.name, admin)
  }

  private func visit() throws(PostgresError) {
    _ = try Connection(server.with(database: Self.name), applicationName: "confiture scratch").query("SELECT")
  }
}
