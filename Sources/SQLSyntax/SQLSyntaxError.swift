package import Diagnostics

/// What is wrong with the text of a migration, before any server saw it.
package struct SQLSyntaxError: DiagnosedError, Equatable {
  package enum Code: String, Sendable, CaseIterable {
    case unterminated = "sql.unterminated"
    case metaCommand = "sql.psql-meta-command"
    case openTransaction = "sql.open-transaction"
    case copyData = "sql.copy-data"
  }

  package var code: Code
  package var message: String
  /// Where in the text, in UTF-8 bytes.
  package var utf8Offset: Int
  package var hints: [String]
  /// Set by ``located(file:in:)`` once file and text are known.
  package var location: SourceLocation?

  package init(_ code: Code, _ message: String, utf8Offset: Int, hints: [String] = []) {
    self.code = code
    self.message = message
    self.utf8Offset = utf8Offset
    self.hints = hints
  }

  /// The same error with file, line and column.
  package func located(file: String?, in text: String) -> SQLSyntaxError {
    var copy = self
    copy.location = SourceLocation(file: file, utf8Offset: utf8Offset, in: text)
    return copy
  }

  package var kind: FailureKind { .usage }

  package var diagnostic: Diagnostic {
    Diagnostic(.error, code: code.rawValue, message, at: location, hints: hints)
  }
}
