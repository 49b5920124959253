package import Diagnostics

/// Why no migration could be written.
package struct GenerationError: DiagnosedError {
  package enum Code: String, Sendable, CaseIterable {
    /// There is no such folder of SQL files, or none in it.
    case noFolder = "generate.no-folder"
    /// A file of desired state cannot be read.
    case unreadable = "generate.unreadable"
    /// A statement of desired state does not run.
    case statement = "generate.statement"
    /// What was planned does not run.
    case planFails = "generate.plan-fails"
    /// What was planned leads elsewhere.
    case planMisses = "generate.plan-misses"
    /// Rows are gone that nobody said would go.
    case rowsLost = "generate.rows-lost"
    /// A table was written anew that nobody said would be.
    case rewritten = "generate.rewritten"
  }

  package let code: Code
  package let diagnostic: Diagnostic

  package init(
    _ code: Code, _ message: String, at location: SourceLocation? = nil, details: [String] = [], hints: [String] = []
  ) {
    self.code = code
    diagnostic = Diagnostic(.error, code: code.rawValue, message, at: location, details: details, hints: hints)
  }

  package var kind: FailureKind { code.kind }
}

extension GenerationError.Code {
  package var kind: FailureKind {
    switch self {
    case .noFolder, .unreadable: .usage
    case .statement, .planFails, .planMisses, .rowsLost, .rewritten: .failed
    }
  }
}

extension GenerationError {
  /// The next step when what Confiture itself wrote is wrong.
  static let pleaseReport = [
    "this is a fault of Confiture: please report it with the two definitions",
    "write the migration by hand: confiture new TITLE",
  ]
}
