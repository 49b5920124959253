internal import Diagnostics
internal import FoundationEssentials
internal import Glibc
internal import Terminal

/// Wires a command to the process it runs in: descriptors, clock, randomness, environment, signals.
package enum ProcessMain {
  /// - Returns: The exit code.
  package static func run() -> Int32 {
    OutputStream.ignoreBrokenPipes()
    var environment = ProcessInfo.processInfo.environment
    if environment["USER"] == nil, environment["LOGNAME"] == nil, let entry = getpwuid(getuid()) {
      environment["LOGNAME"] = String(cString: entry.pointee.pw_name)
    }
    let given = environment
    let interrupt = InterruptFlag.listening()
    let world = Session.World(
      now: { Date().timeIntervalSince1970 }, timeZoneOffset: 0, randomNumber: { UInt64.random(in: .min ... .max) },
      sleep: { duration in
        let (seconds, attoseconds) = duration.components
        var rest = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
        nanosleep(&rest, nil)
      }, isInterrupted: { interrupt.isRaised })
    let width = TerminalCapabilities(descriptor: STDOUT_FILENO, environment: environment, color: .never).width
    var consoles: [Console] = []
    let status = CommandMain.run(
      Array(CommandLine.arguments.dropFirst()),
      streams: { options in
        let console = Console(
          environment: given, color: options.noColor ? .never : options.color, isQuiet: options.quiet)
        consoles.append(console)
        return Session.Streams(console, interrupt: interrupt)
      }, world: world, environment: given, workingDirectory: FileManager.default.currentDirectoryPath,
      width: width)
    do {
      for console in consoles { try console.finish() }
    } catch {
      consoles.last?.report(error.diagnostic)
      return status == 0 ? error.kind.exitCode : status
    }
    return status
  }
}

extension Session.Streams {
  /// Speaks through a console.
  init(_ console: Console, interrupt: InterruptFlag) {
    var ask: (@Sendable (String) -> Bool)?
    if console.canAsk { ask = { question in console.confirm(question, until: interrupt) == .yes } }
    self.init(
      data: { text in console.write(text) },
      talk: { text in console.talk(text) },
      diagnose: { diagnostic in console.report(diagnostic) }, progress: { text in console.showProgress(text) },
      ask: ask)
    isColored = console.capabilities.color
  }
}
