internal import Glibc

/// A folder of one test, removed with all in it when the last reference goes.
package final class TemporaryFolder: Sendable {
  package let path: String

  /// What the system refused.
  package struct Failure: Error {
    package let path: String
    package let systemError: Int32
  }

  /// Where folders are made unless a test names another place.
  package static var parent: String { getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp" }

  package init(in parent: String = TemporaryFolder.parent) throws {
    var template = Array("\(parent)/confiture-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Failure(path: parent, systemError: errno) }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit { remove() }

  /// Removes it now, with all in it.
  package func remove() { Self.remove(path) }

  /// Writes a file, making the folders above it, and returns its whole path.
  @discardableResult
  package func write(_ text: String, to name: String) throws -> String { try write(Array(text.utf8), to: name) }

  /// Writes a file, making the folders above it, and returns its whole path.
  @discardableResult
  package func write(_ bytes: [UInt8], to name: String) throws -> String {
    let whole = "\(path)/\(name)"
    var folder = path
    for part in name.split(separator: "/").dropLast() {
      folder += "/\(part)"
      mkdir(folder, 0o755)
    }
    let file = open(whole, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw Failure(path: whole, systemError: errno) }
    defer { close(file) }
    guard Glibc.write(file, bytes, bytes.count) == bytes.count else { throw Failure(path: whole, systemError: errno) }
    return whole
  }

  /// Reads a file.
  package func read(_ name: String) throws -> String {
    let whole = "\(path)/\(name)"
    let file = open(whole, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw Failure(path: whole, systemError: errno) }
    defer { close(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = Glibc.read(file, &buffer, buffer.count)
      guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
      bytes += buffer[..<count]
    }
  }

  private static func remove(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      unlink(path)
      return
    }
    if let folder = opendir(path) {
      while let entry = readdir(folder) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
          tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { remove("\(path)/\(name)") }
      }
      closedir(folder)
    }
    rmdir(path)
  }
}
