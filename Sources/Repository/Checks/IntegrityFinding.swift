package import Diagnostics

/// What a check of the repository may find; raw values are stable.
package enum IntegrityFinding: String, Sendable, CaseIterable {
  /// A reference leads nowhere, or to something it may not name.
  case brokenReference = "repository.broken-reference"
  /// An object is missing or damaged.
  case damagedObject = "repository.damaged-object"
  /// A version cannot be read.
  case malformedVersion = "repository.malformed-version"
  /// A version's commit does not say what its migration says, so that others would seal it under another id.
  case foreignCommit = "repository.foreign-commit"
  /// A snapshot does not give the schema that its fingerprint stands for.
  case wrongFingerprint = "repository.wrong-fingerprint"
  /// An outcome or an operation cannot be read.
  case malformedRecord = "repository.malformed-record"
  /// A word on a plan is not what its reference says, or its signature is none.
  case unsoundApproval = "repository.unsound-approval"
  /// A sealed migration was edited, or its folder is gone.
  case sealedEdit = "repository.sealed-edit"
  /// A file of `db/schema` is not as the branch has it.
  case schemaEdit = "repository.schema-edit"

  package var severity: Severity {
    switch self {
    case .brokenReference, .damagedObject, .malformedVersion, .wrongFingerprint, .malformedRecord, .unsoundApproval:
      .error
    case .foreignCommit, .sealedEdit, .schemaEdit: .warning
    }
  }

  func diagnostic(_ message: String, details: [String] = [], hints: [String] = []) -> Diagnostic {
    Diagnostic(severity, code: rawValue, message, details: details, hints: hints)
  }

  /// Says what kept something from being read, with the cause as a detail.
  func diagnostic(_ message: String, because error: any Error, hints: [String] = []) -> Diagnostic {
    let cause = (error as? any DiagnosedError)?.diagnostic
    let details = [cause?.message ?? "\(error)"] + (cause?.details ?? [])
    return diagnostic(message, details: details, hints: hints.isEmpty ? cause?.hints ?? [] : hints)
  }
}
