package import GitStore

/// What became of one run of a plan on a target.
package struct Outcome: Sendable, Equatable {
  package enum Result: String, Sendable, CaseIterable {
    case succeeded
    case failed
    /// Ended before its last step, at a state the registry names.
    case interrupted
    /// All steps ran, and the schema reached is not the version's.
    case diverged
  }

  /// One statement that was run.
  package struct Statement: Sendable, Equatable {
    /// Such as `CREATE TABLE`.
    package var tag: String
    /// Where it begins in its file, counted from 1.
    package var line: Int
    package var milliseconds: Double

    package init(tag: String, line: Int, milliseconds: Double) {
      self.tag = tag
      self.line = line
      self.milliseconds = milliseconds
    }
  }

  /// One step of the plan.
  package struct Step: Sendable, Equatable {
    /// Such as `apply` or `revert`.
    package var action: String
    package var commit: ObjectID?
    package var name: String
    package var result: Result
    package var milliseconds: Double
    package var statements: [Statement]

    package init(
      action: String, commit: ObjectID?, name: String, result: Result, milliseconds: Double, statements: [Statement]
    ) {
      self.action = action
      self.commit = commit
      self.name = name
      self.result = result
      self.milliseconds = milliseconds
      self.statements = statements
    }
  }

  /// Names the run.
  package var run: String
  package var target: String
  /// The id of the plan.
  package var plan: String
  package var result: Result
  /// The version before; `nil` for none.
  package var from: ObjectID?
  /// The version after; `nil` for none.
  package var to: ObjectID?
  package var toName: String?
  /// The fingerprint found at the end, where it was looked for.
  package var fingerprint: String?
  package var steps: [Step]
  /// Seconds since 1970.
  package var started: Double
  package var ended: Double
  package var by: String
  package var error: String?
  /// The version of Confiture that ran it.
  package var tool: String?
  /// Why the rules of the environment let it run; `nil` where there are none.
  package var evidence: Evidence?

  package init(
    run: String, target: String, plan: String, result: Result, from: ObjectID?, to: ObjectID?, toName: String?,
    fingerprint: String?, steps: [Step], started: Double, ended: Double, by: String, error: String?,
    tool: String? = nil
  ) {
    self.run = run
    self.target = target
    self.plan = plan
    self.result = result
    self.from = from
    self.to = to
    self.toName = toName
    self.fingerprint = fingerprint
    self.steps = steps
    self.started = started
    self.ended = ended
    self.by = by
    self.error = error
    self.tool = tool
  }

  /// Notes that the target is at this version now.
  package mutating func reached(_ version: Version) {
    to = version.id
    toName = version.name
  }
}
