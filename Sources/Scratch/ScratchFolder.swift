internal import Glibc
internal import Processes

/// Where the private servers live, and who runs them.
struct ScratchRoot {
  let path: String
  let owner: FileOwner

  /// Finds the folder by settings and environment; makes nothing.
  init(directory: String?, environment: [String: String]) {
    let current = UserIdentity.current
    // PostgreSQL refuses to run as root.
    owner = FileOwner(
      user: current.isRoot ? UserIdentity.named("postgres") ?? UserIdentity.named("nobody") : nil)
    if let directory = directory ?? environment["CONFITURE_SCRATCH_DIR"], !directory.isEmpty {
      path = Self.absolute(directory)
    } else if Self.isRoomy("/dev/shm") {
      path = "/dev/shm/confiture-\(current.userID)"
    } else if let cache = environment["XDG_CACHE_HOME"], cache.hasPrefix("/"), !current.isRoot {
      path = "\(cache)/confiture-scratch"
    } else {
      path = "/var/tmp/confiture-\(current.userID)"
    }
  }

  /// Makes the folder.
  func prepare() throws(ScratchError) {
    FileAccess.makeFoldersAbove(path)
    try FileAccess.makePrivateFolder(path, owner: owner)
  }

  private static func absolute(_ path: String) -> String {
    guard !path.hasPrefix("/"), let current = getcwd(nil, 0) else { return path }
    defer { free(current) }
    return "\(String(cString: current))/\(path)"
  }

  /// Whether a memory file system is writable and no toy: containers often have one of 64 MB.
  private static func isRoomy(_ path: String) -> Bool {
    var status = statvfs()
    guard access(path, W_OK | X_OK) == 0, statvfs(path, &status) == 0 else { return false }
    return UInt64(status.f_blocks) * UInt64(status.f_frsize) >= 512 << 20
  }
}

/// The folder of one private server: `<root>/<version>`.
struct ScratchFolder: Sendable {
  let path: String
  let owner: FileOwner

  init(root: ScratchRoot, installation: PostgresInstallation) {
    path = "\(root.path)/\(installation.version)"
    owner = root.owner
  }

  var data: String { "\(path)/data" }
  var log: String { "\(path)/log" }
  /// Locked exclusively while the server is being started or stopped.
  var serverLock: String { "\(path)/server.lock" }
  /// Locked shared by all that use the server; holds the idle time.
  var users: String { "\(path)/users" }
  var watcherLock: String { "\(path)/watcher.lock" }
  /// One file per template, touched at each use.
  var templates: String { "\(path)/templates" }
  var postmasterPID: String { "\(data)/postmaster.pid" }

  static let port = 5432

  /// The folder of the socket; a short one elsewhere when its path would not fit into a socket's address.
  var socketFolder: String {
    let inside = "\(path)/socket"
    guard Self.socket(in: inside).utf8.count > 107 else { return inside }
    return "/tmp/confiture-\(StableHash.hex(path, digits: 12))"
  }

  var socket: String { Self.socket(in: socketFolder) }

  /// Refuses a server that says that it is ready and has no socket: somebody, such as a cleaner of temporary files, took
  /// it away.
  func checkSocket() throws(ScratchError) {
    guard let server = Postmaster(in: self), server.isReady, !FileAccess.exists(socket) else { return }
    throw ScratchError(
      .notStarted, "the scratch server runs, and its socket is gone: '\(socket)'",
      hints: ["confiture scratch stop ends it; the next command starts it anew"])
  }

  private static func socket(in folder: String) -> String { "\(folder)/.s.PGSQL.\(port)" }

  func prepare() throws(ScratchError) {
    for folder in [path, socketFolder, templates] {
      try FileAccess.makePrivateFolder(folder, owner: owner)
    }
  }
}
