package import Diagnostics

/// Turns a diagnostic into lines: what happened, where, the text at that place, and what helps.
/// ```
/// error: column 'nope' does not exist
///   at db/migrations/2026-01-15-users/up.sql:3:14
///     3 | SELECT 'é', nope;
///       |             ^
///   detail of the server
/// Hint: did you mean 'name'?
/// ```
package struct DiagnosticPrinter: Sendable {
  private let style: Style
  private let width: Int

  package init(style: Style = .plain, width: Int = 100) {
    self.style = style
    self.width = max(width, 40)
  }

  /// Returns the lines, each with its line break.
  package func text(_ diagnostic: Diagnostic) -> String {
    let messages = Self.lines(of: diagnostic.message)
    var lines = [colored(diagnostic.severity) + ": " + style.bold(messages.first ?? "")]
    lines += messages.dropFirst().map { "  " + $0 }
    if let location = diagnostic.location { lines += place(location) }
    lines += diagnostic.details.flatMap(Self.lines).map { "  " + $0 }
    lines += diagnostic.hints.map { style.cyan("Hint:") + " " + Self.lines(of: $0).joined(separator: "\n      ") }
    return lines.map { $0 + "\n" }.joined()
  }

  private func colored(_ severity: Severity) -> String {
    switch severity {
    case .error: style.red(severity.rawValue)
    case .warning: style.yellow(severity.rawValue)
    case .note: style.blue(severity.rawValue)
    }
  }

  private func place(_ location: SourceLocation) -> [String] {
    let column = location.column.map { ":\($0)" } ?? ""
    let name = location.file.map { "\(PrintableText.line($0)):\(location.line)\(column)" }
    var lines = ["  at " + (name ?? "line \(location.line)" + (location.column.map { ", column \($0)" } ?? ""))]
    guard let excerpt = location.excerpt, !excerpt.allSatisfy(\.isWhitespace) else { return lines }
    let number = String(location.line)
    let window = Window(excerpt, column: location.column, width: width - number.utf8.count - 7)
    lines.append("    \(style.dim(number + " |")) \(window.text)")
    if let caret = window.caret {
      let margin = String(repeating: " ", count: number.utf8.count)
      lines.append("    \(margin) \(style.dim("|")) \(String(repeating: " ", count: caret))\(style.red("^"))")
    }
    return lines
  }

  /// The part of a long line that shows a column.
  private struct Window {
    var text: String
    /// Columns of the terminal before the caret.
    var caret: Int?

    /// The column is counted from 1, in Unicode scalars.
    init(_ excerpt: String, column: Int?, width: Int) {
      let scalars = Array(excerpt.unicodeScalars)
      let position = column.map { min(max($0 - 1, 0), scalars.count) }
      var start = 0
      var prefix = ""
      if scalars.count > width, let position, position > width * 2 / 3 {
        start = min(position - width / 2, scalars.count)
        prefix = "…"
      }
      text = DisplayWidth.truncated(prefix + Self.printable(scalars[start...]), to: width)
      caret = position.map { DisplayWidth.of(prefix + Self.printable(scalars[start..<max(start, $0)])) }
      if let caret, caret > width { self.caret = nil }
    }

    private static func printable(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
      var text = ""
      text.unicodeScalars.append(contentsOf: scalars)
      return PrintableText.line(text)
    }
  }

  private static func lines(of text: String) -> [String] {
    text.utf8.split(omittingEmptySubsequences: true) { $0 == 0x0A || $0 == 0x0D }.map {
      PrintableText.line(String($0) ?? "")
    }
  }
}
