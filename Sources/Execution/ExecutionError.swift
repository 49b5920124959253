package import Diagnostics

/// Why a run did not happen, or did not end well.
package struct ExecutionError: DiagnosedError {
  package enum Code: String, Sendable, CaseIterable {
    case lockHeld = "execution.lock-held"
    case interrupted = "execution.interrupted"
    case pooled = "execution.pooled-connection"
    case drift = "execution.drift"
    case diverged = "execution.diverged"
    case openRun = "execution.open-run"
    case nothingOpen = "execution.nothing-open"
    case irreversible = "execution.irreversible"
    case notAdopted = "execution.not-adopted"
    case foreign = "execution.foreign-version"
    case proofFailed = "execution.proof-failed"
    case registryFormat = "execution.registry-format"
    case fingerprintMismatch = "execution.fingerprint-mismatch"
    case notAborted = "execution.not-aborted"
    case noRoad = "execution.no-road"
    case policy = "execution.policy"
    case overrideRefused = "execution.override-refused"
    case outsideSchema = "execution.outside-schema"
    case sharedObject = "execution.shared-object"
    case schemaInText = "execution.schema-in-text"
    case invalidSchema = "execution.invalid-schema"
  }

  package var code: Code
  package var kind: FailureKind
  package var diagnostic: Diagnostic

  package init(
    _ code: Code, _ kind: FailureKind, _ message: String, details: [String] = [], hints: [String] = []
  ) {
    self.code = code
    self.kind = kind
    diagnostic = Diagnostic(.error, code: code.rawValue, message, details: details, hints: hints)
  }

  package static func lockHeld(by holders: [Blocker]) -> ExecutionError {
    ExecutionError(
      .lockHeld, .busy, "another run holds this target", details: holders.map(\.description),
      hints: ["wait for it to end, or raise --wait"])
  }

  package static let interrupted = ExecutionError(
    .interrupted, .cancelled, "interrupted: nothing that was under way was kept",
    hints: ["confiture status shows where the target is"])
}
