import Diagnostics
import Terminal
import Testing

@Suite struct ConsoleTests {
  @Test func `data goes to standard output, the rest to standard error`() throws {
    let console = Console.capturing()
    console.writeLine("data")
    console.note("a note")
    console.report(Diagnostic(.warning, code: "x.y", "careful"))
    try console.finish()
    #expect(console.output.captured == "data\n")
    #expect(console.errors.captured == "a note\nwarning: careful\n")
  }

  @Test func `a quiet command says only what matters`() {
    let console = Console.capturing(isInteractive: true, isQuiet: true)
    console.note("a note")
    console.report(Diagnostic(.note, code: "x.y", "by the way"))
    console.report(Diagnostic(.warning, code: "x.y", "careful"))
    console.progress("Proving", of: 3).update(1)
    #expect(console.errors.captured == "warning: careful\n")
  }

  @Test func `a progress line steps aside for everything else`() throws {
    let console = Console.capturing(width: 30, isInteractive: true)
    let clear = "\r\u{1B}[K"
    let progress = console.progress("Proving", of: 12)
    progress.update(1, "create-users")
    console.writeLine("data")
    progress.update(2, "a name that is far too long for the line")
    console.note("done")
    progress.finish()
    console.writeLine("end")
    try console.finish()
    let first = "Proving 1/12 create-users"
    let second = "Proving 2/12 a name that is …"
    #expect(
      console.errors.captured == clear + first + clear + clear + first + clear + second + clear + "done\n" + clear
        + second
        + clear)
    #expect(console.output.captured == "data\nend\n")
  }

  @Test func `a question takes the progress line away`() {
    let console = Console.capturing(isInteractive: true, answers: ["y"])
    console.showProgress("working")
    #expect(console.confirm("Go on?") == .yes)
    #expect(console.errors.captured.hasSuffix("working\r\u{1B}[KGo on? [y/N] "))
  }

  @Test func `there is no progress line without a terminal`() {
    let console = Console.capturing()
    let progress = console.progress("Proving", of: 2)
    progress.update(1)
    progress.finish()
    #expect(console.errors.captured == "")
  }

  @Test(arguments: [("y", .yes), ("YES", .yes), ("n", .no), ("", .no), ("maybe", .no)] as [(String, Console.Answer)])
  func `a question is answered on a terminal`(typed: String, expected: Console.Answer) {
    let console = Console.capturing(isInteractive: true, answers: [typed])
    #expect(console.confirm("Go on?") == expected)
    #expect(console.errors.captured == "Go on? [y/N] ")
  }

  @Test func `nobody is asked without a terminal`() {
    let piped = Console.capturing(isInteractive: true, answers: [])
    #expect(piped.confirm("Go on?") == .noTerminal)
    let redirected = Console.capturing(isInteractive: false, answers: ["y"])
    #expect(redirected.confirm("Go on?") == .noTerminal)
    #expect(piped.errors.captured + redirected.errors.captured == "")
  }
}
