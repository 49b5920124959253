internal import Catalog
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

  /// - Throws: ``ExecutionError`` when the schema differs, or when the target has a history already.
  package func adopt(_ target: Target, at version: Version, patience: Duration) throws -> Outcome {
    let control = try TargetConnection.open(target, role: "baseline")
    try TargetLock.acquire(on: control, patience: patience, environment: environment)
    let state = try Registry.read(control)
    guard state.applied.isEmpty, state.head == nil, state.openRun == nil else {
      throw ExecutionError(
        .notAdopted, .refused, "'\(target.name)' has a history already: \(state.applied.count) changes are recorded",
        hints: ["confiture status", "confiture drift \(target.option)"])
    }
    let options = SnapshotOptions(includesAccess: version.fingerprint.includesAccess)
    let live = try CatalogReader.read(control, options: options)
    guard live.fingerprint == version.fingerprint else {
      throw ExecutionError(
        .notAdopted, .refused, "the schema of '\(target.name)' is not that of '\(version.name)'",
        details: Checkout.listed(
          try DriftCheck(control: control, versions: versions).differences(from: version, to: live)),
        hints: ["name another version, or bring the database to this one first"])
    }
    let run = RunIdentifier.make(environment)
    let now = environment.now()
    let header = RunHeader(
      run: run, plan: "baseline", from: nil, to: version.id, steps: 0, by: environment.actor, started: now)
    let outcome = RunRecord(header: header, target: target.name).outcome(
      .succeeded, at: now, to: version, reached: live.fingerprint, error: nil)
    var rows: [SQLText] = RegistrySchema.creation
    for (ancestor, change) in try versions.changes(of: version) {
      rows.append(
        RegistryWrite.applied(ancestor, change: change, patch: try versions.patch(of: ancestor), origin: .baseline))
    }
    let registered = try Registry.exists(control) ? RegisteredVersions(control) : RegisteredVersions()
    rows += try registered.adding(version, from: versions)
    rows.append(RegistryWrite.head(version, isExact: true))
    try recorder.record(outcome, of: target, over: control, closing: run, with: rows)
    return outcome
  }
}
