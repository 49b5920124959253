internal import Glibc

/// The file operations that a project needs; files are replaced as a whole.
enum FileAccess {
  enum Kind { case file, folder, other }

  /// What a path leads to, links followed; `nil` when there is nothing.
  static func kind(_ path: String) -> Kind? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    default: return .other
    }
  }

  /// The path without links and `..`; `nil` when there is nothing there.
  static func canonical(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// Returns the content of a file; `nil` when there is none.
  static func bytes(_ path: String) throws(RepositoryError) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw failure(.unreadableFile, "read", path)
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(.unreadableFile, "read", path) }
    var bytes: [UInt8] = []
    // One byte more than its size, so that the end shows in one call.
    var buffer = [UInt8](repeating: 0, count: max(Int(status.st_size) + 1, 4096))
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure(.unreadableFile, "read", path) }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
  }

  /// Returns the names in a folder, sorted by their bytes, hidden ones left out; nothing when there is no folder.
  static func names(in folder: String) throws(RepositoryError) -> [String] {
    guard let stream = opendir(folder) else {
      if errno == ENOENT { return [] }
      throw failure(.unreadableFile, "read the folder", folder)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Returns the paths of all files below a folder, relative to it, sorted by their bytes.
  static func files(below folder: String) throws(RepositoryError) -> [String] {
    var files: [String] = []
    var folders = [""]
    while let prefix = folders.popLast() {
      for name in try names(in: "\(folder)/\(prefix)") {
        let path = prefix + name
        if kind("\(folder)/\(path)") == .folder { folders.append("\(path)/") } else { files.append(path) }
      }
    }
    return files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Makes a folder and those above it.
  static func makeFolder(_ path: String) throws(RepositoryError) {
    guard kind(path) != .folder, !path.isEmpty else { return }
    try makeFolder(folder(of: path))
    guard mkdir(path, 0o777) == 0 || errno == EEXIST && kind(path) == .folder else {
      throw failure(.unwritableFile, "make the folder", path)
    }
  }

  /// Makes a folder that is not there yet; `false` when something has its name.
  static func makeNewFolder(_ path: String) throws(RepositoryError) -> Bool {
    try makeFolder(folder(of: path))
    if mkdir(path, 0o777) == 0 { return true }
    guard errno == EEXIST else { throw failure(.unwritableFile, "make the folder", path) }
    return false
  }

  /// Replaces a file, making the folders above it: readers see the old content or the new one.
  static func write(_ bytes: [UInt8], to path: String) throws(RepositoryError) {
    let folder = folder(of: path)
    try makeFolder(folder)
    let draft = "\(folder)/.\(path.dropFirst(folder.utf8.count + 1).prefix(64)).\(getpid())"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw failure(.unwritableFile, "write", path) }
    let isWritten = write(bytes, to: descriptor)
    let error = errno
    close(descriptor)
    guard isWritten else {
      unlink(draft)
      throw failure(.unwritableFile, "write", path, error)
    }
    guard rename(draft, path) == 0 else {
      let error = errno
      unlink(draft)
      throw failure(.unwritableFile, "write", path, error)
    }
  }

  /// Removes a file, and the folders above it that are empty then, up to `end`.
  static func remove(_ path: String, upTo end: String) throws(RepositoryError) {
    guard unlink(path) == 0 || errno == ENOENT || errno == ENOTDIR else {
      throw failure(.unwritableFile, "remove", path)
    }
    var above = folder(of: path)
    while above.utf8.count > end.utf8.count, rmdir(above) == 0 { above = folder(of: above) }
  }

  static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let count = Glibc.write(descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done)
        if count < 0, errno == EINTR { continue }
        if count <= 0 { return false }
        done += count
      }
      return true
    }
  }

  private static func failure(
    _ code: RepositoryError.Code, _ verb: String, _ path: String, _ error: Int32 = errno
  ) -> RepositoryError {
    RepositoryError(
      code, "cannot \(verb) '\(path)': \(String(cString: strerror(error)))", hints: ["ls -ld '\(path)'"])
  }
}
