package import Diagnostics

/// Why no plan leads from a target's state to a version.
package struct PlanningError: DiagnosedError {
  package enum Code: String, Sendable, CaseIterable {
    /// A step back cannot be undone and was not allowed by name.
    case irreversible = "plan.irreversible"
    /// The target has changes that this repository does not know.
    case unknownChange = "plan.unknown-change"
  }

  package var code: Code
  package var diagnostic: Diagnostic
  package var kind: FailureKind { .refused }

  package init(_ code: Code, _ message: String, details: [String] = [], hints: [String] = []) {
    self.code = code
    diagnostic = Diagnostic(.error, code: code.rawValue, message, details: details, hints: hints)
  }
}
