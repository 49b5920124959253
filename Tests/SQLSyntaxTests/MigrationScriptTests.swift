import Testing

@testable import SQLSyntax

@Suite struct StatementCommandTests {
  @Test(arguments: [
    (
      "create unique index concurrently if not exists \"I x\" on only s.\"T\" (a)",
      Statement.Command.createIndexConcurrently(
        index: "I x", table: ObjectName(schema: "s", name: "T"), ifNotExists: true)
    ),
    (
      "CREATE INDEX CONCURRENTLY ON t (a)",
      .createIndexConcurrently(index: nil, table: ObjectName(name: "t"), ifNotExists: false)
    ),
    ("CREATE INDEX i ON t (concurrently)", .ordinary),
    (
      "DROP INDEX CONCURRENTLY IF EXISTS a, s.B",
      .dropIndexConcurrently([ObjectName(name: "a"), ObjectName(schema: "s", name: "b")])
    ),
    ("vacuum analyze t", .outsideTransaction("VACUUM")),
    (
      "ALTER TABLE p DETACH PARTITION c CONCURRENTLY",
      .outsideTransaction("ALTER TABLE DETACH PARTITION CONCURRENTLY")
    ),
    ("ALTER TABLE p DETACH PARTITION c", .ordinary),
    ("REINDEX (VERBOSE) TABLE t", .ordinary),
    ("REINDEX TABLE CONCURRENTLY t", .outsideTransaction("REINDEX")),
    ("START TRANSACTION", .begin),
    ("END", .commit),
    ("ROLLBACK TO SAVEPOINT a", .ordinary),
    ("CREATE ROLE \"App\" NOLOGIN", .createRole(name: "App")),
    ("DROP USER IF EXISTS a, b", .dropRole(names: ["a", "b"])),
    ("ALTER DATABASE d SET search_path TO a", .sessionDefault),
    ("ALTER ROLE r IN DATABASE d SET work_mem = 1", .sessionDefault),
    ("ALTER ROLE r NOLOGIN", .ordinary),
    ("CREATE USER MAPPING FOR u SERVER s", .ordinary),
  ])
  func `commands that need care are recognised`(sql: String, expected: Statement.Command) throws {
    #expect(try StatementSplitter.statements(of: sql).map(\.command) == [expected])
  }

  @Test func `the grammar says what it cannot read`() throws {
    let newer = try #require(
      try StatementSplitter.statements(of: "MERGE INTO t USING s ON true WHEN NOT MATCHED BY SOURCE THEN DELETE")
        .first)
    #expect(newer.grammarObjection != nil)
    let known = try #require(try StatementSplitter.statements(of: "SELECT 1").first)
    #expect(known.grammarObjection == nil)
  }
}

@Suite struct MigrationScriptTests {
  private func shape(_ script: MigrationScript) -> [String] {
    script.segments.map { "\($0.kind) \($0.statements.count)" }
  }

  @Test(arguments: [
    ("SELECT 1; SELECT 2", ["transaction 2"]),
    ("BEGIN; SELECT 1; SELECT 2; COMMIT;", ["transaction 2"]),
    ("BEGIN; SELECT 1; COMMIT; BEGIN; SELECT 2; END;", ["transaction 1", "transaction 1"]),
    ("BEGIN; SELECT 1; ROLLBACK;", ["rolledBack 1"]),
    ("SELECT 1; VACUUM; SELECT 2; SELECT 3", ["transaction 1", "alone 1", "transaction 2"]),
    ("", []),
  ])
  func `statements are grouped into transactions`(sql: String, expected: [String]) throws {
    #expect(try shape(MigrationScript(sql)) == expected)
  }

  @Test func `each statement can stand alone`() throws {
    let script = try MigrationScript("BEGIN; SELECT 1; SELECT 2; COMMIT; VACUUM", grouping: .eachStatement)
    #expect(shape(script) == ["transaction 1", "transaction 1", "alone 1"])
    #expect(!script.isSingleTransaction)
  }

  @Test func `blocks that may commit stand alone when nothing groups them`() throws {
    let sql = "DO $$ BEGIN COMMIT; END $$; CALL p(); SELECT 1"
    #expect(try shape(MigrationScript(sql, grouping: .eachStatement)) == ["alone 1", "alone 1", "transaction 1"])
    #expect(try shape(MigrationScript(sql)) == ["transaction 3"])
  }

  @Test func `an open transaction is refused`() throws {
    let error = try #require(throws: SQLSyntaxError.self) { try MigrationScript("SELECT 1;\nBEGIN;\nSELECT 2;") }
    #expect(error.code == .openTransaction)
    #expect(error.utf8Offset == 10)
  }

  @Test(arguments: [
    ("-- +goose NO TRANSACTION\nSELECT 1", true), ("-- migrate:up transaction:false\n", true),
    ("-- postgres-migrations disable-transaction", true), ("SELECT 1 -- transaction", false),
  ])
  func `declarations of other tools are understood`(sql: String, expected: Bool) {
    #expect(MigrationScript.declaresNoTransaction(sql) == expected)
  }

  @Test func `the patch id ignores comments and blanks but not words`() {
    #expect(PatchID.of("SELECT 1; -- a\n") == PatchID.of("SELECT\n  1 ;"))
    #expect(PatchID.of("SELECT 1") != PatchID.of("SELECT 2"))
    #expect(PatchID.of("SELECT 'a b'") != PatchID.of("SELECT 'a  b'"))
  }
}
