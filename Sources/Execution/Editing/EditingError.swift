package import Diagnostics

/// Why the history was not edited.
package struct EditingError: DiagnosedError {
  /// Stable names of the causes.
  package enum Code: String, Sendable, CaseIterable {
    case changeID = "editing.change-id"
    case conflict = "editing.conflict"
    case dependents = "editing.dependents"
    case doesNotRestore = "editing.does-not-restore"
    case inProgress = "editing.in-progress"
    case lossy = "editing.lossy"
    case merge = "editing.merge"
    case noStash = "editing.no-stash"
    case noWayBack = "editing.no-way-back"
    case nothingInProgress = "editing.nothing-in-progress"
    case nothingToEdit = "editing.nothing-to-edit"
    case notDisposable = "editing.not-disposable"
    case notTaken = "editing.not-taken"
    case squashRange = "editing.squash-range"
    case squashMisses = "editing.squash-misses"
    case stashBase = "editing.stash-base"
    case stashMisses = "editing.stash-misses"
    case workspaceEdited = "editing.workspace-edited"

    package var kind: FailureKind {
      switch self {
      case .conflict, .dependents, .squashMisses: .answerIsNo
      case .merge, .nothingInProgress, .nothingToEdit, .notTaken, .squashRange, .noStash: .usage
      case .changeID, .doesNotRestore, .lossy, .noWayBack, .workspaceEdited, .notDisposable, .stashBase: .refused
      case .inProgress: .interruptedRun
      case .stashMisses: .failed
      }
    }
  }

  package let code: Code
  package let diagnostic: Diagnostic
  /// What the server or a proof said, if that was the cause.
  package let cause: (any DiagnosedError)?

  package init(
    _ code: Code, _ message: String, at location: SourceLocation? = nil, details: [String] = [],
    hints: [String] = [], cause: (any DiagnosedError)? = nil
  ) {
    self.code = code
    self.cause = cause
    diagnostic = Diagnostic(.error, code: code.rawValue, message, at: location, details: details, hints: hints)
  }

  package var kind: FailureKind { code.kind }
}
