internal import Diagnostics
package import History
internal import Postgres
internal import Schema

/// Adopts a database that is at a version already: its schema must be that version's; nothing of it is changed.
package struct Baseline {
  private let versions: VersionReader
  private let recorder: OutcomeRecorder
  private let environment: RunEnvironment

  package init(versions: VersionReader, recorder: OutcomeRecorder, environment: RunEnvironment) {
    self.versions = versions
    self.recorder = recorder
    self.environment = environment
  }

  /// A target with a history is adopted where it has drifted to a later version: the changes in between are recorded.
  ///
  /// - Throws: ``ExecutionError`` when the schema differs, or when the target has a history that does not lead there.
  package func adopt(_ target: Target, at version: Version, patience: Duration) throws -> Outcome {
    let control = try TargetConnection.open(target, role: "baseline")
    try TargetLock.acquire(on: control, for: target.line, patience: patience, environment: environment)
    let state = try Registry.read(control, of: target.line)
    let changes = try missing(from: state, at: version, target)
    let compared = ComparedSchema(of: target, versions: versions)
    let live = try compared.live(control, includesAccess: version.fingerprint.includesAccess)
    guard try live.fingerprint == compared.fingerprint(of: version) else {
      throw ExecutionError(
        .notAdopted, .refused, "the schema of '\(target.name)' is not that of '\(version.name)'",
        details: Checkout.listed(try compared.differences(from: version, to: live)),
        hints: ["name another version, or bring the database to this one first"])
    }
    let run = RunIdentifier.make(environment)
    let now = environment.now()
    let header = RunHeader(
      run: run, plan: "baseline", from: state.head, to: version.id, steps: 0, by: environment.actor, started: now)
    let outcome = RunRecord(header: header, target: target.name).outcome(
      .succeeded, at: now, to: version, reached: live.fingerprint, error: nil)
    var rows = RegistrySchema.preparation(of: target.line)
    for (ancestor, change) in changes {
      rows.append(
        RegistryWrite.applied(
          ancestor, change: change, patch: try versions.patch(of: ancestor), origin: .baseline, in: target.line))
    }
    let registered = try Registry.exists(control) ? RegisteredVersions(control) : RegisteredVersions()
    rows += try registered.adding(version, from: versions)
    rows.append(RegistryWrite.head(version, isExact: true, of: target.line))
    try recorder.record(outcome, of: target, over: control, closing: run, with: rows)
    return outcome
  }

  /// The changes of a version that a target does not have by its registry.
  private func missing(
    from state: RegistryState, at version: Version, _ target: Target
  ) throws -> [(version: Version, change: ChangeID)] {
    let changes = try versions.changes(of: version)
    let applied = Set(state.applied.map(\.change))
    let missing = changes.filter { !applied.contains($0.change) }
    let leadsThere = !missing.isEmpty && applied.isSubset(of: changes.map(\.change))
    guard state.openRun == nil, state.head == nil && applied.isEmpty || leadsThere else {
      throw ExecutionError(
        .notAdopted, .refused, "'\(target.name)' has a history already: \(state.applied.count) changes are recorded",
        hints: ["confiture status", "confiture drift \(target.option)"])
    }
    // That the schema is the same does not say that rows were written.
    if state.head != nil, let writing = missing.first(where: \.version.writesData) {
      throw ExecutionError(
        .notAdopted, .refused,
        "'\(writing.version.name)' may write rows, which the schema of '\(target.name)' does not show",
        hints: ["confiture checkout \(writing.version.name) \(target.option) --accept-drift runs it"])
    }
    return missing
  }
}
