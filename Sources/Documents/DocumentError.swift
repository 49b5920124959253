package import Diagnostics

/// Says what is wrong with a JSON or YAML document, and where.
package struct DocumentError: DiagnosedError, Equatable {
  /// What is wrong; raw values are stable.
  package enum Code: String, Sendable, CaseIterable {
    case syntax = "documents.syntax"
    case notUTF8 = "documents.not-utf8"
    case limitExceeded = "documents.limit-exceeded"
    case duplicateKey = "documents.duplicate-key"
    case unknownKey = "documents.unknown-key"
    case missingKey = "documents.missing-key"
    case invalidValue = "documents.invalid-value"
    case unsetVariable = "documents.unset-variable"
  }

  package let code: Code
  package let message: String
  package let location: SourceLocation
  package let hints: [String]

  package init(_ code: Code, _ message: String, at location: SourceLocation, hints: [String] = []) {
    self.code = code
    self.message = message
    self.location = location
    self.hints = hints
  }

  package var kind: FailureKind { .usage }

  package var diagnostic: Diagnostic {
    Diagnostic(.error, code: code.rawValue, message, at: location, hints: hints)
  }
}
