import Diagnostics
import GitStore
import History
import Planning
import Postgres
import TestSupport
import Testing

@testable import Execution

/// Steps are sent before those before them have ended.
@Suite(.tags(.large), .scratchDatabase, .timeLimit(.minutes(1))) struct AheadTests {
  let repository: SampleRepository
  private static let count = 12

  init() throws { repository = try SampleRepository() }

  /// Twelve tables, and in the middle one migration that looks at what the target has.
  private func sealTables(with special: String, at place: Int) throws -> Version {
    var last: Version?
    for number in 1...Self.count {
      let statement = number == place ? special : "CREATE TABLE t\(number) (id int)"
      last = try repository.seal("m\(number)", statement, down: number == place ? nil : "DROP TABLE t\(number)")
    }
    return try #require(last)
  }

  private func tables() throws -> [String] {
    try TestDatabase.column(
      "SELECT relname::text FROM pg_class WHERE relname ~ '^t[0-9]+$' ORDER BY substr(relname, 2)::int"
    ).compactMap(\.self)
  }

  @Test(arguments: [2, 7, 12])
  func `what was sent after a step that fails is not run, and a second run goes on there`(
    place: Int
  ) throws {
    let base = try repository.seal("base", "CREATE TABLE trap (id int)", down: "DROP TABLE trap")
    let last = try sealTables(
      with: "CREATE TABLE t\(place) AS SELECT 1 / (1 - (SELECT count(*) FROM trap)) AS id", at: place)
    try repository.checkout(base)
    try TestDatabase.run("INSERT INTO trap VALUES (1)")
    let failure = #expect(throws: MigrationFailure.self) { try repository.checkout(last) }
    #expect(failure?.diagnostic.message.contains("division by zero") == true)
    #expect(try tables() == (1..<place).map { "t\($0)" })
    let state = try Live.registry()
    #expect(state.applied.map(\.name) == ["base"] + (1..<place).map { "m\($0)" })
    #expect(state.openRun == nil)
    let outcome = try #require(try repository.outcomes().first)
    #expect(outcome.steps.map(\.result) == Array(repeating: .succeeded, count: place - 1) + [.failed])
    try TestDatabase.run("TRUNCATE trap")
    #expect(try repository.checkout(last).isVerified)
    #expect(try tables() == (1...Self.count).map { "t\($0)" })
    let known = try TestDatabase.column("SELECT count(*)::text FROM confiture.object WHERE kind = 'commit'")
    #expect(known == ["\(Self.count + 1)"])
  }

  @Test func `a lock that does not come in time is waited for again, and the rest follows in its order`() throws {
    let base = try repository.seal("base", "CREATE TABLE held (id int)", down: "DROP TABLE held")
    let last = try sealTables(with: "ALTER TABLE held ADD name text", at: 5)
    try repository.checkout(base)
    let holder = try TestDatabase.connect()
    try holder.script("BEGIN; LOCK TABLE held IN ACCESS SHARE MODE")
    let pid = holder.backendPID
    let events = Recording<RunEvent>()
    let result = try repository.checkout(
      last,
      adjust: { $0.locks = LockPolicy(timeout: .milliseconds(100), attempts: 50, firstPause: .milliseconds(20)) },
      report: { event in
        events.append(event)
        if case .retrying = event { try? TestDatabase.run("SELECT pg_terminate_backend(\(pid))") }
      })
    #expect(result.isVerified)
    #expect(events.all.contains { if case .retrying(attempt: 2, _, _, _) = $0 { true } else { false } })
    let finished = events.all.compactMap { if case .stepFinished(let index, _, _, _) = $0 { index } else { nil } }
    #expect(finished == Array(1...Self.count))
    #expect(try Live.registry().applied.map(\.name) == ["base"] + (1...Self.count).map { "m\($0)" })
  }

  @Test func `an interruption ends at a state that the registry names`() throws {
    let last = try sealTables(with: "CREATE TABLE t6 AS SELECT 1 AS id FROM pg_sleep(0.05)", at: 6)
    let isInterrupted = Recording<Bool>()
    var environment = testEnvironment { event in
      if case .stepFinished(index: 3, _, _, _) = event { isInterrupted.append(true) }
    }
    environment.isInterrupted = { !isInterrupted.all.isEmpty }
    let error = try #require(throws: ExecutionError.self) { try run(to: last, in: environment) }
    #expect(error.kind == .cancelled)
    let state = try Live.registry()
    #expect((3..<Self.count).contains(state.applied.count))
    #expect(try tables() == (1...state.applied.count).map { "t\($0)" })
    #expect(state.openRun == nil)
    let outcome = try #require(try repository.outcomes().first)
    #expect(outcome.result == .interrupted)
    #expect(outcome.steps.count { $0.result == .succeeded } == state.applied.count)
    #expect(try repository.checkout(last).isVerified)
  }

  /// Its sessions end with it, and with them its locks.
  private func run(to version: Version, in environment: RunEnvironment) throws {
    let checkout = try Checkout(
      Target(name: SampleRepository.targetName, address: try TestDatabase.address, isScratch: true),
      versions: VersionReader(store: repository.store), recorder: OutcomeRecorder(repository.store),
      environment: environment)
    _ = try checkout.run(CheckoutRequest(destination: version)) { _ in true }
  }

  @Test func `what runs in pieces, or copies data, has its turn between what is sent ahead`() throws {
    for number in 1...3 { try repository.seal("m\(number)", "CREATE TABLE t\(number) (id int)") }
    try repository.seal("copies", "COPY t1 (id) FROM STDIN;\n1\n2\n\\.\n")
    for number in 4...6 { try repository.seal("m\(number)", "CREATE TABLE t\(number) (id int)") }
    try repository.seal("pieces", "CREATE INDEX CONCURRENTLY t1_id ON t1 (id)", outsideTransaction: true)
    let last = try repository.seal("m7", "CREATE TABLE t7 (id int)")
    #expect(try repository.checkout(last).isVerified)
    #expect(try TestDatabase.column("SELECT count(*)::text FROM t1") == ["2"])
    #expect(
      try Live.registry().applied.map(\.name) == ["m1", "m2", "m3", "copies", "m4", "m5", "m6", "pieces", "m7"])
  }
}
