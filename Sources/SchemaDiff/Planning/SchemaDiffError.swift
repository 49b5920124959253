package import Diagnostics

/// A way from one schema to another that cannot be planned.
package struct SchemaDiffError: DiagnosedError, Equatable {
  package enum Code: String, Sendable, CaseIterable {
    /// Something is gone and something like it is new: a rename, or not.
    case ambiguousRename = "ambiguous-rename"
    /// A rename of something that is not there, or to a name that is taken.
    case unknownRename = "unknown-rename"
    /// Confiture does not know how to make this change.
    case unsupportedChange = "unsupported-change"
    /// Changes wait for each other.
    case cycle
    /// A snapshot's file is not in its canonical form.
    case unreadable
  }

  package let code: Code
  package let message: String
  package let details: [String]
  package let hints: [String]
  /// The renames that would settle it.
  package let candidates: [Rename]

  package init(
    _ code: Code, _ message: String, details: [String] = [], hints: [String] = [], candidates: [Rename] = []
  ) {
    self.code = code
    self.message = message
    self.details = details
    self.hints = hints
    self.candidates = candidates
  }

  package var kind: FailureKind {
    switch code {
    case .ambiguousRename: .refused
    case .unsupportedChange, .cycle: .refused
    case .unknownRename: .usage
    case .unreadable: .failed
    }
  }

  package var diagnostic: Diagnostic {
    Diagnostic(code: "diff.\(code.rawValue)", message, details: details, hints: hints)
  }
}
