package import Diagnostics
import Synchronization

/// The one voice of a command: data on standard output, all else on standard error, a progress line that nothing tears.
package final class Console: Sendable {
  package enum Answer: Sendable, Equatable {
    case yes, no
    /// Nobody can be asked.
    case noTerminal
  }

  package let output: OutputStream
  package let errors: OutputStream
  /// What standard output can show.
  package let capabilities: TerminalCapabilities
  private let errorCapabilities: TerminalCapabilities
  private let input: InputSource
  private let isQuiet: Bool
  private let progressText = Mutex<String?>(nil)

  package init(
    output: OutputStream, errors: OutputStream, input: InputSource, capabilities: TerminalCapabilities,
    errorCapabilities: TerminalCapabilities, isQuiet: Bool
  ) {
    self.output = output
    self.errors = errors
    self.input = input
    self.capabilities = capabilities
    self.errorCapabilities = errorCapabilities
    self.isQuiet = isQuiet
  }

  /// Speaks through the process's own three descriptors.
  package convenience init(environment: [String: String], color: ColorChoice, isQuiet: Bool) {
    let capabilities = TerminalCapabilities(descriptor: 1, environment: environment, color: color)
    self.init(
      output: OutputStream(descriptor: 1, collecting: capabilities.isInteractive ? 0 : 1 << 15),
      errors: OutputStream(descriptor: 2), input: InputSource(descriptor: 0), capabilities: capabilities,
      errorCapabilities: TerminalCapabilities(descriptor: 2, environment: environment, color: color),
      isQuiet: isQuiet)
  }

  /// The styles of standard output.
  package var style: Style { Style(color: capabilities.color) }

  /// The styles of standard error.
  package var errorStyle: Style { Style(color: errorCapabilities.color) }

  /// Writes data to standard output, as it is.
  package func write(_ text: String) {
    around { output.write(text) }
  }

  /// Writes one line of data to standard output.
  package func writeLine(_ line: String = "") { write(line + "\n") }

  /// Says what happened in one line on standard error, unless the command is quiet.
  package func note(_ line: String) {
    if !isQuiet { talk(line + "\n") }
  }

  /// Writes text to standard error as it is, behind all data written so far.
  package func talk(_ text: String) {
    around {
      output.flush()
      errors.write(text)
    }
  }

  /// Prints a diagnostic on standard error; a quiet command prints no notes.
  package func report(_ diagnostic: Diagnostic) {
    guard diagnostic.severity > .note || !isQuiet else { return }
    let printer = DiagnosticPrinter(style: errorStyle, width: errorCapabilities.width)
    talk(printer.text(diagnostic))
  }

  /// Begins a progress line.
  package func progress(_ label: String, of total: Int? = nil) -> ProgressLine {
    ProgressLine(label, of: total, on: self)
  }

  /// True when a question would reach somebody.
  package var canAsk: Bool { input.isTerminal && errorCapabilities.isInteractive }

  /// Asks a question that is answered by yes or no, when there is a terminal; anything but yes is no.
  package func confirm(_ question: String, until interrupt: InterruptFlag? = nil) -> Answer {
    guard canAsk else { return .noTerminal }
    showProgress(nil)
    talk("\(question) [y/N] ")
    let answer = input.readLine(until: interrupt)
    if answer == nil { errors.write("\n") }
    return ["y", "yes"].contains(answer?.lowercased() ?? "") ? .yes : .no
  }

  /// Takes the progress line away and hands over what was collected.
  ///
  /// - Throws: When output was lost, other than to a reader that went away.
  package func finish() throws(TerminalError) {
    showProgress(nil)
    output.flush()
    errors.flush()
    if let failure = output.failure { throw failure }
  }

  /// Replaces the progress line by this text, cut to the width; nil takes it away.
  package func showProgress(_ text: String?) {
    guard errorCapabilities.isInteractive, !isQuiet else { return }
    progressText.withLock { shown in
      guard text != shown else { return }
      if shown != nil, text == nil { errors.write(Self.clearLine) }
      shown = text
      if let text { draw(text) }
    }
  }

  /// Writes with the progress line out of the way, and draws it again.
  private func around(_ write: () -> Void) {
    progressText.withLock { shown in
      if shown != nil { errors.write(Self.clearLine) }
      write()
      if let shown { draw(shown) }
    }
  }

  private func draw(_ text: String) {
    errors.write(Self.clearLine + DisplayWidth.truncated(text, to: errorCapabilities.width - 1))
  }

  /// Back to the first column, and away with what is there.
  private static let clearLine = "\r\u{1B}[K"
}

extension Console {
  /// Keeps what is written, for tests: see ``OutputStream/captured`` of ``output`` and ``errors``.
  package static func capturing(
    width: Int = 100, color: Bool = false, isInteractive: Bool = false, answers: [String] = [], isQuiet: Bool = false
  ) -> Console {
    let capabilities = TerminalCapabilities(isInteractive: isInteractive, width: width, color: color)
    return Console(
      output: .capturing(), errors: .capturing(), input: InputSource(answers: answers), capabilities: capabilities,
      errorCapabilities: capabilities, isQuiet: isQuiet)
  }
}
