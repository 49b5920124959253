import Glibc
import Terminal
import Testing

@Suite struct TerminalCapabilitiesTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var isTerminal = true
    var environment: [String: String] = [:]
    var color = ColorChoice.auto
    var expectsColor: Bool
    var expectsInteractive: Bool
    var testDescription: String { "\(isTerminal) \(environment.sorted { $0.key < $1.key }) \(color)" }
  }

  @Test(arguments: [
    Case(expectsColor: true, expectsInteractive: true),
    Case(isTerminal: false, expectsColor: false, expectsInteractive: false),
    Case(isTerminal: false, color: .always, expectsColor: true, expectsInteractive: false),
    Case(color: .never, expectsColor: false, expectsInteractive: true),
    Case(environment: ["NO_COLOR": "1"], expectsColor: false, expectsInteractive: true),
    Case(environment: ["NO_COLOR": ""], expectsColor: true, expectsInteractive: true),
    Case(environment: ["NO_COLOR": "1"], color: .always, expectsColor: true, expectsInteractive: true),
    Case(environment: ["TERM": "dumb"], expectsColor: false, expectsInteractive: false),
    Case(environment: ["CI": "true"], expectsColor: true, expectsInteractive: false),
  ])
  func `colour and redrawing follow the environment`(given: Case) {
    let found = TerminalCapabilities(
      isTerminal: given.isTerminal, measuredWidth: nil, environment: given.environment, color: given.color)
    #expect(found.color == given.expectsColor)
    #expect(found.isInteractive == given.expectsInteractive)
  }

  @Test(
    arguments: [
      (nil, nil, 80), (nil, 120, 120), ("100", 120, 100), ("0", 120, 120), ("wide", 90, 90), ("-5", nil, 80),
    ] as [(String?, Int?, Int)])
  func `the width is COLUMNS, or measured, or 80`(columns: String?, measured: Int?, expected: Int) {
    let environment = columns.map { ["COLUMNS": $0] } ?? [:]
    let found = TerminalCapabilities(
      isTerminal: true, measuredWidth: measured, environment: environment, color: .auto)
    #expect(found.width == expected)
  }

  @Test func `a pipe is no terminal, a pseudo-terminal is one`() {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    #expect(!TerminalCapabilities(descriptor: ends[1], environment: [:], color: .auto).isInteractive)
    let pair = PseudoTerminal()
    var size = winsize(ws_row: 20, ws_col: 73, ws_xpixel: 0, ws_ypixel: 0)
    #expect(ioctl(pair.terminal, UInt(TIOCSWINSZ), &size) == 0)
    let found = TerminalCapabilities(descriptor: pair.terminal, environment: [:], color: .auto)
    #expect(found.isInteractive && found.color && found.width == 73)
    for descriptor in ends { close(descriptor) }
  }
}
