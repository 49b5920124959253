internal import Glibc

/// The running server of a folder, as its `postmaster.pid` tells.
struct Postmaster {
  let pid: Int32
  /// Whether it accepts connections.
  let isReady: Bool

  /// `nil` when no server runs there; a file that a crash left behind does not count.
  init?(in folder: ScratchFolder) {
    guard let text = FileAccess.readText(folder.postmasterPID) else { return nil }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let first = lines.first, let pid = Int32(first), pid > 1, Self.isAlive(pid, data: folder.data) else {
      return nil
    }
    self.pid = pid
    isReady = lines.count > 7 && lines[7].hasPrefix("ready")
  }

  /// Whether the process is a server of that data directory, not one that got its number later.
  static func isAlive(_ pid: Int32, data: String) -> Bool {
    guard kill(pid, 0) == 0 || errno == EPERM else { return false }
    guard let command = FileAccess.readText("/proc/\(pid)/cmdline") else { return false }
    return command.split(separator: "\0").contains { $0.utf8.elementsEqual(data.utf8) }
  }
}
