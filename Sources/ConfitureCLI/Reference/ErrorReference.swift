internal import Catalog
package import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Planning
internal import Postgres
internal import Processes
internal import Repository
internal import SQLSyntax
internal import SchemaDiff
internal import Scratch
internal import Terminal

/// Every code that an error or a finding may have, for the reference page.
package struct ErrorReference: Sendable {
  /// One code.
  package struct Entry: Sendable {
    package let code: String
    /// The endings that it leads to; empty for findings, which are reported and end nothing by themselves.
    package let kinds: [FailureKind]

    init(_ code: String, _ kinds: FailureKind...) {
      self.code = code
      self.kinds = kinds
    }
  }

  /// The codes of all modules, in the order of the page.
  package static var entries: [Entry] {
    let own = [
      Entry("command-line.usage", .usage), Entry("bug.unexpected", .bug),
      Entry("schema.malformed-fingerprint", .failed), Entry("schema.unreadable-snapshot", .failed),
    ]
    let findings =
      IntegrityFinding.allCases.map(\.rawValue)
      + ["generate.rows-refused", "proof.replayed", "snapshot.uncovered", "snapshot.depends-on-date"]
    return own + CommandFailure.Code.allCases.map { Entry($0.rawValue, $0.kind) } + modules
      + findings.map { Entry($0) }
  }

  private static var modules: [Entry] {
    var entries: [Entry] = []
    entries += DocumentError.Code.allCases.map { Entry($0.rawValue, .usage) }
    entries += RepositoryError.Code.allCases.map { Entry($0.rawValue, RepositoryError($0, "").kind) }
    entries += HistoryError.Code.allCases.map { Entry($0.rawValue, HistoryError($0, "").kind) }
    entries += GitError.Code.allCases.map { Entry($0.rawValue, GitError($0, "").kind) }
    entries += ImportError.Code.allCases.map { Entry($0.rawValue, $0 == .changed ? .refused : .usage) }
    entries += SQLSyntaxError.Code.allCases.map { Entry($0.rawValue, SQLSyntaxError($0, "", utf8Offset: 0).kind) }
    entries += PlanningError.Code.allCases.map { Entry($0.rawValue, PlanningError($0, "").kind) }
    entries += ExecutionError.Code.allCases.map { $0.entry }
    entries += FleetError.Code.allCases.map { Entry($0.rawValue, $0.kind) }
    entries += EditingError.Code.allCases.map { Entry($0.rawValue, $0.kind) }
    entries += GenerationError.Code.allCases.map { Entry($0.rawValue, $0.kind) }
    entries += MergeError.Code.allCases.map { Entry($0.rawValue, MergeError($0, "").kind) }
    entries += SchemaDiffError.Code.allCases.map { Entry("diff.\($0.rawValue)", SchemaDiffError($0, "").kind) }
    entries += PostgresError.Code.allCases.map { Entry($0.rawValue, $0.kind) }
    entries += CatalogError.Code.allCases.map { Entry($0.rawValue, CatalogError($0, "").kind) }
    entries += ScratchError.Code.allCases.map { Entry($0.rawValue, $0.kind) }
    entries += ProcessError.Code.allCases.map { Entry($0.rawValue, $0.kind) }
    entries += TerminalError.Code.allCases.map { Entry($0.rawValue, .failed) }
    return entries
  }

  // MARK: Pages

  /// The page of codes, in Markdown.
  package static var page: String {
    var lines = [
      "# Errors", "",
      "Every error has a code that stays the same from release to release. `--format json` prints it as `code`; the exit",
      "code it leads to is explained in [exit codes](exit-codes.md). Codes without one are findings: they are reported,",
      "and the command goes on.", "", "| code | exit | what it means, and what to do |", "| --- | --- | --- |",
    ]
    lines += entries.map { entry in
      let exits = entry.kinds.map { "\($0.exitCode)" }.joined(separator: " or ")
      return "| `\(entry.code)` | \(exits) | \(ErrorMeanings.all[entry.code] ?? "") |"
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The page of exit codes, in Markdown.
  package static var exitCodePage: String {
    var lines = [
      "# Exit codes", "", "Each has one meaning in every command.", "", "| code | name | meaning |",
      "| --- | --- | --- |",
      "| 0 | `done` | The command did what was asked, and where it was a question, the answer is yes. |",
    ]
    lines += FailureKind.allCases.map { "| \($0.exitCode) | `\($0.rawValue)` | \($0.meaning) |" }
    lines += ["", "Which error leads to which: [errors](errors.md)."]
    return lines.joined(separator: "\n") + "\n"
  }
}

extension ExecutionError.Code {
  fileprivate var entry: ErrorReference.Entry {
    switch self {
    case .lockHeld: .init(rawValue, .busy)
    case .interrupted: .init(rawValue, .cancelled)
    case .pooled, .drift, .irreversible, .notAdopted, .outsideSchema, .sharedObject, .schemaInText, .noRoad:
      .init(rawValue, .refused)
    case .foreign, .registryFormat: .init(rawValue, .refused, .failed)
    case .diverged, .proofFailed, .fingerprintMismatch: .init(rawValue, .failed)
    case .openRun, .notAborted: .init(rawValue, .interruptedRun)
    case .policy: .init(rawValue, .refused)
    case .nothingOpen, .overrideRefused, .invalidSchema: .init(rawValue, .usage)
    }
  }
}
