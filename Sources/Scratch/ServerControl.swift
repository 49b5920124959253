internal import Diagnostics
internal import CProcess
internal import Glibc
internal import Processes

/// Makes, starts and stops the server of a folder. The caller holds the folder's server lock.
struct ServerControl {
  let folder: ScratchFolder
  let installation: PostgresInstallation

  private var environment: [String: String] { ["LANG": "C", "LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/bin:/bin"] }

  /// Starts the server, making its data directory first where there is none.
  func start() throws(ScratchError) {
    if !FileAccess.exists("\(folder.data)/PG_VERSION") { try initialize() }
    try FileAccess.write(configuration, to: "\(folder.data)/postgresql.conf", owner: folder.owner)
    truncateLog()
    var last: ScratchError?
    // After a crash the processes of the dead server hold its memory for a moment.
    for attempt in 0..<10 {
      if attempt > 0 { FileAccess.pause(milliseconds: 200) }
      // The server would believe a process that got the dead one's number.
      if Postmaster(in: folder) == nil { unlink(folder.postmasterPID) }
      do throws(ScratchError) {
        try startOnce()
        return
      } catch {
        last = error
        guard error.details.contains(where: { $0.contains("shared memory block") || $0.contains("lock file") }) else {
          throw error
        }
      }
    }
    if let last { throw last }
  }

  /// Starts the process that ends the server after idling.
  func watch(_ postmaster: Postmaster) throws(ScratchError) {
    let error = folder.users.withCString { users in
      folder.watcherLock.withCString { watcher in
        folder.socket.withCString { socket in
          var request = confiture_watch_request()
          request.users = users
          request.watcher = watcher
          request.socket = socket
          request.postmaster = postmaster.pid
          request.grace_milliseconds = 1000
          if let user = folder.owner.user {
            request.drops_user = 1
            request.user = user.userID
            request.group = user.groupID
          }
          return confiture_watch_idle(&request)
        }
      }
    }
    guard error == 0 else {
      throw ScratchError(.notStarted, "cannot watch over the scratch server: \(SystemError.text(error))")
    }
  }

  /// Ends the server, disconnecting everybody.
  func stop(_ postmaster: Postmaster, within limit: Duration = .seconds(20)) throws(ScratchError) {
    kill(postmaster.pid, SIGINT)
    let deadline = ContinuousClock.now + limit
    while Postmaster.isAlive(postmaster.pid, data: folder.data) {
      guard ContinuousClock.now < deadline else {
        throw ScratchError(
          .notStopped, "the scratch server does not end", hints: ["look at its log: \(folder.log)"])
      }
      FileAccess.pause(milliseconds: 5)
    }
  }

  // MARK: Steps

  private func initialize() throws(ScratchError) {
    let draft = "\(folder.path)/data.new"
    FileAccess.removeTree(draft)
    FileAccess.removeTree(folder.data)
    var arguments = [
      "-D", draft, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions",
    ]
    if installation.majorVersion >= 18 { arguments.append("--no-data-checksums") }
    let result = try initdb(arguments + ["--lc-ctype=C.UTF-8"])
    if !result.isSuccess {
      // Not every system has that locale.
      FileAccess.removeTree(draft)
      let plain = try initdb(arguments)
      guard plain.isSuccess else {
        throw ScratchError(
          .notInitialized, "'initdb' could not make a data directory in '\(folder.path)'",
          details: plain.errorText.split(separator: "\n").suffix(10).map(String.init),
          hints: ["name another folder in confiture.yaml (scratch: directory) or in CONFITURE_SCRATCH_DIR"])
      }
    }
    guard rename(draft, folder.data) == 0 else { throw FileAccess.failure("make", folder.data) }
  }

  private func initdb(_ arguments: [String]) throws(ScratchError) -> ProcessResult {
    let invocation = Invocation(
      installation.program("initdb"), arguments, environment: environment, directory: "/", user: folder.owner.user)
    do throws(ProcessError) {
      return try ChildProcess.run(invocation, deadline: .seconds(120))
    } catch {
      throw ScratchError(.notInitialized, error.message, details: error.diagnostic.details, hints: error.hints)
    }
  }

  private func startOnce() throws(ScratchError) {
    let logStart = Int(FileAccess.status(folder.log)?.st_size ?? 0)
    let pid: Int32
    do throws(ProcessError) {
      pid = try ChildProcess.spawnDetached(
        Invocation(
          installation.program("postgres"), ["-D", folder.data], environment: environment, directory: "/",
          user: folder.owner.user),
        log: folder.log)
    } catch {
      throw ScratchError(.notStarted, error.message, hints: error.hints)
    }
    folder.owner.take(folder.log)
    let deadline = ContinuousClock.now + .seconds(60)
    while true {
      if let server = Postmaster(in: folder), server.pid == pid, server.isReady { return }
      let isAlive = kill(pid, 0) == 0 || errno == EPERM
      guard isAlive, ContinuousClock.now < deadline else {
        let log = FileAccess.readText(folder.log).map { String(decoding: $0.utf8.dropFirst(logStart), as: UTF8.self) }
        throw ScratchError(
          .notStarted, "the scratch server did not start",
          details: (log ?? "").split(separator: "\n").suffix(10).map(String.init),
          hints: ["see the whole log: \(folder.log)", "to begin anew, remove the folder: \(folder.path)"])
      }
      FileAccess.pause(milliseconds: 2)
    }
  }

  /// Keeps the log short: it matters only when a start fails.
  private func truncateLog() {
    guard let status = FileAccess.status(folder.log), status.st_size > 1 << 20 else { return }
    truncate(folder.log, 0)
  }

  private var configuration: String {
    func quoted(_ text: String) -> String {
      "'\(text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''"))'"
    }
    var lines = [
      "# Written by confiture at each start.",
      "listen_addresses = ''",
      "port = \(ScratchFolder.port)",
      "unix_socket_directories = \(quoted(folder.socketFolder))",
      "unix_socket_permissions = 0700",
      "max_connections = 100",
      // A whole schema is often made in one transaction.
      "max_locks_per_transaction = 1024",
      "shared_buffers = 64MB",
      // In the data directory, so that a killed server leaves nothing elsewhere.
      "dynamic_shared_memory_type = mmap",
      "fsync = off",
      "full_page_writes = off",
      "synchronous_commit = off",
      "wal_level = minimal",
      "max_wal_senders = 0",
      "max_wal_size = 256MB",
      "checkpoint_timeout = 1h",
      "autovacuum = off",
      "jit = off",
      "max_parallel_workers_per_gather = 0",
      "max_parallel_maintenance_workers = 0",
      "timezone = 'UTC'",
      "log_timezone = 'UTC'",
      "datestyle = 'iso, mdy'",
      "lc_messages = 'C'",
      // Failed statements are the business of whoever sent them.
      "log_min_messages = log",
      "log_min_error_statement = panic",
    ]
    if installation.majorVersion >= 15 { lines.append("log_checkpoints = off") }
    if installation.majorVersion >= 18 { lines.append("io_method = sync") }
    return lines.joined(separator: "\n") + "\n"
  }
}
