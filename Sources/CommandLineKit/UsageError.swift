package import Diagnostics

/// A slip on the command line: one line that names it, and what would do.
package struct UsageError: DiagnosedError, Equatable {
  package var message: String
  package var hints: [String]

  package init(_ message: String, hints: [String] = []) {
    self.message = message
    self.hints = hints
  }

  /// For ``ParameterValue``: what the text should have been, such as "a whole number".
  ///
  /// The parser puts the option and the text in front of it.
  package static func expected(_ what: String, hints: [String] = []) -> UsageError {
    UsageError("expected \(what)", hints: hints)
  }

  package var kind: FailureKind { .usage }

  package var diagnostic: Diagnostic { Diagnostic(.error, code: "command-line.usage", message, hints: hints) }

  /// "did you mean 'a', 'b' or 'c'?", or nothing when no candidate is close.
  package static func didYouMean(_ word: String, among candidates: some Sequence<String>) -> String? {
    let names = Suggestions.closest(to: word, among: candidates).map { "'\($0)'" }
    guard let last = names.last else { return nil }
    let others = names.dropLast().joined(separator: ", ")
    return "did you mean " + (others.isEmpty ? last : "\(others) or \(last)") + "?"
  }
}
