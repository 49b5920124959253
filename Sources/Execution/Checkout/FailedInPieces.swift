internal import Diagnostics

/// Adds to a failure in the middle of a step that the journal is open, and the two ways on.
enum FailedInPieces {
  static func explain(_ error: any Error, on target: Target) -> any Error {
    guard let known = error as? any DiagnosedError, known.kind != .interruptedRun else { return error }
    var diagnostic = known.diagnostic
    diagnostic.details.append("the migration runs in pieces: those before this one are done, and the journal says so")
    diagnostic.hints += [
      "put the cause right, then: confiture checkout --continue \(target.option)",
      "or take it back: confiture checkout --abort \(target.option)",
    ]
    return MigrationFailure(kind: known.kind == .cancelled ? .cancelled : .failed, diagnostic: diagnostic)
  }
}
