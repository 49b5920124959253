import Diagnostics
import GitStore
import History
import Planning
import Postgres
import TestSupport
import Testing

@testable import Execution

@Suite(.tags(.large), .scratchDatabase, .timeLimit(.minutes(1))) struct FailureTests {
  let repository: SampleRepository
  let base: Version

  init() throws {
    repository = try SampleRepository()
    base = try repository.seal(
      "base", "CREATE TABLE base (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)", down: "DROP TABLE base")
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var up: String
    var verify: String?
    /// What the target has that scratch did not.
    var trap: String
    var file = "up.sql"
    var line: Int
    var column: Int?
    var message: String
  }

  @Test(arguments: [
    Case(
      testDescription: "a statement",
      up: "CREATE TABLE one (id int);\n\n  SELECT /* é, 日本 */\n    'ü', id FROM trap;",
      trap: "ALTER TABLE trap RENAME id TO other", line: 4, column: 10, message: "column \"id\""),
    Case(
      testDescription: "a deferred constraint at the end",
      up: "CREATE TABLE one (id int);\nINSERT INTO base VALUES (1);\n",
      trap: "INSERT INTO base VALUES (1)", line: 2, column: 1, message: "duplicate key"),
    Case(
      testDescription: "a deferred constraint after COPY",
      up: "CREATE TABLE one (id int);\nCOPY base (id) FROM STDIN;\n1\n\\.\n",
      trap: "INSERT INTO base VALUES (1)", line: 2, column: 1, message: "duplicate key"),
    Case(
      testDescription: "data of COPY", up: "CREATE TABLE one (id int);\nCOPY trap (id) FROM STDIN;\n1\n\\.\n",
      trap: "ALTER TABLE trap ADD CHECK (id > 5) NOT VALID", line: 2, column: 1, message: "check constraint"),
    Case(
      testDescription: "a verify script", up: "CREATE TABLE one (id int);\nINSERT INTO one VALUES (1);",
      verify: "-- every row\nSELECT 1 / (SELECT count(*) FROM trap);", trap: "TRUNCATE trap", file: "verify.sql",
      line: 2,
      column: 1, message: "division by zero"),
    Case(
      testDescription: "the last statement before a verify script", up: "INSERT INTO base VALUES (1)",
      verify: "SELECT 1",
      trap: "INSERT INTO base VALUES (1)", line: 1, column: 1, message: "duplicate key"),
  ])
  func `a failure is shown at its place, and nothing of its migration is kept`(example: Case) throws {
    try repository.seal("trap", "CREATE TABLE trap (id int); INSERT INTO trap VALUES (1)", down: "DROP TABLE trap")
    let before = try #require(repository.last)
    let version = try repository.seal("broken", example.up, down: "DROP TABLE one", verify: example.verify)
    try repository.checkout(before)
    try TestDatabase.run(example.trap)
    let failure = try #require(throws: MigrationFailure.self) {
      try repository.checkout(version) { $0.acceptsDrift = true }
    }
    #expect(failure.kind == .failed)
    let place = try #require(failure.diagnostic.location)
    #expect(place.file == "\(version.id.short()):migration/\(example.file)")
    #expect(place.line == example.line)
    if let column = example.column { #expect(place.column == column) }
    #expect(failure.diagnostic.message.contains(example.message))
    #expect(failure.diagnostic.message.hasPrefix("broken: "))

    let state = try Live.registry()
    #expect(state.head == before.id)
    #expect(state.applied.map(\.name) == ["base", "trap"])
    #expect(state.openRun == nil, "the database is at a state that the registry names, so the run is over")
    #expect(try TestDatabase.column("SELECT to_regclass('one')::text") == [nil])
    let outcome = try #require(try repository.outcomes().first)
    #expect(outcome.result == .failed)
    #expect(outcome.steps.map(\.result) == [.failed])
    #expect(outcome.error?.contains(example.message) == true)
  }

  @Test func `what was reached before a failure is kept, and the next run goes on from there`() throws {
    let second = try repository.seal("second", "CREATE TABLE second (id int)", down: "DROP TABLE second")
    let third = try repository.seal("third", "CREATE TABLE third (id int)", down: "DROP TABLE third")
    try repository.checkout(base)
    try TestDatabase.run("CREATE TABLE third (id int)")
    #expect(throws: MigrationFailure.self) { try repository.checkout(third) { $0.acceptsDrift = true } }
    #expect(try Live.registry().head == second.id)
    #expect(try repository.outcomes().first?.to == second.id)
    try TestDatabase.run("DROP TABLE third")
    let rest = try repository.checkout(third)
    #expect(rest.plan.steps.map(\.summary) == ["apply   third"])
    #expect(rest.isVerified)
  }

  @Test(arguments: [3, 40]) func `a run that fails with steps to go ends in order`(count: Int) throws {
    var last = base
    for number in 1...count {
      last = try repository.seal(
        "table_\(number)", "CREATE TABLE table_\(number) (id int)", down: "DROP TABLE table_\(number)")
    }
    try repository.checkout(base)
    try TestDatabase.run("CREATE TABLE table_1 (id int)")
    for _ in 1...2 {
      let failure = try #require(throws: MigrationFailure.self) {
        try repository.checkout(last) { $0.acceptsDrift = true }
      }
      #expect(failure.diagnostic.message.hasPrefix("table_1: "))
    }
    #expect(try Live.registry().head == base.id)
    try TestDatabase.run("DROP TABLE table_1")
    #expect(try repository.checkout(last).plan.steps.count == count)
  }

  @Test func `a verify script sees what its migration did, and what it does itself is undone`() throws {
    let version = try repository.seal(
      "rows", "SET search_path = nowhere; INSERT INTO public.base VALUES (5)", down: "DELETE FROM base",
      verify: "BEGIN; INSERT INTO base SELECT id + 1 FROM base; SELECT 1 / (count(*) - 1) FROM base; ROLLBACK;")
    try repository.checkout(version)
    #expect(try TestDatabase.column("SELECT id::text FROM base") == ["5"])
  }

  @Test func `verify scripts can be left out`() throws {
    let version = try repository.seal(
      "rows", "INSERT INTO base VALUES (1)", down: "DELETE FROM base", verify: "SELECT 1 / count(*) FROM base")
    try repository.checkout(base)
    try TestDatabase.run("CREATE RULE none AS ON INSERT TO base DO INSTEAD NOTHING")
    #expect(throws: MigrationFailure.self) { try repository.checkout(version) { $0.acceptsDrift = true } }
    try repository.checkout(version) {
      $0.acceptsDrift = true
      $0.verifies = false
    }
    #expect(try Live.registry().head == version.id)
  }

  @Test func `a failure in setup_sql is shown in setup_sql`() throws {
    let other = try SampleRepository()
    let version = try other.seal("first", "CREATE TABLE things (id int)", setup: "-- prepares\nCREATE SCHEMA app;")
    try Registry.prepare(TestDatabase.connect(), for: .database)
    try TestDatabase.run("CREATE SCHEMA app")
    let drift = try #require(throws: ExecutionError.self) { try other.checkout(version) }
    #expect(drift.code == .drift, "Confiture has been here, though nothing is applied")
    let failure = try #require(throws: MigrationFailure.self) {
      try other.checkout(version) { $0.acceptsDrift = true }
    }
    #expect(failure.diagnostic.location?.file?.hasSuffix("setup.sql") == true)
    #expect(failure.diagnostic.location?.line == 2)
    #expect(try Live.registry().openRun == nil, "nothing was done, so nothing has to be taken back")
    try TestDatabase.run("DROP SCHEMA app")
    #expect(try other.checkout(version).isVerified)
  }
}
