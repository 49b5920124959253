internal import CProcess
internal import Glibc

/// Child processes: never a shell, a closed environment, no inherited descriptors.
///
/// ```swift
/// let result = try ChildProcess.run(
///   Invocation("git", ["fetch"], environment: ["PATH": path]), deadline: .seconds(30))
/// ```
package enum ChildProcess {
  /// Runs a program to its end and collects what it writes.
  ///
  /// Past the deadline its whole group is asked to end, and killed after `grace`.
  /// - Throws: ``ProcessError``; a program that runs and fails is a result, not an error.
  package static func run(
    _ invocation: Invocation, deadline: Duration? = nil, grace: Duration = .seconds(2)
  ) throws(ProcessError) -> ProcessResult {
    let input = try Pipe()
    let output = try Pipe()
    let errors = try Pipe()
    let pid = try Spawning.start(
      invocation, session: invocation.ownProcessGroup ? CONFITURE_OWN_GROUP : CONFITURE_SHARED_GROUP,
      descriptors: (input.reading.number, output.writing.number, errors.writing.number))
    var conversation = Conversation(
      pid: pid, signalsGroup: invocation.ownProcessGroup, input: invocation.input,
      feed: input.keepWriting(), output: output.keepReading(), errors: errors.keepReading())
    let result = conversation.finish(deadline: deadline, grace: grace)
    guard conversation.isPastDeadline, let deadline else { return result }
    throw ProcessError(
      code: .timeLimit, message: "'\(invocation.executable)' did not end within \(deadline)",
      output: result.output, errors: result.errors)
  }

  /// Runs a program on our own terminal and waits for it; interrupts go to it, not to us.
  ///
  /// - Throws: ``ProcessError`` when it cannot start. `keeping` is one descriptor that stays open in the child.
  package static func runInteractive(
    _ invocation: Invocation, keeping kept: Int32? = nil
  ) throws(ProcessError) -> ProcessResult.Status {
    let signals = IgnoredInterrupts()
    defer { signals.restore() }
    let pid = try Spawning.start(
      invocation, session: CONFITURE_SHARED_GROUP, descriptors: (STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO),
      kept: kept)
    return Spawning.wait(for: pid)
  }

  /// Starts a program that outlives us, in a session of its own, and returns its process id.
  ///
  /// `log` gets both its outputs, appended; `nil` throws them away.
  package static func spawnDetached(_ invocation: Invocation, log: String? = nil) throws(ProcessError) -> Int32 {
    var file = Descriptor(owning: -1)
    if let log {
      file = Descriptor(owning: unsafe open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600))
      guard file.number >= 0 else {
        let error = errno
        throw ProcessError(
          code: .notStarted, message: "cannot write '\(log)': \(SystemError.text(error))", systemError: error)
      }
    }
    return try Spawning.start(
      invocation, session: CONFITURE_DETACHED, descriptors: (-1, file.number, file.number))
  }
}

/// Keeps interrupts of the terminal from ending us while a child owns it.
private struct IgnoredInterrupts {
  private let interrupt: sigaction
  private let quit: sigaction

  init() {
    var ignore = sigaction()
    unsafe ignore.__sigaction_handler.sa_handler = SIG_IGN
    var interrupt = sigaction()
    var quit = sigaction()
    unsafe sigaction(SIGINT, &ignore, &interrupt)
    unsafe sigaction(SIGQUIT, &ignore, &quit)
    self.interrupt = interrupt
    self.quit = quit
  }

  func restore() {
    var (interrupt, quit) = (interrupt, quit)
    unsafe sigaction(SIGINT, &interrupt, nil)
    unsafe sigaction(SIGQUIT, &quit, nil)
  }
}
