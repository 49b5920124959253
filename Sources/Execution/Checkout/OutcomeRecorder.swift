internal import Diagnostics
package import GitStore
package import History
package import Postgres

/// Records outcomes: first in the registry, with the end of the run, then as a commit.
package struct OutcomeRecorder {
  private let outcomes: Outcomes
  private let store: ObjectStore
  /// Takes the outcomes of a rollout, whose one commit records them all; `nil` for a target with a chain of its own.
  private let rollout: RolloutOutcomes?

  package init(_ store: ObjectStore, rollout: RolloutOutcomes? = nil) {
    self.store = store
    self.rollout = rollout
    outcomes = Outcomes(store)
  }

  /// Begins to store the commit of the outcome that is expected, on a thread of its own: no reference names it before
  /// ``record(_:of:over:closing:with:expected:)`` has put the same outcome into the registry.
  func expect(_ outcome: Outcome, of target: Target) -> ExpectedOutcome? {
    rollout == nil ? ExpectedOutcome(outcome, of: target.name, in: outcomes) : nil
  }

  /// Ends a run: head, outcome and journal in one transaction; then the outcome's commit.
  ///
  /// - Returns: The commit, or `nil` when it could not be written now: the registry keeps the outcome, and the next
  ///   command on this target writes it.
  @discardableResult package func record(
    _ outcome: Outcome, of target: Target, over control: Connection, closing run: String,
    with statements: [SQLText] = [], expected: ExpectedOutcome? = nil
  ) throws -> ObjectID? {
    let body = outcome.jsonText
    // The commit of a rollout holds the outcome as a file, whose id is known already.
    let file = try rollout.map { _ in try FleetOutcomes.id(of: outcome) }
    _ = try control.pipeline(
      ["BEGIN"] + statements + [RegistryWrite.outcome(run: run, body: body, of: target.line)]
        + (file.map { [RegistryWrite.outcomeRecorded(run: run, commit: $0)] } ?? [])
        + [RegistryWrite.closeJournal(run: run), "COMMIT"])
    if let rollout {
      rollout.append(outcome)
      return nil
    }
    guard let commit = try? append(outcome, to: target, expected) else { return nil }
    _ = try? control.execute(RegistryWrite.outcomeRecorded(run: run, commit: commit))
    return commit
  }

  private func append(_ outcome: Outcome, to target: Target, _ expected: ExpectedOutcome?) throws -> ObjectID {
    if let expected, expected.outcome == outcome, let prepared = expected.prepared() {
      return try outcomes.publish(prepared, of: outcome, to: target.name)
    }
    return try outcomes.append(outcome, to: target.name)
  }

  /// Writes the commits of outcomes that an earlier command could not write.
  ///
  /// - Parameters:
  ///   - target: The database that the outcomes are of.
  ///   - control: A session on it.
  ///   - state: What its registry says.
  ///   - now: Seconds since 1970, to tell whether a lock was left behind.
  /// - Returns: Why they still cannot be written, which is no reason not to run: the registry keeps them.
  /// - Throws: `PostgresError` when the registry cannot be read or written.
  package func recordPending(
    of target: Target, over control: Connection, state: RegistryState, now: Double
  ) throws -> String? {
    guard state.unrecordedOutcomes > 0, rollout == nil else { return nil }
    LeftLock(of: ConfitureReference.outcome(target.name), in: store).remove(now: now)
    do {
      try writePending(of: target, over: control)
      return nil
    } catch let error as any DiagnosedError where !(error is PostgresError) {
      let diagnostic = error.diagnostic
      let why = ([diagnostic.message] + diagnostic.details).joined(separator: ": ")
      return "\(state.unrecordedOutcomes) outcomes wait in the registry, as their commits cannot be written: \(why)"
    }
  }

  private func writePending(of target: Target, over control: Connection) throws {
    let rows = try Registry.pendingOutcomes(control, of: target.line)
    let known = Dictionary(
      try outcomes.chain(of: target.name).map { ($0.outcome.run, $0.commit) }, uniquingKeysWith: { first, _ in first }
    )
    for row in rows {
      let outcome = try Outcome(jsonText: row.body)
      let commit = try known[outcome.run] ?? outcomes.append(outcome, to: target.name)
      try control.execute(RegistryWrite.outcomeRecorded(run: row.run, commit: commit))
    }
  }
}

/// The outcomes of one tenant in a rollout, in their order; a run that was interrupted before has one of its own.
package final class RolloutOutcomes {
  package private(set) var all: [Outcome] = []

  package init() {}

  func append(_ outcome: Outcome) { all.append(outcome) }
}
