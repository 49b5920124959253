import History
import Planning
import Postgres
import TestSupport
import Testing

@testable import Execution

@Suite(.tags(.large), .scratchDatabase, .timeLimit(.minutes(1))) struct SessionStateTests {
  let repository: SampleRepository

  init() throws { repository = try SampleRepository() }

  /// Each leaves something behind in its session that would make the next one go wrong.
  @Test(arguments: [
    "SET search_path = other",
    "SELECT set_config('search_path', 'other', false)",
    "CREATE TEMP TABLE things (wrong text)",
    "PREPARE find AS SELECT 1; DECLARE c CURSOR WITH HOLD FOR SELECT 1",
    "SET SESSION AUTHORIZATION confiture_test_nobody",
    "SET ROLE confiture_test_nobody",
    "SET lock_timeout = 1; SET statement_timeout = '1h'",
    "SET default_transaction_read_only = on",
    "LISTEN news; SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE",
  ])
  func `what a migration sets for its session does not reach the next one, nor the registry`(leak: String) throws {
    let first = "CREATE SCHEMA other; CREATE TABLE public.things (id int); \(leak)"
    try repository.seal(
      "first", "CREATE ROLE confiture_test_nobody; \(first)", down: "DROP TABLE things; DROP SCHEMA other; \(leak)")
    let last = try repository.seal(
      "second",
      """
      DO $$ BEGIN
        IF current_setting('lock_timeout') IN ('1ms') OR current_user <> session_user
          OR current_setting('transaction_isolation') <> 'read committed'
        THEN RAISE EXCEPTION 'another session'; END IF;
      END $$;
      ALTER TABLE things ADD name text; PREPARE find AS SELECT 2; DECLARE c CURSOR WITH HOLD FOR SELECT 2; CREATE TABLE late (id int)
      """, down: "DROP TABLE late; ALTER TABLE things DROP COLUMN name")
    let result = try repository.checkout(last)
    #expect(result.isVerified)
    #expect(try TestDatabase.column("SELECT to_regclass('public.late')::text") == ["late"])
    #expect(try repository.checkout(last).plan.kind == .nothingToDo)
  }

  /// What stands between plain definitions, after which the registry's rows are sent as a prepared statement.
  @Test(arguments: [
    "CREATE SEQUENCE between",
    "DEALLOCATE ALL",
    "DISCARD PLANS; PREPARE confiture_step AS SELECT 1",
    "SET search_path = confiture; CREATE TABLE public.applied (id int)",
    """
    CREATE FUNCTION forget() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'DEALLOCATE ALL'; END $$;
    CREATE EVENT TRIGGER forgetful ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION forget()
    """,
  ])
  func `the registry has a row for each of many plain migrations, whatever comes between them`(between: String) throws
  {
    var names: [String] = []
    func sealTables(_ numbers: ClosedRange<Int>) throws {
      for number in numbers {
        names.append("table_\(number)")
        try repository.seal(
          "table_\(number)", "CREATE TABLE table_\(number) (id int)", down: "DROP TABLE table_\(number)")
      }
    }
    try sealTables(1...4)
    names.append("between")
    try repository.seal("between", between)
    try sealTables(5...9)
    let last = try #require(repository.last)
    let result = try repository.checkout(last)
    #expect(result.isVerified)
    let state = try Live.registry()
    #expect(state.applied.map(\.name) == names)
    #expect(state.head == last.id)
    let known = try TestDatabase.column("SELECT count(*)::text FROM confiture.object WHERE kind = 'commit'")
    #expect(known == ["\(names.count)"])
  }

  @Test func `what a file sets for its session holds to the file's end, whatever it commits in between`() throws {
    let version = try repository.seal(
      "pieces",
      """
      CREATE SCHEMA app;
      SET search_path = app;
      CREATE TABLE things (id int);
      CREATE INDEX CONCURRENTLY things_id ON things (id);
      BEGIN;
      ALTER TABLE things ADD name text;
      COMMIT;
      CREATE TEMP TABLE scrap (id int);
      """, down: "DROP SCHEMA app CASCADE")
    #expect(try repository.checkout(version).isVerified)
    #expect(try TestDatabase.column("SELECT to_regclass('app.things_id')::text") == ["app.things_id"])
  }

  @Test func `setup_sql may change what sessions begin with`() throws {
    let version = try repository.seal(
      "first", "CREATE TABLE things (id int)", down: "DROP TABLE app.things",
      setup: """
        CREATE SCHEMA IF NOT EXISTS app;
        DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = app', current_database()); END $$;
        """)
    #expect(try repository.checkout(version).isVerified)
    #expect(try TestDatabase.column("SELECT to_regclass('app.things')::text") == ["things"])
    let next = try repository.seal("next", "ALTER TABLE things ADD name text", down: "ALTER TABLE things DROP name")
    #expect(try repository.checkout(next).isVerified)
  }

  @Test func `data of COPY is loaded, in a transaction and in pieces`() throws {
    let rows = "COPY things (id, name) FROM STDIN;\n1\tone\n2\t\\N\n\\.\n"
    try repository.seal("things", "CREATE TABLE things (id int, name text)", down: "DROP TABLE things")
    try repository.seal("rows", "\(rows)INSERT INTO things VALUES (3, 'three');", down: "DELETE FROM things")
    let last = try repository.seal(
      "more", "\(rows)CREATE INDEX CONCURRENTLY things_id ON things (id);\n\(rows)", down: "DROP INDEX things_id")
    try repository.checkout(last)
    #expect(
      try TestDatabase.column("SELECT id || coalesce(name, '?') FROM things ORDER BY id, name")
        == ["1one", "1one", "1one", "2?", "2?", "2?", "3three"])
  }

  @Test func `a file that commits by itself keeps what it committed`() throws {
    let version = try repository.seal(
      "own",
      """
      BEGIN;
      CREATE TABLE one (id int);
      COMMIT;
      BEGIN;
      CREATE TABLE undone (id int);
      ROLLBACK;
      START TRANSACTION;
      CREATE TABLE two (id int);
      END;
      """, down: "BEGIN; DROP TABLE one; DROP TABLE two; COMMIT;")
    #expect(try repository.checkout(version).isVerified)
    #expect(
      try TestDatabase.column("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1")
        == ["one", "two"])
    #expect(try Live.journal().isEmpty)
  }

  @Test func `a deferred trigger runs with the settings of its migration`() throws {
    let version = try repository.seal(
      "deferred",
      """
      CREATE SCHEMA app;
      SET search_path = app;
      CREATE TABLE things (id int);
      CREATE TABLE trail (id int);
      CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO trail VALUES (NEW.id); RETURN NULL; END $$;
      CREATE CONSTRAINT TRIGGER later AFTER INSERT ON things DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION note();
      INSERT INTO things VALUES (7);
      """, down: "DROP SCHEMA app CASCADE", verify: "SELECT 1 / count(*) FROM app.trail")
    #expect(try repository.checkout(version).isVerified)
    #expect(try TestDatabase.column("SELECT id::text FROM app.trail") == ["7"])
  }
}
