package import Diagnostics
package import Postgres

/// Why there is no scratch server, or what it refused.
package struct ScratchError: DiagnosedError, Equatable, CustomStringConvertible {
  /// Stable names of what can go wrong.
  package enum Code: String, Sendable, CaseIterable {
    case noPostgres = "scratch.no-postgres"
    case directory = "scratch.directory"
    case notInitialized = "scratch.not-initialized"
    case notStarted = "scratch.not-started"
    case notStopped = "scratch.not-stopped"
    case inUse = "scratch.in-use"
    case noTemplate = "scratch.no-template"
    case refused = "scratch.refused"

    package var kind: FailureKind {
      switch self {
      case .noPostgres, .directory, .notInitialized, .notStarted: .unreachable
      case .inUse, .notStopped: .busy
      case .noTemplate, .refused: .failed
      }
    }
  }

  package var code: Code
  package var message: String
  package var details: [String] = []
  package var hints: [String] = []
  /// What the server said, where it said something.
  package var cause: PostgresError?

  package init(_ code: Code, _ message: String, details: [String] = [], hints: [String] = []) {
    self.code = code
    self.message = message
    self.details = details
    self.hints = hints
  }

  /// Wraps a failure of the scratch server.
  package init(_ cause: PostgresError, doing what: String) {
    self.init(.refused, "scratch cannot \(what): \(cause.message)")
    self.cause = cause
    details = cause.diagnostic.details
    hints = cause.diagnostic.hints
  }

  package var kind: FailureKind { cause?.kind ?? code.kind }

  package var diagnostic: Diagnostic {
    Diagnostic(code: code.rawValue, message, details: details, hints: hints)
  }

  package var description: String { ([code.rawValue + ": " + message] + details).joined(separator: "\n") }
}
