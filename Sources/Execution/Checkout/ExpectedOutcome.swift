internal import Dispatch
internal import History
internal import Synchronization

/// An outcome whose commit is stored while it is still being verified that the run came to it.
///
/// Storing waits for the disk several times, and verifying for the server. Should the run have come to another outcome,
/// what was stored is named by nothing, and goes with Git's next collection.
package final class ExpectedOutcome: Sendable {
  let outcome: Outcome
  private let isDone = DispatchSemaphore(value: 0)
  private let result = Mutex<Outcomes.Prepared?>(nil)

  init(_ outcome: Outcome, of target: String, in outcomes: Outcomes) {
    self.outcome = outcome
    DispatchQueue(label: "confiture.outcome").async { [self] in
      let prepared = try? outcomes.prepare(outcome, for: target)
      result.withLock { $0 = prepared }
      isDone.signal()
    }
  }

  /// Waits for the commit; `nil` when it could not be stored.
  func prepared() -> Outcomes.Prepared? {
    isDone.wait()
    isDone.signal()
    return result.withLock { $0 }
  }
}
