package import GitStore
package import History
internal import Planning

/// One deployment to the tenants of an environment, as the queue keeps it.
package struct Rollout: Sendable, Equatable {
  package enum State: String, Sendable, CaseIterable {
    case running
    /// Too many tenants failed.
    case stopped
    /// All waves are over, and some tenants failed.
    case failed
    case succeeded
    case aborted
    /// Another one began before it had succeeded.
    case superseded

    /// It ended without success, so that it can be taken up again.
    package var canContinue: Bool { self == .stopped || self == .failed }
  }

  package var id: String
  package var environment: String
  package var version: ObjectID
  package var versionName: String
  package var state: State
  /// Raised each time it is continued.
  package var attempt: Int
  /// The wave that is under way, from 1.
  package var wave: Int
  package var waves: Int
  package var hasCanary: Bool
  /// So many failures stop it.
  package var stopsAfter: Int
  /// All tenants of the environment, also those that it does not touch.
  package var tenants: [String]
  /// Migrations, by name or change id, whose lossy way back is accepted.
  package var allowedIrreversible: [String]
  /// Tenants are moved although their schema differs from the recorded one.
  package var acceptsDrift: Bool
  /// Seconds since 1970.
  package var started: Double
  package var startedBy: String
  /// The commit that records it.
  package var outcome: ObjectID?

  /// What its outcome is known by: each attempt has its own.
  package var run: String { attempt == 1 ? id : "\(id)-\(attempt)" }
}

/// A tenant in the queue.
package struct QueuedTenant: Sendable, Equatable {
  package enum State: String, Sendable, CaseIterable {
    case waiting
    /// A runner has taken it; should the runner be gone, another one may.
    case running
    case done
    /// It was there already.
    case unchanged
    case failed
  }

  package var name: String
  package var wave: Int
  /// Where it goes.
  package var version: ObjectID
  package var state: State
  package var runner: String?
  package var attempts: Int
  package var error: String?
  package var outcome: Outcome?
  /// Where it was last seen.
  package var head: ObjectID?
  package var plan: String?
}

/// A plan that was confirmed for a rollout.
package struct ConfirmedPlan: Sendable, Equatable {
  package var id: String
  /// What each step does: `apply 1bb0d23…`.
  package var steps: [String]
  /// Why the rules of the environment let it run.
  package var evidence: Outcome.Evidence?

  /// Whether a plan is this one, or what is left of it after a run that did not get to its end.
  func covers(_ plan: Plan) -> Bool { id == plan.id || steps.suffix(plan.steps.count) == plan.stepKeys[...] }
}
