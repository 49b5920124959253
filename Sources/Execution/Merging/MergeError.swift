package import Diagnostics

/// Why two versions cannot be merged at all.
package struct MergeError: DiagnosedError {
  package enum Code: String, Sendable, CaseIterable {
    case unrelated = "merge.unrelated"
    case crossed = "merge.crossed"
    case roadsDiffer = "merge.roads-differ"
    case downDoesNotRestore = "merge.down-does-not-restore"
    case uncarriedRows = "merge.uncarried-rows"
    case noRoad = "merge.no-road"
  }

  package let code: Code
  package let diagnostic: Diagnostic

  package init(
    _ code: Code, _ message: String, at location: SourceLocation? = nil, details: [String] = [], hints: [String] = []
  ) {
    self.code = code
    diagnostic = Diagnostic(.error, code: code.rawValue, message, at: location, details: details, hints: hints)
  }

  package var kind: FailureKind {
    switch code {
    case .unrelated, .crossed, .roadsDiffer, .downDoesNotRestore, .uncarriedRows, .noRoad:
      .refused
    }
  }
}
