package import Diagnostics
package import Postgres

/// Why a schema could not be read or loaded.
package struct CatalogError: DiagnosedError, Equatable {
  package enum Code: String, Sendable, CaseIterable {
    /// The server refused a query over its catalogs.
    case unreadable = "catalog.unreadable"
    case transactionAborted = "catalog.transaction-aborted"
    /// Statements of a snapshot failed.
    case loadFailed = "catalog.load-failed"
    case missingRoles = "catalog.missing-roles"
  }

  package var code: Code
  package var message: String
  package var details: [String]
  package var hints: [String]
  /// What the server or the connection said.
  package var cause: PostgresError?

  package init(
    _ code: Code, _ message: String, details: [String] = [], hints: [String] = [], cause: PostgresError? = nil
  ) {
    self.code = code
    self.message = message
    self.details = details
    self.hints = hints
    self.cause = cause
  }

  init(_ cause: PostgresError) {
    self.init(.unreadable, "cannot read the schema: \(cause.message)", cause: cause)
  }

  package var kind: FailureKind { cause?.kind ?? (code == .missingRoles ? .refused : .failed) }

  package var diagnostic: Diagnostic {
    var details = details
    if let detail = cause?.detail { details.append(detail) }
    return Diagnostic(
      code: code.rawValue, message, details: details, hints: hints + (cause?.serverHint.map { [$0] } ?? []))
  }
}
