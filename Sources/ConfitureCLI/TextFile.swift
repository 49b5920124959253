internal import Diagnostics
internal import Glibc

/// Files that a command reads or writes because the user named them.
enum TextFile {
  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: Where it is.
  ///   - name: What the user called it, for errors.
  /// - Returns: Its text.
  /// - Throws: ``CommandFailure`` when it cannot be read or is not UTF-8.
  static func read(_ path: String, as name: String) throws(CommandFailure) -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw unreadable(name, errno) }
    defer { close(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(file, &buffer, buffer.count)
      guard count >= 0 else { throw unreadable(name, errno) }
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw CommandFailure(.inputUnreadable, "'\(name)' is not UTF-8")
    }
    return text
  }

  private static func unreadable(_ name: String, _ error: Int32) -> CommandFailure {
    CommandFailure(.inputUnreadable, "cannot read '\(name)': \(String(cString: strerror(error)))")
  }

  static func write(_ text: String, to path: String) throws(CommandFailure) {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw unwritable(path, errno) }
    defer { close(file) }
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      guard count > 0 else { throw unwritable(path, errno) }
      bytes = bytes.dropFirst(count)
    }
  }

  private static func unwritable(_ path: String, _ error: Int32) -> CommandFailure {
    CommandFailure(.outputUnwritable, "cannot write '\(path)': \(String(cString: strerror(error)))")
  }
}
