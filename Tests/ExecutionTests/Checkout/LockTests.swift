import Diagnostics
import GitStore
import History
import Planning
import Postgres
import Scratch
import TestSupport
import Testing

@testable import Execution

@Suite(.tags(.large), .scratchDatabase, .timeLimit(.minutes(1))) struct LockTests {
  let repository: SampleRepository
  let base: Version

  init() throws {
    repository = try SampleRepository()
    base = try repository.seal("base", "CREATE TABLE hot (id int PRIMARY KEY)", down: "DROP TABLE hot")
  }

  /// Another command on the same repository.
  private struct Command: Sendable {
    var folder: String
    var version: ObjectID
    var patience = Duration.seconds(10)
    var locks = LockPolicy(timeout: .milliseconds(200), attempts: 3, firstPause: .milliseconds(20))
    var report: @Sendable (RunEvent) -> Void = { _ in }

    func run() throws -> Plan.Kind {
      let store = try ObjectStore(opening: folder)
      let versions = try VersionReader(store: store)
      var request = CheckoutRequest(destination: try versions.version(version))
      request.patience = patience
      request.locks = locks
      let checkout = try Checkout(
        Target(name: SampleRepository.targetName, address: try TestDatabase.address, isScratch: true),
        versions: versions, recorder: OutcomeRecorder(store), environment: testEnvironment(report: report))
      return try checkout.run(request) { _ in true }.plan.kind
    }
  }

  private func command(_ version: Version) -> Command { Command(folder: repository.folder.path, version: version.id) }

  private func waits(_ pid: Int32? = nil, for text: String) throws -> Bool {
    try TestDatabase.connect().query(
      """
      SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type IN ('Lock', 'Timeout')
        AND query LIKE \("%\(text)%") AND pid <> pg_backend_pid())
      """
    ).bool(0, 0)
  }

  // MARK: Two runs

  @Test(arguments: ["CREATE TABLE race (id int)", "UPDATE hot SET id = id + 1"])
  func `of two runs at once one does it, and the other finds it done`(statement: String) throws {
    let version = try repository.seal(
      "race", "SELECT pg_sleep(0.3); \(statement)", down: "DROP TABLE IF EXISTS race; UPDATE hot SET id = id - 1")
    try repository.checkout(base)
    try TestDatabase.run("INSERT INTO hot VALUES (1)")
    let events = Recording<RunEvent>()
    var both: [Background<Plan.Kind>] = []
    for _ in 0..<2 {
      var command = command(version)
      command.report = { events.append($0) }
      both.append(Background { [command] in try command.run() })
    }
    let kinds = try both.map { try $0.value() }
    #expect(Set(kinds) == [.forward, .nothingToDo])
    let waiting = events.all.compactMap { event -> String? in
      if case .waitingForLock(let who) = event { who } else { nil }
    }
    #expect(waiting.count == 1)
    #expect(waiting.first?.contains("confiture") == true, "the holder is named")
    #expect(try TestDatabase.column("SELECT count(*)::text FROM confiture.applied") == ["2"])
    #expect(try TestDatabase.column("SELECT id::text FROM hot") == [statement.hasPrefix("UPDATE") ? "2" : "1"])
    #expect(try repository.outcomes().map(\.result) == [.succeeded, .succeeded])
  }

  @Test func `a lock that stays held is an answer, with the holder's name`() throws {
    try repository.checkout(base)
    let next = try repository.seal("next", "CREATE TABLE next (id int)", down: "DROP TABLE next")
    let holder = try TestDatabase.connect()
    try TargetLock.acquire(on: holder, patience: .zero, environment: testEnvironment())
    let error = try #require(throws: ExecutionError.self) {
      try repository.checkout(next) { $0.patience = .milliseconds(60) }
    }
    #expect(error.code == .lockHeld)
    #expect(error.kind == .busy)
    #expect(error.diagnostic.details.joined().contains("pid \(holder.backendPID) (confiture test)"))
    #expect(try Live.registry().head == base.id)
    // To look, no lock is needed.
    #expect(try repository.checkout(base).plan.kind == .nothingToDo)
  }

  @Test func `a statement that outlived its command keeps new runs out`() throws {
    let next = try repository.seal("next", "CREATE TABLE next (id int)", down: "DROP TABLE next")
    try repository.checkout(base)
    let orphan = try TestDatabase.connect()
    // The session of a worker whose command died: the control session and its lock are gone.
    _ = try orphan.query(TargetLock.holdWorkerKey(of: .database))
    let error = try #require(throws: ExecutionError.self) {
      try repository.checkout(next) { $0.patience = .milliseconds(60) }
    }
    #expect(error.code == .lockHeld)
    let waiting = Background { [command = command(next)] in try command.run() }
    #expect(
      try eventually {
        try TestDatabase.column(
          "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'confiture control'"
        ).count == 1
      })
    #expect(!waiting.hasEnded)
    try orphan.execute("SELECT pg_advisory_unlock_all()")
    #expect(try waiting.value() == .forward)
  }

  @Test func `runs on two databases of one server do not wait for each other`() throws {
    let server = try TestServer.shared()
    let other = try server.createTemporaryDatabase()
    defer { try? server.dropDatabase(other) }
    let holder = try TestDatabase.connect()
    try TargetLock.acquire(on: holder, patience: .zero, environment: testEnvironment())
    let result = try repository.checkout(base, address: server.connectionString(database: other)) {
      $0.patience = .zero
    }
    #expect(result.isVerified)
  }

  // MARK: Locks of others

  @Test func `a statement gives up its place in the queue, is tried again, and says who blocks`() throws {
    let next = try repository.seal("next", "ALTER TABLE hot ADD x int", down: "ALTER TABLE hot DROP x")
    try repository.checkout(base)
    let reader = try TestDatabase.connect()
    try reader.script("BEGIN; SELECT count(*) FROM hot")
    let events = Recording<RunEvent>()
    var command = command(next)
    command.locks.attempts = 100
    command.report = { events.append($0) }
    let run = Background { [command] in try command.run() }
    #expect(try eventually { try waits(for: "ALTER TABLE hot ADD") })
    // Others read behind the waiting statement for no longer than its lock timeout.
    let probe = try TestDatabase.connect(sessionSettings: [("statement_timeout", "10s")])
    #expect(try probe.query("SELECT count(*) FROM hot").text(0, 0) == "0")
    #expect(eventually { events.all.contains { if case .retrying = $0 { true } else { false } } })
    #expect(!run.hasEnded)
    try reader.execute("COMMIT")
    #expect(try run.value() == .forward)
    let blockers = events.all.flatMap { event -> [Blocker] in if case .blocked(_, let by) = event { by } else { [] } }
    #expect(blockers.first?.pid == Int(reader.backendPID))
    #expect(blockers.first?.state == "idle in transaction")
    #expect(blockers.first?.query.contains("SELECT count(*) FROM hot") == true)
    #expect(try TestDatabase.column("SELECT count(*)::text FROM confiture.applied") == ["2"])
  }

  @Test func `a lock that never comes is a clean failure that names who has it`() throws {
    let next = try repository.seal(
      "next", "CREATE TABLE before (id int);\nALTER TABLE hot ADD x int",
      down: "ALTER TABLE hot DROP x; DROP TABLE before")
    try repository.checkout(base)
    let reader = try TestDatabase.connect()
    try reader.script("BEGIN; SELECT count(*) FROM hot")
    let failure = try #require(throws: MigrationFailure.self) { try repository.checkout(next) }
    #expect(failure.kind == .busy)
    #expect(failure.diagnostic.location?.line == 2)
    #expect(failure.diagnostic.details.joined().contains("pid \(reader.backendPID)"))
    let state = try Live.registry()
    #expect(state.head == base.id)
    #expect(state.openRun == nil)
    #expect(try TestDatabase.column("SELECT to_regclass('before')::text") == [nil])
    try reader.execute("COMMIT")
    #expect(try repository.checkout(next).isVerified)
  }

  @Test func `an index that is built concurrently waits for old transactions without a lock timeout`() throws {
    let next = try repository.seal("next", "CREATE INDEX CONCURRENTLY hot_id ON hot (id)", down: "DROP INDEX hot_id")
    try repository.checkout(base)
    let writer = try TestDatabase.connect()
    try writer.script("BEGIN; INSERT INTO hot VALUES (1)")
    var command = command(next)
    command.locks = LockPolicy(timeout: .milliseconds(20), attempts: 1)
    let events = Recording<RunEvent>()
    command.report = { events.append($0) }
    let run = Background { [command] in try command.run() }
    #expect(eventually { events.all.contains { if case .blocked = $0 { true } else { false } } })
    #expect(!run.hasEnded)
    try writer.execute("COMMIT")
    #expect(try run.value() == .forward)
    #expect(
      try TestDatabase.column("SELECT indisvalid::text FROM pg_index WHERE indexrelid = 'hot_id'::regclass") == [
        "true"
      ])
  }

  // MARK: Interrupts

  @Test func `an interrupt cancels the statement under way, and nothing of its migration is kept`() throws {
    let second = try repository.seal("second", "CREATE TABLE second (id int)", down: "DROP TABLE second")
    let slow = try repository.seal(
      "slow", "CREATE TABLE slow (id int); SELECT pg_sleep(0.01 * (SELECT 100 * count(*) FROM hot))",
      down: "DROP TABLE slow")
    try repository.checkout(base)
    try TestDatabase.run("INSERT INTO hot SELECT generate_series(1, 60)")
    let isInterrupted = Recording<Bool>()
    let folder = repository.folder.path
    let run = Background {
      let store = try ObjectStore(opening: folder)
      var environment = testEnvironment()
      environment.isInterrupted = { !isInterrupted.all.isEmpty }
      let checkout = try Checkout(
        Target(name: SampleRepository.targetName, address: try TestDatabase.address, isScratch: true),
        versions: VersionReader(store: store), recorder: OutcomeRecorder(store), environment: environment)
      return try checkout.run(CheckoutRequest(destination: slow)) { _ in true }.isVerified
    }
    #expect(try eventually { try waits(for: "pg_sleep") })
    isInterrupted.append(true)
    let error = try #require(throws: ExecutionError.self) { try run.value() }
    #expect(error.kind == .cancelled)
    let state = try Live.registry()
    #expect(state.head == second.id)
    #expect(state.openRun == nil)
    #expect(try repository.outcomes().first?.result == .interrupted)
    #expect(try Live.fingerprint() == second.fingerprint)
  }
}
