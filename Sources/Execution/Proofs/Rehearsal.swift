internal import Catalog
package import Diagnostics
package import History
package import Planning
internal import Postgres
package import Schema
internal import SchemaDiff
package import Scratch

/// How the steps of a plan went on scratch.
package struct RehearsalReport: Sendable {
  package struct Step: Sendable {
    package enum Result: String, Sendable {
      case succeeded
      case failed
      /// A step before it failed.
      case notRun = "not-run"
    }

    package var summary: String
    package var result: Result
    package var milliseconds: Double
    package var statements: [StatementTiming]
  }

  package var plan: Plan
  package var steps: [Step]
  /// Why the step that failed did.
  package var failure: Diagnostic?
  /// What all steps led to; `nil` when one failed.
  package var reached: Fingerprint?
  /// What the schema reached has otherwise than the version's, a line each.
  package var differences: [String]
  package var notes: [String]

  /// All steps ran, and led to the schema of the version.
  package var isProven: Bool { failure == nil && reached != nil && differences.isEmpty }
}

/// Runs a plan on scratch from the state that a target is in, and compares the schema it leads to with the version's.
///
/// Rows are not copied: where a migration needs those that earlier ones wrote, the earlier ones are run as well.
package struct Rehearsal {
  /// The schema that the plan begins at.
  package enum Start: Sendable {
    /// As the registry says, once it is known that this is so; `nil` stands for an empty database.
    case version(Version?)
    /// As it is in the database, whatever the registry says.
    case live(Snapshot)
  }

  private let scratch: ScratchServer
  private let versions: VersionReader
  private let environment: RunEnvironment
  private let options: SnapshotOptions

  package init(
    scratch: ScratchServer, versions: VersionReader, environment: RunEnvironment, options: SnapshotOptions
  ) {
    self.scratch = scratch
    self.versions = versions
    self.environment = environment
    self.options = options
  }

  /// - Throws: What keeps the rehearsal from beginning; a step that fails is part of the report.
  package func run(_ plan: Plan, from start: Start) throws -> RehearsalReport {
    let report = try rehearse(plan, in: database(for: start))
    guard let state = report.state, CommitProof.maySayThatRowsAreMissing(state), case .version(let version?) = start,
      versions.lineage(of: version).contains(where: \.writesData)
    else { return report.report }
    var again = try rehearse(plan, in: proof.replayed(versions.lineage(of: version))).report
    again.notes.append("rehearsed on a database that ran all migrations up to '\(version.name)', as rows are needed")
    return again
  }

  private var proof: CommitProof {
    CommitProof(
      scratch: scratch, commits: SchemaCommits(versions.store), environment: environment, options: options)
  }

  private func database(for start: Start) throws -> ProofDatabase {
    switch start {
    case .version(let version): return try proof.loaded(version)
    case .live(let snapshot):
      let name = try scratch.createTemporaryDatabase()
      do {
        let connection = try Connection(
          scratch.connectionString(database: name), applicationName: "confiture rehearsal")
        try SnapshotLoading.load(snapshot.files.map { ($0.path, $0.text) }, into: connection, createRoles: true)
      }
      return try ProofDatabase(name, on: scratch, options: options, environment: environment)
    }
  }

  // MARK: Steps

  private func rehearse(
    _ plan: Plan, in first: ProofDatabase
  ) throws -> (report: RehearsalReport, state: String?) {
    var database = first
    defer {
      database.disconnect()
      try? scratch.dropDatabase(database.name)
    }
    var report = RehearsalReport(plan: plan, steps: [], failure: nil, reached: nil, differences: [], notes: [])
    for (index, step) in plan.steps.enumerated() {
      let started = environment.now()
      do {
        environment.report(.stepStarted(index: index + 1, count: plan.steps.count, what: step.summary))
        let timings = try run(step, in: &database)
        let milliseconds = (environment.now() - started) * 1000
        environment.report(
          .stepFinished(index: index + 1, count: plan.steps.count, what: step.summary, milliseconds: milliseconds))
        report.steps.append(
          .init(summary: step.summary, result: .succeeded, milliseconds: milliseconds, statements: timings))
      } catch let error as any DiagnosedError where error.kind != .cancelled {
        report.failure = error.diagnostic
        report.steps.append(.init(summary: step.summary, result: .failed, milliseconds: 0, statements: []))
        report.steps += plan.steps.dropFirst(index + 1).map {
          .init(summary: $0.summary, result: .notRun, milliseconds: 0, statements: [])
        }
        return (report, (error as? MigrationFailure)?.cause?.sqlState)
      }
    }
    try database.refreshSnapshot()
    report.reached = database.snapshot.fingerprint
    report.differences = try differences(database.snapshot, plan.to)
    return (report, nil)
  }

  private func differences(_ live: Snapshot, _ version: Version?) throws -> [String] {
    let expected = version?.fingerprint ?? Fingerprint.empty
    if version != nil, !live.fingerprint.isComparable(with: expected) {
      return ["the version's fingerprint has another format: it cannot be compared"]
    }
    guard live.fingerprint != expected else { return [] }
    let files = try version.map { try versions.snapshotFiles(of: $0.id) } ?? []
    return DifferenceSummary.lines(from: files, to: live.files.map { ($0.path, $0.text) })
  }

  private func run(_ step: PlanStep, in database: inout ProofDatabase) throws -> [StatementTiming] {
    switch step.action {
    case .apply, .revert:
      guard let version = step.version, version.change != nil else { return [] }
      return try database.run(
        StepScript(
          of: versions.migration(of: version), step.action, parent: step.parent, at: version, verifies: true))
    case .wipe:
      let new = try ProofDatabase(
        scratch.createTemporaryDatabase(), on: scratch, options: options, environment: environment)
      database.disconnect()
      try? scratch.dropDatabase(database.name)
      database = new
    case .load:
      guard let version = step.version else { return [] }
      let files = try versions.snapshotFiles(of: version.id)
      try database.withConnection { try SnapshotLoading.load(files, into: $0, createRoles: true) }
    case .adopt:
      guard let version = step.version else { return [] }
      try database.refreshSnapshot()
      let differences = try differences(database.snapshot, version)
      guard differences.isEmpty else {
        throw ExecutionError(
          .fingerprintMismatch, .failed, "the schema is not that of '\(version.name)', so it cannot be taken for it",
          details: Checkout.listed(differences))
      }
    }
    return []
  }
}
