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
    case .apply, .revert:
      guard let version = step.version, let change = version.change else { return [] }
      let script = try self.script(of: version, step.action)
      let closing = try bookkeeping(step.action, version, change, reaching: position)
      guard script.script.isSingleTransaction else {
        return try runPieces(script, of: step.action, version, step: index, closing: closing, resuming: nil)
      }
      let runner = SegmentRunner(worker: worker, origin: script.origin)
      let statements = script.script.statements
      let timings = try runner.runTransaction(statements, closing: script.verifying + closing)
      worker.noticeSessionDefaults(after: script.origin.text)
      return timings
    }
  }

  /// Finishes a step that an earlier run left in pieces.
  func resume(
    _ header: StepHeader, _ unfinished: OpenRun.UnfinishedStep, reaching position: Position
  ) throws -> [StatementTiming] {
    let version = try versions.version(header.commit)
    guard let change = version.change else { return [] }
    let script = try self.script(of: version, header.action)
    let closing = try bookkeeping(header.action, version, change, reaching: position)
    return try runPieces(
      script, of: header.action, version, step: unfinished.step, closing: closing, resuming: unfinished)
  }

  // MARK: Scripts

  struct Script {
    var origin: ScriptOrigin
    var script: MigrationScript
    /// The verify script, with what it does undone.
    var verifying: [SQLText]
  }

  func script(of version: Version, _ action: PlanStep.Action) throws -> Script {
    let migration = try versions.migration(of: version)
    let texts = MigrationTexts(migration, folder: "\(version.id.short()):migration")
    let origin: ScriptOrigin
    if action == .revert {
      guard let down = texts.down else {
        throw ExecutionError(.irreversible, .refused, "'\(version.name)' has no down.sql")
      }
      origin = down
    } else {
      origin = texts.up
    }
    do {
      var script = try MigrationScript(
        origin.text, grouping: texts.runsOutsideTransaction ? .eachStatement : .asWritten)
      if action == .apply, let setup = texts.setup {
        script.segments.insert(contentsOf: try MigrationScript(setup.text).segments, at: 0)
      }
      var verifying: [SQLText] = []
      if action == .apply, verifies, let verify = texts.verify {
        verifying = ["SAVEPOINT confiture_verify"]
        verifying += try MigrationScript(verify.text).statements.map { SQLText(unescaped: $0.text) }
        verifying += ["ROLLBACK TO SAVEPOINT confiture_verify"]
      }
      return Script(origin: origin, script: script, verifying: verifying)
    } catch { throw MigrationFailure(error, in: origin) }
  }

  private func bookkeeping(
    _ action: PlanStep.Action, _ version: Version, _ change: ChangeID, reaching position: Position
  ) throws -> [SQLText] {
    var statements: [SQLText] = ["SET LOCAL search_path = pg_catalog", "RESET ROLE"]
    if action == .apply {
      statements.append(RegistryWrite.applied(version, change: change, patch: nil, origin: .migration))
      if let objects = RegistryWrite.objects(try versions.objects(introducedBy: version.id)) {
        statements.append(objects)
      }
    } else {
      statements.append(RegistryWrite.reverted(change))
    }
    statements.append(RegistryWrite.head(position.version, isExact: position.isExact))
    return statements
  }

  // MARK: Steps in pieces

  private func runPieces(
    _ script: Script, of action: PlanStep.Action, _ version: Version, step: Int, closing: [SQLText],
    resuming unfinished: OpenRun.UnfinishedStep?
  ) throws -> [StatementTiming] {
    let runner = SegmentRunner(worker: worker, origin: script.origin)
    let header = StepHeader(action: action, commit: version.id).text
    try worker.connection.execute(RegistryWrite.openStep(run: run, step: step, about: header))
    var timings: [StatementTiming] = []
    var next = 1
    for segment in script.script.segments {
      let numbers = next...(next + segment.statements.count - 1)
      next = numbers.upperBound + 1
      if let unfinished, unfinished.done.isSuperset(of: numbers) { continue }
      switch segment.kind {
      case .transaction:
        let done = RegistryWrite.mark(run: run, step: step, statements: numbers, state: .done, about: header)
        timings += try runner.runTransaction(segment.statements, closing: [done])
        worker.noticeSessionDefaults(after: segment.statements.map(\.text).joined(separator: ";"))
      case .rolledBack:
        timings += try runner.runTransaction(segment.statements, ending: .rollback)
      case .alone:
        for (offset, statement) in segment.statements.enumerated() {
          let number = numbers.lowerBound + offset
          let mayHaveHappened = unfinished?.underWay == number
          timings += try runAlone(statement, number, step, header, runner, mayHaveHappened: mayHaveHappened)
        }
      }
    }
    _ = try worker.connection.pipeline(
      ["BEGIN"] + script.verifying + closing + [RegistryWrite.closeStep(run: run, step: step), "COMMIT"])
    return timings
  }

  private func runAlone(
    _ statement: Statement, _ number: Int, _ step: Int, _ header: String, _ runner: SegmentRunner,
    mayHaveHappened: Bool
  ) throws -> [StatementTiming] {
    let isNeeded = try prepare(statement, mayHaveHappened: mayHaveHappened)
    var timings: [StatementTiming] = []
    if isNeeded {
      let started = RegistryWrite.mark(
        run: run, step: step, statements: number...number, state: .started, about: header)
      try worker.connection.execute(started)
      timings = [try runner.runAlone(statement)]
    }
    let done = RegistryWrite.mark(run: run, step: step, statements: number...number, state: .done, about: header)
    try worker.connection.execute(done)
    return timings
  }

  /// Puts right what an earlier attempt left, and tells whether the statement still has to run.
  private func prepare(_ statement: Statement, mayHaveHappened: Bool) throws -> Bool {
    let indexes = ConcurrentIndexes(connection: worker.connection)
    switch statement.command {
    case .createIndexConcurrently(let index, let table, _):
      guard index != nil || mayHaveHappened else { return true }
      switch try indexes.look(for: index, on: table) {
      case .nothing: return true
      case .valid: return !mayHaveHappened
      case .invalid(let schema, let name):
        worker.environment.report(.note("index \(schema).\(name) is invalid: dropping it and building it again"))
        try indexes.drop(schema: schema, name: name)
        return true
      }
    case .dropIndexConcurrently(let names) where mayHaveHappened:
      return try names.contains { try indexes.exists($0) }
    case .dropIndexConcurrently, .outsideTransaction, .begin, .commit, .rollback, .createRole, .dropRole,
      .sessionDefault, .copy, .ordinary:
      return true
    }
  }

  // MARK: Starting over

  private func wipe() throws {
    _ = try worker.connection.pipeline(
      ["BEGIN", "SET LOCAL lock_timeout = '10s'"] + Wipe.statements(serverVersion: worker.connection.serverVersion)
        + [RegistryWrite.forgetApplied, RegistryWrite.head(nil, isExact: true), "COMMIT"])
  }

  private func load(_ version: Version) throws {
    let connection = worker.connection
    let files = try versions.snapshotFiles(of: version.id)
    try connection.execute("BEGIN")
    do {
      try SnapshotLoading.load(files, into: connection, createRoles: target.isScratch)
      var rows: [SQLText] = ["SET LOCAL search_path = pg_catalog"]
      for ancestor in try versions.lineage(of: version) {
        if let change = ancestor.change {
          rows.append(RegistryWrite.applied(ancestor, change: change, patch: nil, origin: .snapshot))
        }
        if let objects = RegistryWrite.objects(try versions.objects(introducedBy: ancestor.id)) {
          rows.append(objects)
        }
      }
      rows.append(RegistryWrite.head(version, isExact: true))
      _ = try connection.pipeline(rows + ["COMMIT"])
    } catch {
      if connection.transactionStatus != .idle, !connection.isBroken { _ = try? connection.execute("ROLLBACK") }
      throw error
    }
  }
}
