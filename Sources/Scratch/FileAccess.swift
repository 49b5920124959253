internal import Glibc
internal import Processes

/// Who shall own what we create: the user that the server runs as.
struct FileOwner: Sendable {
  /// `nil`: we run the server as ourselves.
  let user: UserIdentity?

  /// Hands a file to the owner.
  func take(_ path: String) {
    guard let user else { return }
    _ = lchown(path, user.userID, user.groupID)
  }

  /// Whether a folder can be trusted to be ours.
  func isOwner(_ userID: UInt32) -> Bool { userID == geteuid() || userID == user?.userID }
}

/// The few file operations that servers need.
enum FileAccess {
  static func failure(_ verb: String, _ path: String, _ error: Int32 = errno) -> ScratchError {
    ScratchError(
      .directory, "cannot \(verb) '\(path)': \(SystemError.text(error))",
      hints: ["name another folder in confiture.yaml (scratch: directory) or in CONFITURE_SCRATCH_DIR"])
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// What `stat` says; `nil` when there is nothing.
  static func status(_ path: String) -> stat? {
    var status = stat()
    return lstat(path, &status) == 0 ? status : nil
  }

  static func readText(_ path: String) -> String? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16384)
    while true {
      let count = read(file, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return count < 0 ? nil : String(decoding: bytes, as: UTF8.self) }
      bytes += buffer[..<count]
    }
  }

  /// Replaces a file as a whole.
  static func write(_ text: String, to path: String, owner: FileOwner) throws(ScratchError) {
    let draft = "\(path).\(getpid())"
    let file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw failure("write", path) }
    let bytes = Array(text.utf8)
    let count = Glibc.write(file, bytes, bytes.count)
    let error = errno
    close(file)
    guard count == bytes.count else {
      unlink(draft)
      throw failure("write", path, error)
    }
    owner.take(draft)
    guard rename(draft, path) == 0 else { throw failure("write", path) }
  }

  /// Makes a private folder, and refuses one that another user could have prepared.
  static func makePrivateFolder(_ path: String, owner: FileOwner) throws(ScratchError) {
    if mkdir(path, 0o700) == 0 {
      owner.take(path)
    } else if errno != EEXIST {
      throw failure("make folder", path)
    }
    guard let status = status(path), status.st_mode & S_IFMT == S_IFDIR else {
      throw ScratchError(.directory, "'\(path)' is not a folder")
    }
    guard owner.isOwner(status.st_uid), status.st_mode & 0o022 == 0 else {
      throw ScratchError(
        .directory, "folder '\(path)' belongs to another user or can be written by others",
        hints: ["name another folder in confiture.yaml (scratch: directory) or in CONFITURE_SCRATCH_DIR"])
    }
    // Made by an earlier run under another user, as after `sudo`.
    if owner.user != nil, status.st_uid == geteuid() { owner.take(path) }
  }

  /// Makes the folders above a path, as `mkdir -p` does.
  static func makeFoldersAbove(_ path: String) {
    var end = path.startIndex
    while let slash = path[end...].dropFirst().firstIndex(of: "/") {
      mkdir(String(path[..<slash]), 0o755)
      end = slash
    }
  }

  /// Removes a folder and all in it; never follows a link.
  static func removeTree(_ path: String) {
    guard let status = status(path) else { return }
    if status.st_mode & S_IFMT == S_IFDIR {
      for name in names(in: path) { removeTree("\(path)/\(name)") }
      rmdir(path)
    } else {
      unlink(path)
    }
  }

  /// The entries of a folder, sorted.
  static func names(in path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Waits a moment for another process.
  static func pause(milliseconds: Int32) { poll(nil, 0, milliseconds) }
}
