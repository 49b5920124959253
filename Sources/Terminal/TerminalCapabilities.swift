import CommandLineKit
import Glibc

/// When to print in colour: the values of `--color`.
package enum ColorChoice: String, Sendable, CaseIterable, ParameterValue {
  case auto, always, never
}

/// What one output stream can show.
package struct TerminalCapabilities: Sendable, Equatable {
  /// True where a line can be redrawn: a terminal that is not dumb, outside of continuous integration.
  package var isInteractive: Bool
  /// Columns of text; 80 when nobody knows.
  package var width: Int
  package var color: Bool

  package init(isInteractive: Bool, width: Int, color: Bool) {
    self.isInteractive = isInteractive
    self.width = width
    self.color = color
  }

  /// Decides from what was measured and from `COLUMNS`, `NO_COLOR`, `TERM` and `CI`.
  package init(
    isTerminal: Bool, measuredWidth: Int?, environment: [String: String], color choice: ColorChoice
  ) {
    let isDumb = environment["TERM"] == "dumb"
    isInteractive = isTerminal && !isDumb && (environment["CI"] ?? "").isEmpty
    width = environment["COLUMNS"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } ?? measuredWidth ?? 80
    color =
      switch choice {
      case .always: true
      case .never: false
      case .auto: isTerminal && !isDumb && (environment["NO_COLOR"] ?? "").isEmpty
      }
  }

  /// Measures the terminal behind a descriptor; see `ioctl_tty(2)`.
  package init(descriptor: Int32, environment: [String: String], color choice: ColorChoice) {
    var size = winsize()
    let isKnown = unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    self.init(
      isTerminal: isatty(descriptor) == 1, measuredWidth: isKnown ? Int(size.ws_col) : nil, environment: environment,
      color: choice)
  }
}
