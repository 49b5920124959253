package import Diagnostics

/// Says that what a command printed did not arrive.
package struct TerminalError: DiagnosedError, Equatable {
  package enum Code: String, Sendable, CaseIterable {
    case writeFailed = "terminal.write-failed"
  }

  package let code: Code
  package let message: String

  package var kind: FailureKind { .failed }

  package var diagnostic: Diagnostic { Diagnostic(.error, code: code.rawValue, message) }
}
