import Glibc
import Terminal
import Testing

@Suite struct InterruptFlagTests {
  private static func isReadable(_ descriptor: Int32) -> Bool {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&waiting, 1, 0) == 1
  }

  @Test func `a raised flag stays raised and wakes who waits`() {
    let flag = InterruptFlag()
    #expect(!flag.isRaised && !Self.isReadable(flag.descriptor))
    flag.raise()
    flag.raise()
    #expect(flag.isRaised && Self.isReadable(flag.descriptor))
  }

  @Test func `the first signal raises the flag, and the process goes on`() async {
    await #expect(processExitsWith: .exitCode(42)) {
      let flag = InterruptFlag.listening()
      raise(SIGINT)
      exit(flag.isRaised && InterruptFlagTests.isReadable(flag.descriptor) ? 42 : 1)
    }
  }

  @Test func `the second interrupt ends the process at once`() async {
    await #expect(processExitsWith: .exitCode(130)) {
      let flag = InterruptFlag.listening()
      raise(SIGINT)
      raise(SIGINT)
      exit(flag.isRaised ? 1 : 2)
    }
    await #expect(processExitsWith: .exitCode(143)) {
      let flag = InterruptFlag.listening()
      raise(SIGTERM)
      raise(SIGTERM)
      exit(flag.isRaised ? 1 : 2)
    }
  }

  @Test func `an interrupt answers a question with no`() {
    let pair = PseudoTerminal()
    let flag = InterruptFlag()
    flag.raise()
    let capabilities = TerminalCapabilities(isInteractive: true, width: 80, color: false)
    let console = Console(
      output: .capturing(), errors: .capturing(), input: InputSource(descriptor: pair.terminal),
      capabilities: capabilities,
      errorCapabilities: capabilities, isQuiet: false)
    #expect(console.confirm("Go on?", until: flag) == .no)
    #expect(console.errors.captured == "Go on? [y/N] \n")
  }

  @Test func `lines are read from a terminal`() {
    let pair = PseudoTerminal()
    _ = write(pair.keyboard, "yes\n", 4)
    let capabilities = TerminalCapabilities(isInteractive: true, width: 80, color: false)
    let console = Console(
      output: .capturing(), errors: .capturing(), input: InputSource(descriptor: pair.terminal),
      capabilities: capabilities,
      errorCapabilities: capabilities, isQuiet: false)
    #expect(console.confirm("Go on?") == .yes)
  }
}
