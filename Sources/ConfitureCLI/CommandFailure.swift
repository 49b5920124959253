package import Diagnostics

/// A command that could not do what was asked, for a reason found in the command itself.
package struct CommandFailure: DiagnosedError {
  package var kind: FailureKind
  package var diagnostic: Diagnostic

  package init(
    _ kind: FailureKind, code: String, _ message: String, details: [String] = [], hints: [String] = []
  ) {
    self.kind = kind
    diagnostic = Diagnostic(.error, code: code, message, details: details, hints: hints)
  }
}

/// The answer of a command is no: it printed what it found, and only the exit code is left to say.
package struct AnswerIsNo: Error {}
