package import Diagnostics
package import Postgres
package import SQLSyntax

/// A statement of a migration that did not run, with its place in the file.
package struct MigrationFailure: DiagnosedError {
  package var kind: FailureKind
  package var diagnostic: Diagnostic
  /// The server's error, when it was the server that refused.
  package var cause: PostgresError?

  package init(kind: FailureKind, diagnostic: Diagnostic, cause: PostgresError? = nil) {
    self.kind = kind
    self.diagnostic = diagnostic
    self.cause = cause
  }

  /// Places a server's error in the migration's file.
  package init(_ error: PostgresError, statement: Statement, in origin: ScriptOrigin) {
    let offset = statement.utf8Offset + (error.positionUTF8Offset ?? 0)
    var details: [String] = []
    if let detail = error.detail { details.append(detail) }
    if let context = error.context { details.append(context) }
    if let state = error.sqlState { details.append("SQLSTATE \(state)") }
    var hints: [String] = []
    if let hint = error.serverHint { hints.append(hint) }
    if error.sqlState == "42601", error.message.contains("\":\"") {
      hints.append("psql variables (:name) are not SQL: write the value, or set it with SELECT set_config(…)")
    }
    self.init(
      kind: error.kind,
      diagnostic: Diagnostic(
        .error, code: error.code.rawValue, "\(origin.migration): \(error.serverMessage ?? error.message)",
        at: SourceLocation(file: origin.file, utf8Offset: offset, in: origin.text), details: details, hints: hints),
      cause: error)
  }

  package init(_ error: SQLSyntaxError, in origin: ScriptOrigin) {
    self.init(
      kind: error.kind, diagnostic: error.located(file: origin.file, in: origin.text).diagnostic, cause: nil)
  }
}

/// Where a script came from, for messages.
package struct ScriptOrigin: Sendable, Equatable {
  /// The migration's name.
  package var migration: String
  /// The file as the user knows it, such as `db/migrations/20260101-users/up.sql`.
  package var file: String
  package var text: String

  package init(migration: String, file: String, text: String) {
    self.migration = migration
    self.file = file
    self.text = text
  }
}
