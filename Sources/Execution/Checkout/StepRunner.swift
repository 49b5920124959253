internal import Catalog
internal import Diagnostics
internal import GitStore
internal import History
internal import Planning
internal import Postgres
internal import SQLSyntax
internal import Schema

/// Runs the steps of one plan on a target, each with its registry rows.
struct StepRunner {
  let run: String
  let target: Target
  let worker: Worker
  let versions: VersionReader
  let registered: RegisteredVersions
  /// Verify scripts run in the transaction of their migration.
  let verifies: Bool
  /// Where the target is a schema: how scripts are brought there, and what they may not do.
  var placing: SchemaPlacement?
  /// The schema has to be that of the version where a step leads to one, or the step is not kept; for schemas only,
  /// since for them scripts are rewritten.
  var comparesEachStep = false

  /// Where the registry says that the target is after a step.
  struct Position {
    var version: Version?
    /// The changes applied are exactly those of the version, so that its fingerprint holds.
    var isExact: Bool
  }

  /// Reads what a step runs, and writes what the registry will say of it.
  ///
  /// - Parameters:
  ///   - step: What is to be run.
  ///   - index: Its place in the plan, counted from 1.
  ///   - position: Where the target is after it.
  ///   - upcoming: Versions of steps that follow, whose objects may go into the registry with this one's.
  /// - Returns: `nil` for a step that runs no script.
  /// - Throws: ``ExecutionError`` or ``MigrationFailure`` where the script cannot be had.
  func ready(
    _ step: PlanStep, at index: Int, reaching position: Position, upcoming: [Version] = []
  ) throws -> ReadyStep? {
    guard step.action == .apply || step.action == .revert, let version = step.version, let change = version.change
    else { return nil }
    let header = StepHeader(action: step.action, commit: version.id, parent: step.parent)
    return ReadyStep(
      index: index, header: header, script: try script(of: version, step.action, parent: step.parent),
      closing: try bookkeeping(header, version, change, reaching: position, upcoming: upcoming),
      inspect: inspection(after: position, of: version))
  }

  /// Runs a step that has no script: it starts over, loads a snapshot or adopts what is there.
  func run(_ step: PlanStep) throws {
    switch step.action {
    case .wipe: try wipe()
    case .load: if let version = step.version { try load(version) }
    case .adopt: if let version = step.version { try adopt(version) }
    case .apply, .revert: break  // A merge, which has no script.
    }
  }

  /// Runs a step's script with its registry rows.
  ///
  /// - Parameters:
  ///   - step: What is sent.
  ///   - failure: How it ended when it was sent ahead, if it was.
  /// - Returns: What was run, statement by statement.
  /// - Throws: ``MigrationFailure`` or ``ExecutionError``; nothing of it is kept, or the journal says what is.
  func run(_ step: ReadyStep, after failure: MigrationFailure? = nil) throws -> [StatementTiming] {
    guard let part = step.transaction else {
      return try pieces(of: step.script, step.header, step.index)
        .run(closing: step.closing, resuming: nil, mayRepeat: false, inspect: step.inspect)
    }
    try worker.beginScript()
    let timings = try SegmentRunner(worker: worker, origin: part.origin).runTransaction(
      part.script.statements, verify: step.script.verify, closing: step.closing, inspect: step.inspect, after: failure
    )
    worker.noticeSessionDefaults(after: part.origin.text)
    if step.script.verify == nil { worker.noticeUntouchedSession(after: step.isPlain) }
    return timings
  }

  /// Finishes a step that an earlier run left in pieces.
  ///
  /// - Parameters:
  ///   - header: What the step is.
  ///   - unfinished: What is known to be done of it.
  ///   - position: Where the target is after it.
  ///   - mayRepeat: A statement of which nobody knows whether it happened may be run again.
  /// - Returns: What was run, statement by statement.
  /// - Throws: ``MigrationFailure`` or ``ExecutionError``; the journal then says what is done.
  func resume(
    _ header: StepHeader, _ unfinished: OpenRun.UnfinishedStep, reaching position: Position, mayRepeat: Bool
  ) throws -> [StatementTiming] {
    let version = try versions.version(header.commit)
    guard let change = version.change else { return [] }
    let closing = try bookkeeping(header, version, change, reaching: position)
    return try pieces(of: script(of: version, header.action, parent: header.parent), header, unfinished.step)
      .run(
        closing: closing, resuming: unfinished, mayRepeat: mayRepeat,
        inspect: inspection(after: position, of: version))
  }

