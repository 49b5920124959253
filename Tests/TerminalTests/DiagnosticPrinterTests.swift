import Diagnostics
import Terminal
import Testing

@Suite struct DiagnosticPrinterTests {
  @Test func `a diagnostic says what, where, and what helps`() {
    let diagnostic = Diagnostic(
      code: "postgres.statement-failed", "column 'nope' does not exist",
      at: SourceLocation(file: "up.sql", line: 12, column: 13, excerpt: "SELECT 'é', nope;"),
      details: ["in table 'users'\nand in 'orders'"], hints: ["did you mean 'name'?", "confiture show HEAD"])
    #expect(
      DiagnosticPrinter().text(diagnostic) == """
        error: column 'nope' does not exist
          at up.sql:12:13
            12 | SELECT 'é', nope;
               |             ^
          in table 'users'
          and in 'orders'
        Hint: did you mean 'name'?
        Hint: confiture show HEAD

        """)
  }

  @Test(arguments: [("日本 x", 4, 5), ("\tx", 2, 4), ("abc", 4, 3), ("abc", 99, 3), ("abc", 1, 0), ("e\u{301}x", 3, 1)])
  func `the caret stands under its column`(excerpt: String, column: Int, before: Int) throws {
    let diagnostic = Diagnostic(
      code: "x", "m", at: SourceLocation(file: nil, line: 1, column: column, excerpt: excerpt))
    let lines = DiagnosticPrinter().text(diagnostic).split(separator: "\n")
    try #require(lines.count == 4)
    #expect(lines[1] == "  at line 1, column \(column)")
    #expect(lines[3] == "      | " + String(repeating: " ", count: before) + "^")
  }

  @Test func `a long line is shown around its column`() throws {
    let excerpt = String(repeating: "a", count: 500) + "HERE" + String(repeating: "b", count: 500)
    let diagnostic = Diagnostic(
      code: "x", "m", at: SourceLocation(file: "f", line: 7, column: 501, excerpt: excerpt))
    let lines = DiagnosticPrinter(width: 60).text(diagnostic).split(separator: "\n")
    try #require(lines.count == 4)
    #expect(lines.allSatisfy { $0.count <= 60 })
    let caret = try #require(lines[3].firstIndex(of: "^"))
    let offset = lines[3].distance(from: lines[3].startIndex, to: caret)
    #expect(lines[2].dropFirst(offset).hasPrefix("HERE"))
  }

  @Test func `control characters of others cannot reach the terminal`() {
    let diagnostic = Diagnostic(
      code: "x", "bad \u{1B}[31mname\u{7}\r\nsecond",
      at: SourceLocation(file: "a\u{1B}b", line: 1, excerpt: "\u{9B}x\u{202E}"))
    let text = DiagnosticPrinter().text(diagnostic)
    #expect(text.hasPrefix("error: bad ␛[31mname␇\n  second\n  at a␛b:1\n"))
    #expect(!text.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{9B}" || $0 == "\u{202E}" || $0 == "\r" })
  }

  @Test func `colour adds nothing but colour`() {
    let diagnostic = Diagnostic(
      code: "x", "m", at: SourceLocation(file: "f", line: 1, column: 1, excerpt: "x"), hints: ["h"])
    let colored = DiagnosticPrinter(style: Style(color: true)).text(diagnostic)
    #expect(colored.hasPrefix("\u{1B}[31merror\u{1B}[0m: "))
    #expect(colored.replacing(/\u{1B}\[[0-9]+m/, with: "") == DiagnosticPrinter().text(diagnostic))
  }
}
