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

  /// Where the registry says that the target is after a step.
  struct Position {
    var version: Version?
    /// The changes applied are exactly those of the version, so that its fingerprint holds.
    var isExact: Bool
  }

  /// - Returns: What was run, statement by statement.
  func run(_ step: PlanStep, at index: Int, reaching position: Position) throws -> [StatementTiming] {
    switch step.action {
    case .wipe:
      try wipe()
      return []
    case .load:
      guard let version = step.version else { return [] }
      try load(version)
      return []
    case .adopt:
      guard let version = step.version else { return [] }
      try adopt(version)
      return []
    case .apply, .revert:
      guard let version = step.version, let change = version.change else { return [] }
      let header = StepHeader(action: step.action, commit: version.id, parent: step.parent)
      let script = try self.script(of: version, step.action, parent: step.parent)
      let closing = try bookkeeping(header, version, change, reaching: position)
      guard script.isSingleTransaction, let part = script.parts.first else {
        return try pieces(of: script, header, index)
          .run(closing: closing, resuming: nil, mayRepeat: false)
      }
      let isPlain = script.verify == nil && part.script.statements.allSatisfy(\.leavesSessionAlone)
      try worker.beginScript(keepsPrepared: isPlain)
      let timings = try runTransaction(part, verify: script.verify, closing: closing)
      worker.noticeSessionDefaults(after: part.origin.text)
      if script.verify == nil { worker.noticeUntouchedSession(after: part.script.statements) }
      return timings
    }
  }

  /// Runs a script that is one transaction, with the registry's rows prepared where they can be.
  private func runTransaction(
    _ part: StepScript.Part, verify: VerifyScript?, closing: [SQLText]
  ) throws -> [StatementTiming] {
    let statements = part.script.statements
    let runner = SegmentRunner(worker: worker, origin: part.origin)
    guard verify == nil, let rows = closing.last, let call = try worker.prepared(rows, after: statements) else {
      return try runner.runTransaction(statements, verify: verify, closing: closing)
    }
    do {
      return try runner.runTransaction(statements, closing: closing.dropLast() + [call])
    } catch let error as PostgresError where error.sqlState == "26000" {
      // An event trigger may drop what is prepared. Nothing of the transaction is kept.
      worker.forgetPrepared()
      return try runner.runTransaction(statements, closing: closing)
    }
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
      .run(closing: closing, resuming: unfinished, mayRepeat: mayRepeat)
  }

  func script(of version: Version, _ action: PlanStep.Action, parent: Int?) throws -> StepScript {
    try StepScript(of: versions.migration(of: version), action, parent: parent, at: version, verifies: verifies)
  }

  private func pieces(of script: StepScript, _ header: StepHeader, _ step: Int) -> PieceRunner {
    PieceRunner(script: script, worker: worker, journal: StepJournal(run: run, step: step, about: header.text))
  }

  private func bookkeeping(
    _ header: StepHeader, _ version: Version, _ change: ChangeID, reaching position: Position
  ) throws -> [SQLText] {
    var statements: [SQLText] = []
    if let parent = header.parent, version.kind.hasRoads {
      let replaced = try versions.changes(of: version, lackedBy: parent)
      statements.append(
        header.action == .apply
          ? RegistryWrite.applied(replaced, over: version, patch: try versions.patch(of: version))
          : RegistryWrite.reverted(replaced.map(\.change)))
    } else if header.action == .apply {
      statements.append(try row(of: version, change, .migration))
    } else {
      statements.append(RegistryWrite.reverted(change))
    }
    if header.action == .apply { statements += try registered.adding(version, from: versions) }
    statements.append(RegistryWrite.head(position.version, isExact: position.isExact))
    return RegistryWrite.asOurselves + [RegistryWrite.together(statements)]
  }

  private func row(of version: Version, _ change: ChangeID, _ origin: AppliedChange.Origin) throws -> SQLText {
    RegistryWrite.applied(version, change: change, patch: try versions.patch(of: version), origin: origin)
  }

  // MARK: Starting over

  private func wipe() throws {
    try worker.reset()
    _ = try worker.connection.pipeline(
      ["BEGIN", "SET LOCAL lock_timeout = '10s'"] + Wipe.statements(serverVersion: worker.connection.serverVersion)
        + [RegistryWrite.forgetApplied, RegistryWrite.head(nil, isExact: true), "COMMIT"])
  }

  /// Makes the registry say that the target has a version and all it stands on.
  private func rows(standingAt version: Version) throws -> [SQLText] {
    var rows = RegistryWrite.asOurselves + [RegistryWrite.forgetApplied]
    for (ancestor, change) in try versions.changes(of: version) {
      rows.append(try row(of: ancestor, change, .snapshot))
    }
    rows += try registered.adding(version, from: versions)
    return rows + [RegistryWrite.head(version, isExact: true)]
  }

  /// Takes the schema that is there for the version's, whose fingerprint it has.
  private func adopt(_ version: Version) throws {
    try worker.reset()
    _ = try worker.connection.pipeline(["BEGIN"] + rows(standingAt: version) + ["COMMIT"])
  }

  private func load(_ version: Version) throws {
    let connection = worker.connection
    let files = try versions.snapshotFiles(of: version.id)
    try connection.execute("BEGIN")
    do {
      try SnapshotLoading.load(files, into: connection, createRoles: target.isScratch)
      _ = try connection.pipeline(try rows(standingAt: version) + ["COMMIT"])
    } catch {
      if connection.transactionStatus != .idle, !connection.isBroken { _ = try? connection.execute("ROLLBACK") }
      throw error
    }
  }
}
