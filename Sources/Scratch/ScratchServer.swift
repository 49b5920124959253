internal import Diagnostics
package import Postgres
internal import Glibc
internal import Synchronization

/// A server for proofs, rehearsals and local databases, shared by all commands of a user.
///
/// It is private (a Unix socket, no durability) and ends by itself after idling, unless the settings name a server
/// of the user's own. While this object lives, the private server stays.
/// ```swift
/// let scratch = try ScratchServer.attach(ScratchSettings(), environment: environment)
/// let tables = try scratch.withTemporaryDatabase { address in
///   try Connection(address, applicationName: "confiture").query("SELECT count(*) FROM pg_class").int(0, 0)
/// }
/// ```
package final class ScratchServer: Sendable {
  /// The programs of a private server; `nil` for a server of the user's own.
  package let installation: PostgresInstallation?
  /// Such as 150020.
  package let serverVersion: Int
  package let settings: ScratchSettings
  let folder: ScratchFolder?
  let names: DatabaseNames
  private let base: ConnectionString
  private let seat: Seat?
  private let admin: Mutex<Connection?>
  /// Numbers temporary databases, so that a name is not used again while this object lives.
  let temporaryCount = Atomic<Int>(0)

  /// Attaches to the server of these settings, starting it where it does not run.
  ///
  /// `environment` is what the search for programs and folders may look at. Commands that attach at once wait for
  /// the one that starts the server.
  package static func attach(
    _ settings: ScratchSettings = ScratchSettings(), environment: [String: String]
  ) throws(ScratchError) -> ScratchServer {
    let server =
      if let url = settings.url {
        try ScratchServer(own: url, settings: settings)
      } else {
        try attachPrivate(settings, environment: environment)
      }
    try server.withAdmin(doing: "drop databases of ended commands") { admin throws(PostgresError) in
      try server.collectLeftovers(admin)
    }
    return server
  }

  private static func attachPrivate(
    _ settings: ScratchSettings, environment: [String: String]
  ) throws(ScratchError) -> ScratchServer {
    let root = ScratchRoot(directory: settings.directory, environment: environment)
    try root.prepare()
    let installation = try InstallationSearch(setting: settings.postgresBinDirectory, environment: environment)
      .find(remembering: root.path, owner: root.owner)
    let folder = ScratchFolder(root: root, installation: installation)
    try folder.prepare()
    let seat = try Seat(in: folder, idleTimeout: settings.idleTimeout)
    let control = ServerControl(folder: folder, installation: installation)
    let start = ContinuousClock.now
    let deadline = start + .seconds(20)
    while true {
      try seat.ensureServer(control)
      do throws(PostgresError) {
        let session = try openSession(to: address(of: folder))
        return ScratchServer(
          private: folder, installation: installation, settings: settings, seat: seat, session: session)
      } catch {
        // A server that is dying, or was killed a moment ago, still looks alive.
        guard error.kind == .unreachable, ContinuousClock.now < deadline else {
          throw ScratchError(error, doing: "reach its server")
        }
        if ContinuousClock.now > start + .seconds(2) { try folder.checkSocket() }
        FileAccess.pause(milliseconds: 10)
      }
    }
  }

  private static func openSession(to address: ConnectionString) throws(PostgresError) -> sending Connection {
    try Connection(
      address, applicationName: "confiture scratch",
      sessionSettings: [("search_path", ""), ("statement_timeout", "0"), ("lock_timeout", "0")])
  }

  private init(
    private folder: ScratchFolder, installation: PostgresInstallation, settings: ScratchSettings,
    seat: consuming Seat,
    session: sending Connection
  ) {
    self.installation = installation
    self.settings = settings
    self.folder = folder
    self.seat = consume seat
    serverVersion = installation.versionNumber
    names = DatabaseNames(isOwnServer: false)
    base = Self.address(of: folder)
    admin = Mutex(session)
  }

  private init(own url: ConnectionString, settings: ScratchSettings) throws(ScratchError) {
    let connection: Connection
    do throws(PostgresError) {
      connection = try Self.openSession(to: url)
    } catch {
      throw ScratchError(error, doing: "use the server named by the setting scratch: url")
    }
    installation = nil
    self.settings = settings
    folder = nil
    seat = nil
    serverVersion = connection.serverVersion
    names = DatabaseNames(isOwnServer: true)
    base = url
    admin = Mutex(connection)
  }

  static func address(of folder: ScratchFolder) -> ConnectionString {
    ConnectionString(parameters: [
      "host": folder.socketFolder, "port": "\(ScratchFolder.port)", "user": "postgres", "dbname": "postgres",
      "sslmode": "disable", "gssencmode": "disable",
    ])
  }

  /// How to reach a database of this server.
  package func connectionString(database: String) -> ConnectionString {
    base.with(database: names.database(database))
  }

  /// Whether the server is one of the user's own, that we neither start nor stop.
  package var isOwnServer: Bool { folder == nil }

  /// Runs a body on the one administrative session of this object, connecting where needed.
  func withAdmin<R: Sendable>(
    doing what: String, _ body: (Connection) throws(PostgresError) -> R
  ) throws(ScratchError) -> R {
    do throws(PostgresError) {
      return try admin.withLock { session throws(PostgresError) in
        if let session, !session.isBroken { return try body(session) }
        let connection = try Self.openSession(to: base)
        let value = try body(connection)
        session = connection
        return value
      }
    } catch {
      throw ScratchError(error, doing: what)
    }
  }
}

/// A place among the users of a private server: holds the shared lock that keeps the server alive.
private struct Seat: ~Copyable, Sendable {
  private let users: LockFile

  init(in folder: ScratchFolder, idleTimeout: Duration) throws(ScratchError) {
    users = try LockFile(folder.users, owner: folder.owner)
    // Waits here while the watcher is ending the server.
    users.lockShared()
    let parts = idleTimeout.components
    let milliseconds = max(1, parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000)
    let text = Array("\(milliseconds)\n".utf8)
    _ = pwrite(users.descriptor, text, text.count, 0)
    ftruncate(users.descriptor, text.count)
  }

  // The time of the last use, for the watcher; then the lock goes with the file.
  deinit { futimens(users.descriptor, nil) }

  /// Returns when the server runs and is watched over.
  borrowing func ensureServer(_ control: ServerControl) throws(ScratchError) {
    let folder = control.folder
    let watcher = try LockFile(folder.watcherLock, owner: folder.owner)
    if let server = Postmaster(in: folder), server.isReady, Self.isHeld(watcher) { return }

    let lock = try LockFile(folder.serverLock, owner: folder.owner)
    lock.lockExclusive()
    let deadline = ContinuousClock.now + .seconds(60)
    var hasStarted = false
    while ContinuousClock.now < deadline {
      guard let server = Postmaster(in: folder) else {
        try control.start()
        hasStarted = true
        continue
      }
      guard server.isReady else {
        FileAccess.pause(milliseconds: 10)
        continue
      }
      // Without it empty databases are made more slowly.
      if hasStarted { try? EmptyDatabase(server: ScratchServer.address(of: folder)).prepare() }
      if !Self.isHeld(watcher) { try control.watch(server) }
      return
    }
    throw ScratchError(
      .notStarted, "the scratch server neither accepts connections nor ends",
      hints: ["stop it with: confiture scratch stop", "see its log: \(folder.log)"])
  }

  /// Whether another process holds the lock.
  private static func isHeld(_ lock: borrowing LockFile) -> Bool {
    guard lock.tryShared() else { return true }
    lock.unlock()
    return false
  }
}
