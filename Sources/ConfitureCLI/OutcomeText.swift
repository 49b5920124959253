internal import Documents
internal import GitStore
internal import History

/// An outcome as people and programs read it.
enum OutcomeText {
  /// One line.
  ///
  /// - Parameters:
  ///   - entry: The outcome.
  ///   - isRollout: It is that of a rollout over many tenants, which has no place of its own to be left at.
  static func line(_ entry: Outcomes.Link, isRollout: Bool = false) -> String {
    let outcome = entry.outcome
    let name = outcome.toName ?? outcome.to?.short() ?? "an empty database"
    let place =
      switch outcome.result {
      case .succeeded, .diverged: ": \(name)"
      case .failed, .interrupted: isRollout ? " on the way to \(name)" : ", left at \(name)"
      }
    return
      "\(entry.commit.short()) \(CommitDate(seconds: Int64(outcome.ended)).text) \(outcome.result.rawValue)\(place)"
  }

  /// The line, by whom it was, and what went wrong.
  static func lines(_ entry: Outcomes.Link, _ session: Session, isRollout: Bool = false) -> [String] {
    let outcome = entry.outcome
    let seconds = session.seconds(outcome.ended - outcome.started)
    let steps = isRollout ? "" : ", \(counted(outcome.steps.count, "step"))"
    let lines = [line(entry, isRollout: isRollout), "  by \(outcome.by)\(steps) in \(seconds)"]
    return lines + (outcome.error.map { ["  \($0)"] } ?? [])
  }

  static func json(_ entry: Outcomes.Link) -> JSONValue {
    .object([
      "commit": .string(entry.commit.hex), "result": .string(entry.outcome.result.rawValue),
      "from": .optional(entry.outcome.from?.hex), "to": .optional(entry.outcome.to?.hex),
      "name": .optional(entry.outcome.toName), "by": .string(entry.outcome.by),
      "steps": .integer(entry.outcome.steps.count), "error": .optional(entry.outcome.error),
      "started": .string(CommitDate(seconds: Int64(entry.outcome.started)).text),
      "ended": .string(CommitDate(seconds: Int64(entry.outcome.ended)).text),
    ])
  }
}
