import Glibc

/// Runs commands for tests.
package enum Shell {
  /// Returns standard output and error together, and the exit status.
  package static func run(_ command: String) -> (output: String, status: Int32) {
    guard let pipe = popen("exec 2>&1; \(command)", "r") else { return ("popen failed", -1) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 { bytes += buffer[..<count] }
    let status = pclose(pipe)
    return (String(decoding: bytes, as: UTF8.self), status >> 8 & 0xff)
  }

  package static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}

/// The stock `git`, sealed from the configuration of whoever runs the tests.
package struct StockGit: Sendable {
  package let folder: String

  package init(in folder: String) { self.folder = folder }

  /// Runs `git` and returns what it printed, without the last line end.
  package func callAsFunction(_ arguments: String...) -> String { run(arguments).output }

  package func status(_ arguments: String...) -> Int32 { run(arguments).status }

  private func run(_ arguments: [String]) -> (output: String, status: Int32) {
    let settings =
      "env HOME=/nonexistent GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=Ada "
      + "GIT_AUTHOR_EMAIL=ada@example.org GIT_COMMITTER_NAME=Ada GIT_COMMITTER_EMAIL=ada@example.org "
      + "GIT_AUTHOR_DATE='1700000000 +0000' GIT_COMMITTER_DATE='1700000000 +0000'"
    let words = (["git", "-C", folder] + arguments).map(Shell.quoted).joined(separator: " ")
    let result = Shell.run("\(settings) \(words)")
    let text = result.output.hasSuffix("\n") ? String(result.output.dropLast()) : result.output
    return (text, result.status)
  }
}
