internal import Postgres
package import Processes
internal import Glibc

extension ScratchServer {
  /// Looks at the server of these settings.
  package static func status(
    _ settings: ScratchSettings = ScratchSettings(), environment: [String: String]
  ) throws(ScratchError) -> ScratchStatus {
    if let url = settings.url { return try statusOfOwnServer(url) }
    let (folder, installation) = try find(settings, environment: environment)
    let postmaster = Postmaster(in: folder)
    var status = ScratchStatus(
      isRunning: postmaster?.isReady ?? false, version: installation.version,
      binDirectory: installation.binDirectory, directory: folder.path, socketDirectory: folder.socketFolder,
      logFile: folder.log, processID: postmaster?.pid, address: address(of: folder),
      idleTimeout: settings.idleTimeout)
    if let text = FileAccess.readText(folder.users), let idle = Int64(text.prefix { $0.isNumber }) {
      status.idleTimeout = .milliseconds(idle)
    }
    if status.isRunning { try? list(into: &status, names: DatabaseNames(isOwnServer: false)) }
    return status
  }

  /// Ends the server of these settings; false when it did not run.
  ///
  /// Refuses while other commands use it, unless forced. `erasing` takes all its databases with it.
  @discardableResult
  package static func stop(
    _ settings: ScratchSettings = ScratchSettings(), environment: [String: String], force: Bool = false,
    erasing: Bool = false
  ) throws(ScratchError) -> Bool {
    guard settings.url == nil else {
      throw ScratchError(
        .refused, "scratch is a server of your own (scratch: url), which Confiture neither starts nor stops")
    }
    let (folder, installation) = try find(settings, environment: environment)
    guard FileAccess.exists(folder.path) else { return false }
    let users = try LockFile(folder.users, owner: folder.owner)
    try takeAlone(users, force: force)
    let lock = try LockFile(folder.serverLock, owner: folder.owner)
    lock.lockExclusive()
    let postmaster = Postmaster(in: folder)
    if let postmaster { try ServerControl(folder: folder, installation: installation).stop(postmaster) }
    if erasing {
      for path in [folder.data, folder.templates, folder.log] { FileAccess.removeTree(path) }
    }
    return postmaster != nil
  }

  /// How to run psql on a database of this server: for ``ChildProcess/runInteractive(_:keeping:)``.
  ///
  /// `environment` is the user's own; what psql must know of the server is added to it.
  package func psqlInvocation(
    database: String, arguments: [String] = [], environment: [String: String]
  ) -> Invocation {
    let address = connectionString(database: database)
    return Invocation(
      installation?.client("psql") ?? "psql", arguments, environment: environment.merging(address.environment) { $1 },
      ownProcessGroup: false)
  }

  // MARK: Steps

  private static func find(
    _ settings: ScratchSettings, environment: [String: String]
  ) throws(ScratchError) -> (ScratchFolder, PostgresInstallation) {
    let root = ScratchRoot(directory: settings.directory, environment: environment)
    let installation = try InstallationSearch(setting: settings.postgresBinDirectory, environment: environment)
      .find(remembering: FileAccess.exists(root.path) ? root.path : nil, owner: root.owner)
    return (ScratchFolder(root: root, installation: installation), installation)
  }

  /// Takes the lock of all users, so that nobody begins to use the server.
  private static func takeAlone(_ users: borrowing LockFile, force: Bool) throws(ScratchError) {
    let deadline = ContinuousClock.now + .milliseconds(500)
    while !users.tryExclusive() {
      if force { return }
      // The watcher holds it for a moment, each time it looks.
      guard ContinuousClock.now < deadline else {
        throw ScratchError(
          .inUse, "another command is using the scratch server",
          hints: ["wait for it to end, or stop the server anyway with: confiture scratch stop --force"])
      }
      FileAccess.pause(milliseconds: 10)
    }
  }

  private static func statusOfOwnServer(_ url: ConnectionString) throws(ScratchError) -> ScratchStatus {
    var status = ScratchStatus(isRunning: true, version: "", address: url)
    do throws(PostgresError) {
      try list(into: &status, names: DatabaseNames(isOwnServer: true))
    } catch {
      throw ScratchError(error, doing: "look at the server named by the setting scratch: url")
    }
    return status
  }

  private static func list(into status: inout ScratchStatus, names: DatabaseNames) throws(PostgresError) {
    let connection = try Connection(status.address, applicationName: "confiture scratch")
    if let version = connection.parameterStatus("server_version") {
      status.version = String(version.prefix { !$0.isWhitespace })
    }
    let rows = try connection.query(
      """
      SELECT datname, datistemplate, pg_catalog.shobj_description(oid, 'pg_database')
      FROM pg_catalog.pg_database ORDER BY datname COLLATE "C"
      """
    ).rows
    for row in rows where names.isOurs(row.text(0)) {
      let name = row.text(0)
      if names.isTemporary(name) {
        status.temporaryDatabases.append(name)
      } else if row.bool(1) {
        if names.isTemplate(name), let key = row.optionalText(2), name == names.template(key: key) {
          status.templates.append(key)
        }
      } else if name != "postgres" {
        status.databases.append(name)
      }
    }
  }
}
