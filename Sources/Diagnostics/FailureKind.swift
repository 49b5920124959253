/// What kind of ending a command had: one meaning per exit code, everywhere.
package enum FailureKind: String, Sendable, CaseIterable {
  /// The answer is no: findings, drift, conflicts, something pending under `--check`.
  case answerIsNo = "answer-is-no"
  /// The command line or the configuration is wrong.
  case usage
  /// A database or a repository cannot be reached.
  case unreachable
  /// A guard refused: risk, approval, an irreversible step, drift, not a fast-forward.
  case refused
  /// A lock is held by another run, or a time limit passed.
  case busy
  /// A run failed, and the journal says exactly where.
  case failed
  /// An interrupted run needs `--continue` or `--abort`.
  case interruptedRun = "interrupted-run"
  /// A bug in Confiture.
  case bug
  /// The user interrupted the command, and it ended cleanly.
  case cancelled

  /// The process exit status that stands for this kind.
  package var exitCode: Int32 {
    switch self {
    case .answerIsNo: 1
    case .usage: 2
    case .unreachable: 3
    case .refused: 4
    case .busy: 5
    case .failed: 6
    case .interruptedRun: 7
    case .bug: 70
    case .cancelled: 130
    }
  }

  /// One sentence for the reference page of exit codes.
  package var meaning: String {
    switch self {
    case .answerIsNo: "The answer is no: findings, drift, conflicts, or something pending under `--check`."
    case .usage: "The command line, the configuration or an input file is wrong."
    case .unreachable: "A database or a repository cannot be reached."
    case .refused: "A guard refused: risk, approval, an irreversible step, drift, or not a fast-forward."
    case .busy: "Another run holds the lock, or a time limit passed."
    case .failed: "The run failed, and the journal says exactly where."
    case .interruptedRun: "An interrupted run needs `--continue` or `--abort` first."
    case .bug: "A bug in Confiture: please report it."
    case .cancelled: "Interrupted by the user, cleanly."
    }
  }
}
