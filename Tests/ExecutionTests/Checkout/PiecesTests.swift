import Diagnostics
import GitStore
import History
import Planning
import Postgres
import Schema
import TestSupport
import Testing

@testable import Execution

/// Migrations that cannot be one transaction: what stops in their middle is recognised, finished or taken back.
@Suite(.tags(.large), .scratchDatabase, .timeLimit(.minutes(1))) struct PiecesTests {
  let repository: SampleRepository
  let base: Version

  init() throws {
    repository = try SampleRepository()
    base = try repository.seal("base", "CREATE TABLE dup (v int)", down: "DROP TABLE dup")
  }

  private func sealIndexed(_ index: String = "CREATE UNIQUE INDEX CONCURRENTLY dup_v ON dup (v)") throws -> Version {
    try repository.seal(
      "indexed", "CREATE TABLE first (id int);\n\(index);\nCREATE TABLE last (id int);",
      down: "DROP TABLE last; DROP INDEX dup_v; DROP TABLE first")
  }

  private func indexes() throws -> [String?] {
    try TestDatabase.column(
      "SELECT indexrelid::regclass || CASE WHEN indisvalid THEN '' ELSE ' (invalid)' END FROM pg_index WHERE indrelid = 'dup'::regclass ORDER BY 1"
    )
  }

  private func fails(_ version: Version) throws -> MigrationFailure {
    try #require(throws: MigrationFailure.self) { try repository.checkout(version) }
  }

  @Test func `a migration in pieces runs to its end and leaves no journal`() throws {
    let version = try sealIndexed()
    let result = try repository.checkout(version)
    #expect(result.isVerified)
    #expect(try Live.journal().isEmpty)
    #expect(
      result.outcome?.steps.last?.statements.map(\.tag) == [
        "CREATE TABLE", "CREATE UNIQUE INDEX CONCURRENTLY", "CREATE TABLE",
      ])
    #expect(result.outcome?.steps.last?.statements.map(\.line) == [1, 2, 3])
    #expect(try repository.checkout(base).isVerified)
    #expect(try Live.journal().isEmpty)
  }

  @Test(arguments: [
    "CREATE UNIQUE INDEX CONCURRENTLY dup_v ON dup (v)",
    "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS dup_v ON public.dup (v)",
    "CREATE UNIQUE INDEX CONCURRENTLY ON dup (v)", "create unique index concurrently \"Dup V\" on only dup (v)",
  ])
  func `an index that a failure left invalid is dropped and built again`(index: String) throws {
    let version = try sealIndexed(index)
    try repository.checkout(base)
    try TestDatabase.run("INSERT INTO dup VALUES (1), (1)")
    let failure = try fails(version)
    #expect(failure.kind == .failed)
    #expect(failure.diagnostic.location?.line == 2)
    #expect(failure.diagnostic.hints.contains { $0.contains("--continue") })
    #expect(failure.diagnostic.hints.contains { $0.contains("--abort") })
    #expect(try Live.journal() == ["0.0 started", "1.0 started", "1.1 done", "1.2 failed"])
    #expect(try indexes().count == 1)
    #expect(try indexes()[0]?.hasSuffix("(invalid)") == true)
    #expect(try Live.registry().head == base.id)

    _ = try fails(version)
    #expect(try indexes().count == 1, "each attempt cleans up after the one before")
    #expect(try Live.journal() == ["0.0 started", "1.0 started", "1.1 done", "1.2 failed"])

    try TestDatabase.run("DELETE FROM dup WHERE ctid = (SELECT max(ctid) FROM dup)")
    try repository.checkout(version)
    #expect(try indexes().count == 1)
    #expect(try indexes()[0]?.hasSuffix("(invalid)") == false)
    #expect(try Live.fingerprint() == version.fingerprint)
    #expect(try Live.registry().head == version.id)
    #expect(try Live.journal().isEmpty)
    #expect(try TestDatabase.column("SELECT count(*)::text FROM confiture.applied") == ["2"])
  }

  @Test(arguments: ["", " IF NOT EXISTS"])
  func `an index that somebody else left invalid is rebuilt, never stepped over`(guardWords: String) throws {
    let version = try sealIndexed("CREATE UNIQUE INDEX CONCURRENTLY\(guardWords) dup_v ON dup (v)")
    try repository.checkout(base)
    try TestDatabase.run("INSERT INTO dup VALUES (1), (1)")
    #expect(throws: PostgresError.self) {
      try TestDatabase.connect().execute("CREATE UNIQUE INDEX CONCURRENTLY dup_v ON dup (v)")
    }
    try TestDatabase.run("TRUNCATE dup")
    #expect(try indexes() == ["dup_v (invalid)"])
    try repository.checkout(version) { $0.acceptsDrift = true }
    #expect(try indexes() == ["dup_v"])
    #expect(try Live.fingerprint() == version.fingerprint)
  }

  @Test func `another destination needs a word about the interrupted step`() throws {
    let version = try sealIndexed()
    try repository.checkout(base)
    try TestDatabase.run("INSERT INTO dup VALUES (1), (1)")
    _ = try fails(version)
    let error = try #require(throws: ExecutionError.self) { try repository.checkout(base) }
    #expect(error.code == .openRun)
    #expect(error.kind == .interruptedRun)
    #expect(error.diagnostic.message.contains("'indexed'"))
    let adoption = try #require(throws: ExecutionError.self) { try repository.baseline(base) }
    #expect(adoption.code == .notAdopted)

    try TestDatabase.run("TRUNCATE dup")
    let finished = try repository.checkout(nil) { $0.resumption = .continueRun }
    #expect(finished.plan.to == version)
    #expect(try Live.registry().head == version.id)
    #expect(try Live.fingerprint() == version.fingerprint)
    #expect(try Live.journal().isEmpty)
  }

  @Test func `an interrupted step is taken back`() throws {
    let version = try sealIndexed()
    try repository.checkout(base)
    try TestDatabase.run("INSERT INTO dup VALUES (1), (1)")
    _ = try fails(version)
    let stuck = try #require(throws: ExecutionError.self) {
      try repository.checkout(nil) { $0.resumption = .abortRun }
    }
    #expect(stuck.code == .notAborted, "the down expects all of the up")
    #expect(stuck.kind == .interruptedRun)
    #expect(try Live.journal().count == 4, "and the journal stays")
    try TestDatabase.run("DROP TABLE first")

    try repository.checkout(nil) { $0.resumption = .abortRun }
    #expect(try Live.journal().isEmpty)
    #expect(try indexes() == [])
    #expect(try Live.registry().head == base.id)
    #expect(try Live.fingerprint() == base.fingerprint)
    #expect(try repository.outcomes().first?.result == .interrupted)
    #expect(try repository.checkout(base).plan.kind == .nothingToDo)
  }

  @Test func `a down that knows how to take back a part does so`() throws {
    let version = try repository.seal(
      "indexed",
      "CREATE TABLE first (id int);\nCREATE UNIQUE INDEX CONCURRENTLY dup_v ON dup (v);\nCREATE TABLE last (id int);",
      down: "DROP INDEX CONCURRENTLY dup_v;\nDROP TABLE IF EXISTS last;\nDROP TABLE IF EXISTS first;")
    try repository.checkout(base)
    try TestDatabase.run("INSERT INTO dup VALUES (1), (1)")
    _ = try fails(version)
    try repository.checkout(nil) { $0.resumption = .abortRun }
    #expect(try Live.fingerprint() == base.fingerprint)
    #expect(try Live.registry().openRun == nil)
  }

  @Test func `a step of which nothing happened needs no word`() throws {
    let version = try repository.seal(
      "late", "CREATE TABLE first (id int);\nCREATE INDEX CONCURRENTLY dup_v ON dup (v);",
      down: "DROP INDEX dup_v; DROP TABLE first")
    try repository.checkout(base)
    try TestDatabase.run("CREATE TABLE first (id int)")
    #expect(throws: MigrationFailure.self) { try repository.checkout(version) { $0.acceptsDrift = true } }
    #expect(try Live.journal().isEmpty)
    try TestDatabase.run("DROP TABLE first")
    #expect(try repository.checkout(base).plan.kind == .nothingToDo)
  }

  @Test func `without an interrupted run there is nothing to continue or abort`() throws {
    try repository.checkout(base)
    for resumption in [CheckoutRequest.Resumption.continueRun, .abortRun] {
      let error = try #require(throws: ExecutionError.self) {
        try repository.checkout(nil) { $0.resumption = resumption }
      }
      #expect(error.code == .nothingOpen)
      #expect(error.kind == .usage)
    }
  }

  // MARK: As if killed

  /// The journal of a run to a version that died at a statement of its only step.
  private func leaveJournal(to version: Version, _ action: PlanStep.Action, done: [Int], underWay: Int?) throws {
    let connection = try TestDatabase.connect()
    let header = RunHeader(run: "run", plan: "plan", from: nil, to: version.id, steps: 1, by: "tester", started: 1)
    try connection.execute(RegistryWrite.openJournal(run: "run", about: header.text, of: .database))
    let journal = StepJournal(
      run: "run", step: 1, about: StepHeader(action: action, commit: version.id).text, line: .database)
    try connection.execute(journal.open)
    for number in done { try connection.execute(journal.mark(number...number, .done)) }
    if let underWay { try connection.execute(journal.mark(underWay...underWay, .started)) }
  }

  @Test func `an index that was finished before its mark is not built again`() throws {
    let version = try sealIndexed()
    try repository.checkout(base)
    try TestDatabase.run("CREATE TABLE first (id int); CREATE UNIQUE INDEX dup_v ON dup (v)")
    let number = try TestDatabase.column("SELECT 'dup_v'::regclass::oid::text")
    try leaveJournal(to: version, .apply, done: [1], underWay: 2)
    #expect(try repository.checkout(version).isVerified)
    #expect(try TestDatabase.column("SELECT 'dup_v'::regclass::oid::text") == number)
    #expect(try Live.fingerprint() == version.fingerprint)
  }

  @Test func `a drop that was finished before its mark is not tried again`() throws {
    let version = try repository.seal(
      "indexed", "CREATE INDEX CONCURRENTLY dup_v ON dup (v)", down: "DROP INDEX CONCURRENTLY dup_v;\nSELECT 1;")
    try repository.checkout(version)
    try TestDatabase.run("DROP INDEX dup_v")
    try leaveJournal(to: version, .revert, done: [], underWay: 1)
    let error = try #require(throws: ExecutionError.self) { try repository.checkout(base) }
    #expect(error.kind == .interruptedRun)
    try repository.checkout(base) { $0.resumption = .continueRun }
    #expect(try Live.registry().head == base.id)
    #expect(try Live.fingerprint() == base.fingerprint)
  }

  @Test func `settings of pieces that are done hold for those that are left`() throws {
    let version = try repository.seal(
      "app",
      "CREATE SCHEMA app;\nSET search_path = app;\nCREATE TABLE things (id int);\nCREATE INDEX CONCURRENTLY things_id ON things (id);\nCREATE TABLE more (id int);",
      down: "DROP SCHEMA app CASCADE")
    try repository.checkout(base)
    try TestDatabase.run("CREATE SCHEMA app; CREATE TABLE app.things (id int)")
    try leaveJournal(to: version, .apply, done: [1, 2, 3], underWay: 4)
    try repository.checkout(version)
    #expect(try Live.fingerprint() == version.fingerprint)
  }

  @Test func `a run that died between its steps is over, and said so`() throws {
    let next = try repository.seal("next", "CREATE TABLE next (id int)", down: "DROP TABLE next")
    try repository.checkout(base)
    let header = RunHeader(run: "run", plan: "plan", from: nil, to: next.id, steps: 1, by: "tester", started: 1)
    try TestDatabase.connect().execute(RegistryWrite.openJournal(run: "run", about: header.text, of: .database))
    let result = try repository.checkout(base)
    #expect(result.notes.joined().contains("'next'"))
    #expect(try Live.registry().openRun == nil)
    #expect(try repository.outcomes().first?.run == "run")
    #expect(try repository.outcomes().first?.result == .interrupted)
  }

  // MARK: Blocks

  @Test func `a block that commits by itself runs alone; another has its mark in its own transaction`() throws {
    let trap = try repository.seal("trap", "CREATE TABLE trap (id int UNIQUE)", down: "DROP TABLE trap")
    let version = try repository.seal(
      "blocks",
      """
      DO $$ BEGIN INSERT INTO dup VALUES (1); COMMIT; INSERT INTO dup VALUES (2); END $$;
      DO $$ BEGIN INSERT INTO dup VALUES (3); END $$;
      INSERT INTO trap VALUES (1);
      """, down: "DELETE FROM dup", outsideTransaction: true)
    try repository.checkout(trap)
    try TestDatabase.run("INSERT INTO trap VALUES (1)")
    _ = try fails(version)
    #expect(try Live.journal() == ["0.0 started", "1.0 started", "1.1 done", "1.2 done"])
    let marks = try TestDatabase.column(
      "SELECT j.statement::text FROM confiture.journal j JOIN dup d ON d.xmin = j.xmin ORDER BY 1")
    #expect(marks == ["2"])
    try TestDatabase.run("DELETE FROM trap")
    try repository.checkout(version)
    #expect(try TestDatabase.column("SELECT v::text FROM dup ORDER BY v") == ["1", "2", "3"])
  }

  @Test func `a block of which nobody knows whether it ran is not run again by itself`() throws {
    let version = try repository.seal(
      "blocks", "DO $$ BEGIN INSERT INTO dup VALUES (1); COMMIT; END $$;", down: "DELETE FROM dup",
      outsideTransaction: true)
    try repository.checkout(base)
    try leaveJournal(to: version, .apply, done: [], underWay: 1)
    let error = try #require(throws: (any Error).self) { try repository.checkout(version) }
    #expect((error as? any DiagnosedError)?.kind == .interruptedRun)
    #expect(try TestDatabase.column("SELECT count(*)::text FROM dup") == ["0"])
    try repository.checkout(nil) { $0.resumption = .continueRun }
    #expect(try TestDatabase.column("SELECT count(*)::text FROM dup") == ["1"])
    #expect(try Live.registry().head == version.id)
  }
}
