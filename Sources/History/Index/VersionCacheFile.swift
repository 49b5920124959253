internal import Glibc

/// The file that remembers the records of versions: derived from the commits, and rebuilt when anything is wrong.
struct VersionCacheFile {
  let path: String

  struct Content {
    var table: VersionTable
    /// The length of the file when it was read; `nil` when it must be written anew.
    var length: Int?
  }

  func read() -> Content {
    guard let bytes = bytes() else { return Content(table: VersionTable(), length: 0) }
    guard let table = VersionCodec.decode(bytes) else { return Content(table: VersionTable(), length: nil) }
    return Content(table: table, length: bytes.count)
  }

  /// Adds what the table has from a position on. A cache that cannot be written is no failure.
  func write(_ table: VersionTable, from position: Int, after length: Int?) {
    makeFolder()
    guard let length else { return replace(with: VersionCodec.block(of: table, from: 0)) }
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    // Another command may have added the same versions meanwhile: then its block stays the last one.
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, Int(lseek(descriptor, 0, SEEK_END)) == length else { return }
    let block = VersionCodec.block(of: table, from: position)
    if !Self.write(block, to: descriptor) { ftruncate(descriptor, off_t(length)) }
  }

  private func replace(with block: [UInt8]) {
    let temporary = "\(path).\(getpid())"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { return }
    let isComplete = Self.write(block, to: descriptor)
    close(descriptor)
    if !isComplete || rename(temporary, path) != 0 { unlink(temporary) }
  }

  private func makeFolder() {
    guard let slash = path.lastIndex(of: "/") else { return }
    mkdir(String(path[..<slash]), 0o755)
  }

  private func bytes() -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    let size = Int(status.st_size)
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let got = Glibc.read(descriptor, buffer.baseAddress?.advanced(by: count), size - count)
        if got <= 0 { break }
        count += got
      }
    }
    return bytes
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
}