  /// Compares what a step led to with the version it leads to, before it is committed.
  private func inspection(after position: Position, of version: Version) -> SegmentRunner.Inspection? {
    guard comparesEachStep, position.isExact else { return nil }
    let compared = ComparedSchema(of: target, versions: versions)
    return { connection in
      let access = position.version?.fingerprint.includesAccess ?? false
      let live = try compared.live(connection, includesAccess: access)
      let expected = try compared.fingerprint(of: position.version)
      guard live.fingerprint.isComparable(with: expected), live.fingerprint != expected else { return }
      throw ExecutionError(
        .diverged, .failed,
        "'\(version.name)' does not lead '\(target.name)' to the schema that it led to when it was proven",
        details: Checkout.listed(try compared.differences(from: position.version, to: live)),
        hints: ["nothing of it was kept", "confiture drift \(target.option)"])
    }
  }

  func script(of version: Version, _ action: PlanStep.Action, parent: Int?) throws -> StepScript {
    try StepScript(
      of: versions.migration(of: version), action, parent: parent, at: version, verifies: verifies, placing: placing)
  }

  private func pieces(of script: StepScript, _ header: StepHeader, _ step: Int) -> PieceRunner {
    PieceRunner(
      script: script, worker: worker, placing: placing,
      journal: StepJournal(run: run, step: step, about: header.text, line: target.line))
  }

  private func bookkeeping(
    _ header: StepHeader, _ version: Version, _ change: ChangeID, reaching position: Position,
    upcoming: [Version] = []
  ) throws -> [SQLText] {
    var statements: [SQLText] = []
    if let parent = header.parent, version.kind.hasRoads {
      let replaced = try versions.changes(of: version, lackedBy: parent)
      statements.append(
        header.action == .apply
          ? RegistryWrite.applied(
            replaced, over: version, patch: try versions.patch(of: version), in: target.line)
          : RegistryWrite.reverted(replaced.map(\.change), in: target.line))
    } else if header.action == .apply {
      statements.append(try row(of: version, change, .migration))
    } else {
      statements.append(RegistryWrite.reverted(change, in: target.line))
    }
    if header.action == .apply { statements += try registered.adding([version] + upcoming, from: versions) }
    statements.append(RegistryWrite.head(position.version, isExact: position.isExact, of: target.line))
    return RegistryWrite.asOurselves + [RegistryWrite.together(statements)]
  }

  private func row(of version: Version, _ change: ChangeID, _ origin: AppliedChange.Origin) throws -> SQLText {
    RegistryWrite.applied(
      version, change: change, patch: try versions.patch(of: version), origin: origin, in: target.line)
  }

  // MARK: Starting over

  private func wipe() throws {
    try worker.reset()
    try commit(
      ["BEGIN", "SET LOCAL lock_timeout = '10s'"]
        + Wipe.statements(of: target, serverVersion: worker.connection.serverVersion)
        + [
          RegistryWrite.forgetApplied(target.line), RegistryWrite.head(nil, isExact: true, of: target.line),
        ])
  }

  /// Makes the registry say that the target has a version and all it stands on.
  private func rows(standingAt version: Version) throws -> [SQLText] {
    var rows = RegistryWrite.asOurselves + [RegistryWrite.forgetApplied(target.line)]
    for (ancestor, change) in try versions.changes(of: version) {
      rows.append(try row(of: ancestor, change, .snapshot))
    }
    rows += try registered.adding(version, from: versions)
    return rows + [RegistryWrite.head(version, isExact: true, of: target.line)]
  }

  /// Takes the schema that is there for the version's, whose fingerprint it has.
  private func adopt(_ version: Version) throws {
    try worker.reset()
    try commit(["BEGIN"] + rows(standingAt: version))
  }

  /// Ends a transaction of our own, once what it did has been looked at.
  private func commit(_ statements: [SQLText]) throws {
    let connection = worker.connection
    do {
      _ = try connection.pipeline(statements)
      try worker.beforeCommit?(connection)
      try connection.execute("COMMIT")
    } catch {
      if connection.transactionStatus != .idle, !connection.isBroken { _ = try? connection.execute("ROLLBACK") }
      throw error
    }
  }

  private func load(_ version: Version) throws {
    let connection = worker.connection
    var files = try ComparedSchema(of: target, versions: versions).files(of: version)
    if let placing { files = files.map { ($0.path, placing.replacement.replaced(in: $0.text)) } }
    try connection.execute("BEGIN")
    do {
      try SnapshotLoading.load(files, into: connection, createRoles: target.sharesRoles)
    } catch {
      if connection.transactionStatus != .idle, !connection.isBroken { _ = try? connection.execute("ROLLBACK") }
      throw error
    }
    try commit(rows(standingAt: version))
  }
}
