package import Diagnostics

/// What is wrong with the history, or with a name in it.
package struct HistoryError: DiagnosedError, Equatable {
  /// Stable names of the causes.
  package enum Code: String, Sendable, CaseIterable {
    case invalidRevision = "history.invalid-revision"
    case unknownRevision = "history.unknown-revision"
    case ambiguousRevision = "history.ambiguous-revision"
    case needsDatabase = "history.needs-database"
    case unknownObject = "history.unknown-object"
    case malformedVersion = "history.malformed-version"
    case malformedOutcome = "history.malformed-outcome"
    case missingVersion = "history.missing-version"
    case invalidName = "history.invalid-name"
  }

  package let code: Code
  package let message: String
  package let details: [String]
  package let hints: [String]

  package init(_ code: Code, _ message: String, details: [String] = [], hints: [String] = []) {
    self.code = code
    self.message = message
    self.details = details
    self.hints = hints
  }

  package var kind: FailureKind {
    switch code {
    case .invalidRevision, .unknownRevision, .ambiguousRevision, .needsDatabase, .invalidName, .unknownObject: .usage
    case .malformedVersion, .malformedOutcome, .missingVersion: .unreachable
    }
  }

  package var diagnostic: Diagnostic {
    Diagnostic(code: code.rawValue, message, details: details, hints: hints)
  }
}
