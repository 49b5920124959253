internal import Catalog
internal import History
package import Diagnostics
package import Postgres
internal import SQLSyntax
package import Schema
internal import SchemaDiff
package import Scratch

/// What was found out about a migration by running it on scratch.
package struct Proof: Sendable {
  /// The schema that results.
  package var snapshot: Snapshot
  /// The down was run and restored the parent's fingerprint.
  package var isReversible: Bool
  /// What the down does not restore, or why it could not run; empty when it restores everything.
  package var differences: [String]
  /// The migration only runs with each statement on its own.
  package var needsOwnTransactions: Bool
  /// It changes rows, or may: its effect is not all in the snapshot.
  package var writesData: Bool
  package var warnings: [Diagnostic]
}

/// A scratch database in which migrations are run one after another, each proven.
package final class ProofDatabase {
  package let scratch: ScratchServer
  package let name: String
  package let options: SnapshotOptions
  package private(set) var snapshot: Snapshot
  /// Whether the schema it started with was known, and not read.
  let isTaken: Bool
  private let settings: Worker.Settings
  private let environment: RunEnvironment
  private var worker: Worker?
  /// What the last reading found, so that the next one looks at what changed.
  private var memory: CatalogMemory?
  /// Makes another database like this one, which nothing was run in yet; `nil` when something was, or nobody can.
  package private(set) var twin: (() throws -> ProofDatabase)?

  /// Takes over a database of the scratch server, which it then is alone with.
  ///
  /// - Parameters:
  ///   - name: The database.
  ///   - scratch: Its server.
  ///   - options: What its schema is taken to be.
  ///   - environment: Clock and messages.
  ///   - known: Its schema, where it is known already, as of a copy; otherwise it is read.
  ///   - twin: Makes another database like it.
  /// - Throws: `PostgresError` when the server cannot be reached or its catalogs cannot be read.
  package init(
    _ name: String, on scratch: ScratchServer, options: SnapshotOptions, environment: RunEnvironment,
    known: Snapshot? = nil, twin: (() throws -> ProofDatabase)? = nil
  ) throws {
    self.scratch = scratch
    self.name = name
    self.options = options
    self.environment = environment
    settings = Worker.Settings(applicationName: "confiture proof", sharesRoles: true)
    self.twin = twin
    isTaken = known != nil
    guard let known else {
      let worker = try Worker(scratch.connectionString(database: name), settings: settings, environment: environment)
      snapshot = try CatalogReader.read(worker.connection, options: options, since: &memory)
      self.worker = worker
      return
    }
    snapshot = known
  }

  /// Takes over a copy of this database, with the schema that it had when it was copied.
  func copied(_ copy: String, as known: Snapshot) throws -> ProofDatabase {
    try ProofDatabase(copy, on: scratch, options: options, environment: environment, known: known)
  }

  /// Ends the session, so that the database can be copied.
  package func disconnect() { worker = nil }

  private func session() throws -> Worker {
    if let worker { return worker }
    let worker = try Worker(scratch.connectionString(database: name), settings: settings, environment: environment)
    self.worker = worker
    return worker
  }

  /// Runs a migration without proving it, for replaying what was proven before.
  package func replay(_ texts: MigrationTexts) throws {
    if let setup = texts.setup { try run(setup, grouping: .asWritten, with: session()) }
    _ = try runUp(texts, with: session())
  }

  /// Runs what a step of a plan runs.
  func run(_ script: StepScript) throws -> [StatementTiming] {
    var timings: [StatementTiming] = []
    for part in script.parts { timings += try run(part.script, of: part.origin, with: session()) }
    if let verify = script.verify { try self.verify(verify.origin, with: session()) }
    return timings
  }

  /// Reads the schema again, after replaying.
  package func refreshSnapshot() throws { snapshot = try readSnapshot(.whole) }

  /// Runs up, reads the schema, runs verify, and tries the down without keeping it.
  ///
  /// - Parameters:
  ///   - texts: The migration.
  ///   - trustsDown: The down is taken to restore the parent, unseen.
  /// - Returns: What was found out.
  /// - Throws: ``MigrationFailure`` when up or verify do not run; the database is then at the parent, unless the
  ///   migration runs in pieces.
  package func prove(_ texts: MigrationTexts, trustsDown: Bool = false) throws -> Proof {
    try prove(texts, .whole, trustsDown: trustsDown) { _, _ in texts.down }
  }

  /// Runs up, reads the schema, and tries a down that is written only now, from what up led to.
  ///
  /// - Parameters:
  ///   - texts: The migration; its down is not looked at.
  ///   - reading: How the schema is read that it leads to.
  ///   - triesDown: Tries the down right away, without keeping it; ``goBack(_:outsideTransaction:to:)`` does it later.
  ///   - writingDown: Writes it.
  /// - Returns: What was found out.
  /// - Throws: ``MigrationFailure`` when up or verify do not run.
  package func prove(
    _ texts: MigrationTexts, reading: Reading = .whole, triesDown: Bool = true,
    writingDown: (_ parent: Snapshot, _ result: Snapshot) throws -> ScriptOrigin?
  ) throws -> Proof {
    try prove(texts, reading, trustsDown: !triesDown, writingDown)
  }

  /// Runs a script for good, such as a down after its up; ``refreshSnapshot()`` reads the schema it leads to.
  package func run(_ origin: ScriptOrigin, outsideTransaction: Bool) throws {
    try run(origin, grouping: outsideTransaction ? .eachStatement : .asWritten, with: session())
  }

  /// Runs a down for good, and tells what it does not restore, or why it does not run; nothing when it restores all.
  package func goBack(
    _ down: ScriptOrigin, outsideTransaction: Bool, to parent: Snapshot
  ) throws -> [String] {
    try differences(from: parent) {
      try run(down, outsideTransaction: outsideTransaction)
      snapshot = try readSnapshot(.changes)
      return snapshot
    }
  }

  private func prove(
    _ given: MigrationTexts, _ reading: Reading, trustsDown: Bool,
    _ down: (Snapshot, Snapshot) throws -> ScriptOrigin?
  ) throws -> Proof {
    var texts = given
    let parent = snapshot
    if let setup = texts.setup { try run(setup, grouping: .asWritten, with: session()) }
    let script = try runUp(texts, with: session())
    snapshot = try readSnapshot(reading)
    if let verify = texts.verify { try self.verify(verify, with: session()) }
    texts.down = try down(parent, snapshot)
    var proof = Proof(
      snapshot: snapshot, isReversible: true, differences: [],
      needsOwnTransactions: script.needsOwn && !texts.runsOutsideTransaction,
      writesData: DataEffect.mayWriteRows(script.script), warnings: [])
    proof.warnings = ProofWarnings.warnings(
      for: texts, parent: parent, result: snapshot, today: CommitDate(seconds: Int64(environment.now())))
    if !trustsDown { proof.differences = try differencesAfterDown(texts, parent: parent) }
    if texts.down == nil { proof.differences = ["there is no down.sql"] }
    proof.isReversible = proof.differences.isEmpty
    return proof
  }

  /// A session on the database, for looking at more than the schema.
  package func withConnection<R>(_ body: (Connection) throws -> R) throws -> R {
    let worker = try session()
    try worker.reset()
    twin = nil
    return try body(worker.connection)
  }

  private func runUp(
    _ texts: MigrationTexts, with worker: Worker
  ) throws -> (script: MigrationScript, needsOwn: Bool) {
    if texts.runsOutsideTransaction {
      return (try run(texts.up, grouping: .eachStatement, with: worker), true)
    }
    do { return (try run(texts.up, grouping: .asWritten, with: worker), false) } catch let failure as MigrationFailure
    {
      let script = try Self.script(texts.up, .asWritten)
      guard script.isSingleTransaction, let state = failure.cause?.sqlState, Self.refusesTransaction.contains(state)
      else { throw failure }
      return (try run(texts.up, grouping: .eachStatement, with: worker), true)
    }
  }

  /// SQLSTATEs that say that a statement cannot be part of a larger transaction: `active_sql_transaction`,
  /// `invalid_transaction_termination`, and `unsafe_new_enum_value_usage`.
  private static let refusesTransaction: Set<String> = ["25001", "2D000", "55P04"]

  private static func script(_ origin: ScriptOrigin, _ grouping: TransactionGrouping) throws -> MigrationScript {
    do { return try MigrationScript(origin.text, grouping: grouping) } catch {
      throw MigrationFailure(error, in: origin)
    }
  }

  @discardableResult private func run(
    _ origin: ScriptOrigin, grouping: TransactionGrouping, with worker: Worker
  ) throws -> MigrationScript {
    let script = try Self.script(origin, grouping)
    try run(script, of: origin, with: worker)
    return script
  }

  @discardableResult private func run(
    _ script: MigrationScript, of origin: ScriptOrigin, with worker: Worker
  ) throws -> [StatementTiming] {
    try worker.beginScript()
    twin = nil
    let runner = SegmentRunner(worker: worker, origin: origin)
    var timings: [StatementTiming] = []
    for segment in script.segments {
      switch segment.kind {
      case .transaction: timings += try runner.runTransaction(segment.statements)
      case .rolledBack: timings += try runner.runTransaction(segment.statements, ending: .rollback)
      case .alone: for statement in segment.statements { timings.append(try runner.runAlone(statement)) }
      }
    }
    worker.noticeSessionDefaults(after: origin.text)
    return timings
  }

  private func verify(_ origin: ScriptOrigin, with worker: Worker) throws {
    let statements = try Self.script(origin, .asWritten).statements
    try worker.beginScript()
    _ = try SegmentRunner(worker: worker, origin: origin).runTransaction(statements, ending: .rollback)
  }

  /// How the schema is read that a migration leads to.
  package enum Reading {
    /// All of it: so is read what is sealed.
    case whole
    /// What was changed since the last reading.
    case changes
  }

  private func readSnapshot(_ reading: Reading) throws -> Snapshot {
    let worker = try session()
    try worker.reset()
    if reading == .whole { memory = nil }
    return try CatalogReader.read(worker.connection, options: options, since: &memory)
  }

  // MARK: The down

  private func differencesAfterDown(_ texts: MigrationTexts, parent: Snapshot) throws -> [String] {
    guard let down = texts.down else { return [] }
    return try differences(from: parent) {
      let script = try Self.script(down, texts.runsOutsideTransaction ? .eachStatement : .asWritten)
      return script.isSingleTransaction
        ? try snapshotInsideTransaction(script, down) : try snapshotOfCopy(down, script, texts)
    }
  }

  /// What is different after a down, or why it does not run.
  private func differences(from parent: Snapshot, after down: () throws -> Snapshot) throws -> [String] {
    do {
      let after = try down()
      guard after.fingerprint != parent.fingerprint else { return [] }
      return DifferenceSummary.lines(
        from: parent.files.map { ($0.path, $0.text) }, to: after.files.map { ($0.path, $0.text) })
    } catch let failure as MigrationFailure {
      guard failure.kind != .cancelled else { throw failure }
      let line = failure.diagnostic.location.map { " (line \($0.line))" } ?? ""
      let message = failure.cause.map { $0.serverMessage ?? $0.message } ?? failure.diagnostic.message
      return ["down.sql fails\(line): \(message)"]
    }
  }

  private func snapshotInsideTransaction(_ script: MigrationScript, _ down: ScriptOrigin) throws -> Snapshot {
    let worker = try session()
    try worker.beginScript()
    _ = try SegmentRunner(worker: worker, origin: down).runTransaction(script.statements, ending: .open)
    defer { _ = try? worker.connection.execute("ROLLBACK") }
    var memory = memory
    return try CatalogReader.read(worker.connection, options: options, since: &memory)
  }

  /// A down that cannot be undone by a rollback is tried on a copy.
  private func snapshotOfCopy(
    _ down: ScriptOrigin, _ script: MigrationScript, _ texts: MigrationTexts
  ) throws -> Snapshot {
    disconnect()
    let copy = try scratch.createTemporaryDatabase(copying: name)
    defer { try? scratch.dropDatabase(copy) }
    let worker = try Worker(scratch.connectionString(database: copy), settings: settings, environment: environment)
    try run(down, grouping: texts.runsOutsideTransaction ? .eachStatement : .asWritten, with: worker)
    try worker.reset()
    var memory = memory  // Of a database that this one is a copy of, file by file.
    return try CatalogReader.read(worker.connection, options: options, since: &memory)
  }
}

/// Whether a script may change rows, so that its effect is not all in a snapshot.
enum DataEffect {
  private static let writing: Set<String> = [
    "INSERT", "UPDATE", "DELETE", "MERGE", "COPY", "TRUNCATE", "DO", "CALL", "WITH", "SELECT", "EXECUTE",
  ]

  static func mayWriteRows(_ script: MigrationScript) -> Bool {
    script.statements.contains { statement in
      statement.tag.split(separator: " ").first.map { writing.contains(String($0)) } ?? false
    }
  }
}
