package import Postgres
internal import Synchronization

extension ScratchServer {
  /// Creates a database: an empty one, or a copy of another that nobody is connected to.
  package func createDatabase(_ name: String, template: String? = nil) throws(ScratchError) {
    let source = template.map { names.database($0) } ?? Self.emptyDatabase
    try withAdmin(doing: "create database '\(name)'") { admin throws(PostgresError) in
      if template != nil { try Self.awaitNoSessions(of: source, admin) }
      try copy(source, to: names.database(name), admin)
    }
  }

  /// Drops a database, disconnecting who uses it; one that is not there is fine.
  package func dropDatabase(_ name: String) throws(ScratchError) {
    try withAdmin(doing: "drop database '\(name)'") { admin throws(PostgresError) in
      try drop(names.database(name), admin)
    }
  }

  package func databaseExists(_ name: String) throws(ScratchError) -> Bool {
    try withAdmin(doing: "list its databases") { admin throws(PostgresError) in
      try admin.query("SELECT FROM pg_catalog.pg_database WHERE datname = \(names.database(name))").rowCount > 0
    }
  }

  /// Creates a database that is dropped when this process has ended, and returns its name.
  ///
  /// With a key it is a copy of that template; throws `noTemplate` when there is none.
  package func createTemporaryDatabase(fromTemplate key: String? = nil) throws(ScratchError) -> String {
    let name = try createTemporary(
      from: key.map { names.template(key: $0) } ?? Self.emptyDatabase, mayBeMissing: key != nil)
    guard let name else { throw Self.noTemplate(key ?? "") }
    if let key { noteTemplateUse(key) }
    return name
  }

  /// Creates a copy, dropped when this process has ended, of a database that nobody is connected to.
  package func createTemporaryDatabase(copying database: String) throws(ScratchError) -> String {
    let source = names.database(database)
    try withAdmin(doing: "copy database '\(database)'") { admin throws(PostgresError) in
      try Self.awaitNoSessions(of: source, admin)
    }
    guard let name = try createTemporary(from: source, mayBeMissing: false) else { throw Self.noTemplate(database) }
    return name
  }

  /// `nil` when the source may be missing, and is.
  private func createTemporary(from source: String, mayBeMissing: Bool) throws(ScratchError) -> String? {
    try withAdmin(doing: "create a temporary database") { admin throws(PostgresError) -> String? in
      while true {
        let number = temporaryCount.add(1, ordering: .relaxed).newValue
        let name = names.temporary(number)
        do throws(PostgresError) {
          try copy(source, to: name, admin)
          return name
        } catch {
          if error.sqlState == "3D000", mayBeMissing { return nil }
          // Another attachment of this process has used it.
          guard Self.isDuplicate(error) else { throw error }
        }
      }
    }
  }

  /// Lends a temporary database, and drops it afterwards.
  package func withTemporaryDatabase<R>(
    template key: String? = nil, _ body: (ConnectionString) throws -> R
  ) throws -> R {
    let name = try createTemporaryDatabase(fromTemplate: key)
    // What cannot be dropped now is collected when this process has ended.
    defer { try? dropDatabase(name) }
    return try body(connectionString(database: name))
  }

  // MARK: On the administrative session

  /// What is copied where nothing else is named; on a private server ``EmptyDatabase`` stands for it.
  private static let emptyDatabase = "template0"

  func copy(_ source: String, to name: String, _ admin: Connection, options: String = "") throws(PostgresError) {
    // Copying files beats logging every block when nothing is ever replayed.
    let strategy = serverVersion >= 150000 ? " STRATEGY file_copy" : ""
    func create(from source: String) throws(PostgresError) {
      try admin.execute(
        """
        CREATE DATABASE \(identifier: name) TEMPLATE \(identifier: source)\(unescaped: strategy)\(unescaped: options)
        """)
    }
    guard source != Self.emptyDatabase else {
      guard folder != nil else { return try create(from: source) }
      do throws(PostgresError) { return try create(from: EmptyDatabase.name) } catch {
        // It could not be made when the server was started.
        guard error.sqlState == "3D000" else { throw error }
        return try create(from: source)
      }
    }
    try create(from: source)
    try copySettings(of: source, to: name, admin)
    try copySubscriptions(of: source, to: name, admin)
  }

  /// Copies what sessions of a database begin with (`ALTER DATABASE … SET`), which PostgreSQL does not copy.
  private func copySettings(of source: String, to name: String, _ admin: Connection) throws(PostgresError) {
    let settings = try admin.query(
      """
      SELECT split_part(s, '=', 1), substr(s, strpos(s, '=') + 1)
      FROM pg_catalog.pg_db_role_setting r JOIN pg_catalog.pg_database d ON d.oid = r.setdatabase,
        unnest(r.setconfig) AS s
      WHERE d.datname = \(source) AND r.setrole = 0
      """)
    for row in settings.rows {
      // Lists of names are stored as they were written, and would become one name in quotes.
      let value: SQLText =
        Self.listSettings.contains(row.text(0)) ? SQLText(unescaped: row.text(1)) : "\(literal: row.text(1))"
      try admin.execute("ALTER DATABASE \(identifier: name) SET \(identifier: row.text(0)) TO \(sql: value)")
    }
  }

  /// What PostgreSQL keeps as a list of quoted names.
  private static let listSettings: Set<String> = [
    "search_path", "temp_tablespaces", "local_preload_libraries", "session_preload_libraries",
  ]

  func drop(_ name: String, _ admin: Connection) throws(PostgresError) {
    // The server looks after sessions every 100 ms; one that is just closing needs one.
    try Self.awaitNoSessions(of: name, admin, within: .milliseconds(50))
    try dropSubscriptions(of: name, admin)
    try admin.execute("DROP DATABASE IF EXISTS \(identifier: name) WITH (FORCE)")
  }

  /// Waits for sessions that are closing; those that stay are the server's to complain about.
  static func awaitNoSessions(
    of name: String, _ admin: Connection, within limit: Duration = .seconds(1)
  ) throws(PostgresError) {
    let deadline = ContinuousClock.now + limit
    while try admin.query("SELECT FROM pg_catalog.pg_stat_activity WHERE datname = \(name)").rowCount > 0,
      ContinuousClock.now < deadline
    {
      FileAccess.pause(milliseconds: 1)
    }
  }

  /// Drops the temporary databases of processes that have ended.
  func collectLeftovers(_ admin: Connection) throws(PostgresError) {
    let found = try admin.query(
      "SELECT datname FROM pg_catalog.pg_database WHERE pg_catalog.starts_with(datname::text, \(names.temporary))")
    for row in found.rows where names.isLeftover(row.text(0)) {
      do throws(PostgresError) {
        try drop(row.text(0), admin)
      } catch {
        // Another command may be dropping the same one.
        if error.code == .connectionLost { throw error }
      }
    }
  }

  /// Whether a database of that name has been made by somebody else, before or at the same time.
  static func isDuplicate(_ error: PostgresError) -> Bool { error.sqlState == "42P04" || error.sqlState == "23505" }

  static func noTemplate(_ key: String) -> ScratchError {
    ScratchError(.noTemplate, "scratch has no template '\(key)'")
  }
}
