internal import Glibc

/// All that is in a folder, to be written into others.
package struct FolderContents: Sendable {
  private struct File {
    let name: String
    let mode: mode_t
    let bytes: [UInt8]
  }

  private var folders: [String] = []
  private var files: [File] = []

  package init(of path: String) throws { try read(path, below: "") }

  private mutating func read(_ path: String, below prefix: String) throws {
    guard let folder = opendir(path) else { throw TemporaryFolder.Failure(path: path, systemError: errno) }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard name != ".", name != ".." else { continue }
      let (whole, relative) = ("\(path)/\(name)", prefix + name)
      var status = stat()
      guard lstat(whole, &status) == 0 else { throw TemporaryFolder.Failure(path: whole, systemError: errno) }
      if status.st_mode & S_IFMT == S_IFDIR {
        folders.append(relative)
        try read(whole, below: relative + "/")
      } else {
        files.append(File(name: relative, mode: status.st_mode & 0o777, bytes: try Self.bytes(of: whole, status)))
      }
    }
  }

  private static func bytes(of path: String, _ status: stat) throws -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard file >= 0 else { throw TemporaryFolder.Failure(path: path, systemError: errno) }
    defer { close(file) }
    let size = Int(status.st_size)
    return try [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = Glibc.read(file, buffer.baseAddress, size)
      guard count == size else { throw TemporaryFolder.Failure(path: path, systemError: errno) }
    }
  }

  /// Writes it into an empty folder.
  package func write(to path: String) throws {
    for name in folders { mkdir("\(path)/\(name)", 0o755) }
    for content in files {
      let whole = "\(path)/\(content.name)"
      let file = open(whole, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, content.mode)
      guard file >= 0 else { throw TemporaryFolder.Failure(path: whole, systemError: errno) }
      defer { close(file) }
      guard Glibc.write(file, content.bytes, content.bytes.count) == content.bytes.count else {
        throw TemporaryFolder.Failure(path: whole, systemError: errno)
      }
    }
  }
}
