internal import Postgres
internal import Glibc

/// Databases kept to be copied, by a key that says what is in them.
///
/// They accept no connections, so they never change and can be copied at any time.
extension ScratchServer {
  package func hasTemplate(_ key: String) throws(ScratchError) -> Bool {
    let name = names.template(key: key)
    return try withAdmin(doing: "list its templates") { admin throws(PostgresError) in
      try admin.query("SELECT FROM pg_catalog.pg_database WHERE datname = \(name)").rowCount > 0
    }
  }

  /// Keeps a copy of a database under a key; a template that is there already stays as it is.
  ///
  /// Nobody may be connected to the database. Beyond the settings' bound, the least recently used templates are
  /// dropped (on a server of the user's own: the oldest).
  package func saveTemplate(_ key: String, from database: String) throws(ScratchError) {
    let name = names.template(key: key)
    let source = names.database(database)
    // Before it is there, so that nobody takes it for the one that has not been used for longest.
    noteTemplateUse(key)
    try withAdmin(doing: "keep a template of database '\(database)'") { admin throws(PostgresError) in
      try Self.awaitNoSessions(of: source, admin)
      do throws(PostgresError) {
        try copy(source, to: name, admin, options: " ALLOW_CONNECTIONS false IS_TEMPLATE true")
        try admin.execute("COMMENT ON DATABASE \(identifier: name) IS \(literal: key)")
      } catch {
        if Self.isDuplicate(error) { return }
        // Another command may have dropped it already, to make room for its own.
        guard error.sqlState == "3D000", try isThere(source, admin) else { throw error }
      }
    }
    try dropSurplusTemplates()
  }

  private func isThere(_ database: String, _ admin: Connection) throws(PostgresError) -> Bool {
    try admin.query("SELECT FROM pg_catalog.pg_database WHERE datname = \(database)").rowCount > 0
  }

  /// Creates a database from a template; false when there is no such template.
  package func createDatabase(_ name: String, fromTemplate key: String) throws(ScratchError) -> Bool {
    let source = names.template(key: key)
    let isThere = try withAdmin(doing: "create database '\(name)'") { admin throws(PostgresError) in
      do throws(PostgresError) {
        try copy(source, to: names.database(name), admin)
        return true
      } catch {
        // Never made, or dropped by another command at this moment.
        guard error.sqlState == "3D000" else { throw error }
        return false
      }
    }
    if isThere { noteTemplateUse(key) }
    return isThere
  }

  /// Drops a template; one that is not there is fine.
  package func dropTemplate(_ key: String) throws(ScratchError) {
    let name = names.template(key: key)
    try withAdmin(doing: "drop a template") { admin throws(PostgresError) in try dropTemplate(named: name, admin) }
  }

  /// Held while a template is dropped; the number of the family is that of all advisory locks of Confiture.
  private static let droppingLock = (0x434F_4E46, 40)
  /// What `datconnlimit` says of a database that somebody began to drop.
  private static let invalidDatabase = -2

  private func dropTemplate(named name: String, _ admin: Connection) throws(PostgresError) {
    if let folder { unlink("\(folder.templates)/\(name)") }
    // One at a time: who alters a database that another session is dropping loses its connection.
    _ = try admin.query("SELECT pg_catalog.pg_advisory_lock(\(Self.droppingLock.0), \(Self.droppingLock.1))")
    defer {
      _ = try? admin.query(
        "SELECT pg_catalog.pg_advisory_unlock(\(Self.droppingLock.0), \(Self.droppingLock.1))")
    }
    do throws(PostgresError) {
      let found = try admin.query("SELECT datconnlimit FROM pg_catalog.pg_database WHERE datname = \(name)")
      guard found.rowCount == 1 else { return }
      if found.int(0, 0) != Self.invalidDatabase {
        try admin.execute("ALTER DATABASE \(identifier: name) IS_TEMPLATE false")
      }
      try dropSubscriptions(of: name, admin)
      try admin.execute("DROP DATABASE IF EXISTS \(identifier: name) WITH (FORCE)")
    } catch {
      // Dropped by another command, or being copied: then it is dropped another time.
      guard ["3D000", "55006", "XX000"].contains(error.sqlState) else { throw error }
    }
  }

  /// Remembers when a template was last used, by the time of a file.
  func noteTemplateUse(_ key: String) {
    guard let folder else { return }
    let path = "\(folder.templates)/\(names.template(key: key))"
    if utimensat(AT_FDCWD, path, nil, 0) != 0 {
      try? FileAccess.write(key, to: path, owner: folder.owner)
    }
  }

  private func dropSurplusTemplates() throws(ScratchError) {
    let limit = max(1, settings.maximumTemplates)
    try withAdmin(doing: "drop old templates") { admin throws(PostgresError) in
      let rows = try admin.query("SELECT datname FROM pg_catalog.pg_database WHERE datistemplate ORDER BY oid").rows
      let templates = rows.map { $0.text(0) }.filter {
        names.isTemplate($0) && $0 != "template0" && $0 != "template1"
      }
      guard templates.count > limit else { return }
      let aged = templates.enumerated().map { (name: $1, lastUse: lastUse(of: $1), order: $0) }
        .sorted { ($0.lastUse, $0.order) < ($1.lastUse, $1.order) }
      for template in aged.prefix(templates.count - limit) { try dropTemplate(named: template.name, admin) }
    }
  }

  /// In nanoseconds; 0 when nothing is known.
  private func lastUse(of name: String) -> Int {
    guard let folder, let status = FileAccess.status("\(folder.templates)/\(name)") else { return 0 }
    return status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
  }
}
