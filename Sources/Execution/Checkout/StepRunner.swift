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
      try placing?.check(version, with: versions)
      let header = StepHeader(action: step.action, commit: version.id, parent: step.parent)
      let script = try self.script(of: version, step.action, parent: step.parent)
      let inspect = inspection(after: position, of: version)
      let closing = try bookkeeping(header, version, change, reaching: position)
      guard script.isSingleTransaction, let part = script.parts.first else {
        return try pieces(of: script, header, index)
          .run(closing: closing, resuming: nil, mayRepeat: false, inspect: inspect)
      }
      let isPlain = script.verify == nil && part.script.statements.allSatisfy(\.leavesSessionAlone)
      try worker.beginScript(keepsPrepared: isPlain)
      let timings = try runTransaction(part, verify: script.verify, closing: closing, inspect)
      worker.noticeSessionDefaults(after: part.origin.text)
      if script.verify == nil { worker.noticeUntouchedSession(after: part.script.statements) }
      return timings
    }
  }

  /// Runs a script that is one transaction, with the registry's rows prepared where they can be.
  private func runTransaction(
    _ part: StepScript.Part, verify: VerifyScript?, closing: [SQLText], _ inspect: SegmentRunner.Inspection?
  ) throws -> [StatementTiming] {
    let statements = part.script.statements
    let runner = SegmentRunner(worker: worker, origin: part.origin)
    guard verify == nil, let rows = closing.last, let call = try worker.prepared(rows, after: statements) else {
      return try runner.runTransaction(statements, verify: verify, closing: closing, inspect: inspect)
    }
    do {
      return try runner.runTransaction(statements, closing: closing.dropLast() + [call], inspect: inspect)
    } catch let error as PostgresError where error.sqlState == "26000" {
      // An event trigger may drop what is prepared. Nothing of the transaction is kept.
      worker.forgetPrepared()
      return try runner.runTransaction(statements, closing: closing, inspect: inspect)
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
    _ header: StepHeader, _ version: Version, _ change: ChangeID, reaching position: Position
  ) throws -> [SQLText] {
    var statements: [SQLText] = []
    if let parent = header.parent, version.kind.hasRoads {
      let replaced = try versions.changes(of: version, lackedBy: parent)
      statements.append(
        header.action == .apply
          ? RegistryWrite.applied(replaced, over: version, patch: try versions.patch(of: version), in: target.line)
          : RegistryWrite.reverted(replaced.map(\.change), in: target.line))
    } else if header.action == .apply {
      statements.append(try row(of: version, change, .migration))
    } else {
      statements.append(RegistryWrite.reverted(change, in: target.line))
    }
    if header.action == .apply { statements += try registered.adding(version, from: versions) }
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
