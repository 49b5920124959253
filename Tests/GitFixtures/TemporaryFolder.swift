import Glibc

/// A folder that is removed when the test lets go of it.
package final class TemporaryFolder: Sendable {
  package let path: String

  package init() {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(base)/confiture-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { fatalError("no temporary folder can be made in \(base)") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { _ = Shell.run("rm -rf \(Shell.quoted(path))") }

  /// Writes a file, making the folders above it.
  package func write(_ text: String, to name: String) { write(Array(text.utf8), to: name) }

  package func write(_ bytes: [UInt8], to name: String) {
    let file = "\(path)/\(name)"
    let folder = file[..<(file.lastIndex(of: "/") ?? file.endIndex)]
    _ = Shell.run("mkdir -p \(Shell.quoted(String(folder)))")
    guard let stream = fopen(file, "w") else { fatalError("\(file) cannot be written") }
    defer { fclose(stream) }
    fwrite(bytes, 1, bytes.count, stream)
  }

  /// Returns the content of a file, or `nil` when there is none.
  package func read(_ name: String) -> String? {
    guard let stream = fopen("\(path)/\(name)", "r") else { return nil }
    defer { fclose(stream) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&buffer, 1, buffer.count, stream), count > 0 { bytes += buffer[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Returns the names of all files below, sorted; folders only where they are empty.
  package func files(below name: String = ".") -> [String] {
    Shell.run("cd \(Shell.quoted(path)) && find \(Shell.quoted(name)) -type f | sed 's|^\\./||' | LC_ALL=C sort")
      .output
      .split(separator: "\n").map(String.init)
  }
}
