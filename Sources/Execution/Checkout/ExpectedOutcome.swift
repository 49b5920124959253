internal import History

/// An outcome whose commit is stored while it is still being verified that the run came to it.
///
/// Storing waits for the disk several times, and verifying for the server. Should the run have come to another outcome,
/// what was stored is named by nothing, and goes with Git's next collection.
package final class ExpectedOutcome: Sendable {
  let outcome: Outcome
  private let stored: Deferred<Outcomes.Prepared>

  init(_ outcome: Outcome, of target: String, in outcomes: Outcomes) {
    self.outcome = outcome
    stored = Deferred { try outcomes.prepare(outcome, for: target) }
  }

  /// Waits for the commit; `nil` when it could not be stored.
  func prepared() -> Outcomes.Prepared? { try? stored.get() }
}
