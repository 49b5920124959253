package import Diagnostics

/// Why a folder cannot be read as a history, or a migration of it cannot be sealed.
package struct ImportError: DiagnosedError {
  package enum Code: String, Sendable, CaseIterable {
    case noFolder = "import.no-folder"
    case unknownFormat = "import.unknown-format"
    case unreadable = "import.unreadable-file"
    case notUTF8 = "import.not-utf8"
    case malformed = "import.malformed"
    case unsupported = "import.unsupported"
    case changed = "import.changed"
    case failed = "import.failed"
  }

  package var code: Code
  package var kind: FailureKind
  package var diagnostic: Diagnostic

  package init(
    _ code: Code, _ message: String, kind: FailureKind = .usage, at location: SourceLocation? = nil,
    details: [String] = [], hints: [String] = []
  ) {
    self.code = code
    self.kind = kind
    diagnostic = Diagnostic(.error, code: code.rawValue, message, at: location, details: details, hints: hints)
  }
}
