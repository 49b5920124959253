package import GitStore
package import History
package import Planning

/// One change that a target has, as its registry records it.
package struct AppliedChange: Sendable, Equatable {
  /// How a change came to be there.
  package enum Origin: String, Sendable {
    /// Its migration was run.
    case migration
    /// The schema was found to match and adopted.
    case baseline
    /// The snapshot of a version that includes it was loaded.
    case snapshot
    /// The road of a later version was run in its place.
    case road
  }

  package var sequence: Int64
  package var change: ChangeID
  package var commit: ObjectID
  package var name: String
  package var origin: Origin

  package init(sequence: Int64, change: ChangeID, commit: ObjectID, name: String, origin: Origin) {
    self.sequence = sequence
    self.change = change
    self.commit = commit
    self.name = name
    self.origin = origin
  }
}

/// What an interrupted run left in the journal.
package struct OpenRun: Sendable, Equatable {
  package var run: String
  /// The header that the run wrote before its first step.
  package var about: String
  /// The step that runs in several pieces and is not finished, if any.
  package var unfinished: UnfinishedStep?

  package struct UnfinishedStep: Sendable, Equatable {
    /// Counted from 1.
    package var step: Int
    /// Statements known to be done, counted from the first.
    package var done: Set<Int>
    /// The statement that was under way, and may or may not have happened.
    package var underWay: Int?
    /// The server refused the statement under way, so that it is known not to have happened.
    package var hasFailed = false
    package var about: String

    /// Nothing of the step has happened yet.
    package var isUntouched: Bool { done.isEmpty && underWay == nil }
  }

  package init(run: String, about: String, unfinished: UnfinishedStep?) {
    self.run = run
    self.about = about
    self.unfinished = unfinished
  }
}

/// What a target says of itself.
package struct RegistryState: Sendable, Equatable {
  /// The registry is there: Confiture has been here.
  package var exists = false
  /// The version the target is at; `nil` when nothing is applied.
  package var head: ObjectID?
  /// The fingerprint of that version, in hexadecimal.
  package var fingerprint: String?
  /// The ``CatalogStamp`` taken when the schema was last found to be the version's.
  package var stamp: String?
  /// In the order in which they were applied.
  package var applied: [AppliedChange]
  package var openRun: OpenRun?
  /// Runs whose outcome is not yet a commit.
  package var unrecordedOutcomes: Int

  package init(
    head: ObjectID? = nil, fingerprint: String? = nil, stamp: String? = nil, applied: [AppliedChange] = [],
    openRun: OpenRun? = nil,
    unrecordedOutcomes: Int = 0
  ) {
    self.head = head
    self.fingerprint = fingerprint
    self.stamp = stamp
    self.applied = applied
    self.openRun = openRun
    self.unrecordedOutcomes = unrecordedOutcomes
  }

  package static let empty = RegistryState()

  /// The same as plans see it.
  package var targetState: TargetState {
    TargetState(
      head: head, fingerprint: fingerprint,
      changes: applied.map { TargetState.Change(change: $0.change, commit: $0.commit, name: $0.name) })
  }
}
