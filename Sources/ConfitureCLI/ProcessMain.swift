internal import Diagnostics
internal import FoundationEssentials
internal import Glibc
internal import GitStore

/// Wires a command to the process it runs in: descriptors, clock, randomness, environment, signals.
package enum ProcessMain {
  /// - Returns: The exit code.
  package static func run() -> Int32 {
    signal(SIGPIPE, SIG_IGN)
    let environment = ProcessInfo.processInfo.environment
    let world = Session.World(
      now: { Date().timeIntervalSince1970 }, timeZoneOffset: 0, randomNumber: { UInt64.random(in: .min ... .max) },
      sleep: { duration in
        var rest = timespec(tv_sec: Int(duration.components.seconds), tv_nsec: Int(duration.components.attoseconds / 1_000_000_000))
        nanosleep(&rest, nil)
      })
    let isTerminal = isatty(STDERR_FILENO) == 1
    return CommandMain.run(
      Array(CommandLine.arguments.dropFirst()),
      streams: { _ in
        Session.Streams(
          data: { Self.write($0, to: STDOUT_FILENO) }, talk: { Self.write($0, to: STDERR_FILENO) },
          diagnose: { Self.write(DiagnosticText.text($0), to: STDERR_FILENO) },
          progress: { text in if isTerminal { Self.write("\r\u{1B}[K" + (text ?? ""), to: STDERR_FILENO) } })
      }, world: world, environment: environment, workingDirectory: FileManager.default.currentDirectoryPath, width: 100)
  }

  private static func write(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }
}
