import SQLSyntax
import Testing

@Suite struct RowEffectTests {
  private func effect(_ sql: String) throws -> RowEffect? {
    let statements = try MigrationScript(sql).statements
    #expect(statements.count == 1)
    return statements[0].rowEffect
  }

  @Test(arguments: [
    ("INSERT INTO shop.a (x) SELECT y FROM b", ["shop.a"]), ("UPDATE ONLY a SET x = 1 FROM b", ["a"]),
    ("DELETE FROM \"Odd\"\"a\" USING b", ["Odd\"a"]), ("TRUNCATE a, ONLY b.c CASCADE", ["a", "b.c"]),
    ("MERGE INTO a USING b ON true WHEN MATCHED THEN UPDATE SET x = 1", ["a"]),
    ("WITH m AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM m", ["a", "b"]),
    ("INSERT INTO a VALUES (1) ON CONFLICT (x) DO UPDATE SET x = 2", ["a"]), ("COPY a (x) FROM '/tmp/x'", ["a"]),
    ("CREATE TABLE IF NOT EXISTS n AS SELECT * FROM a", ["n"]), ("SELECT x INTO n FROM a", ["n"]),
    ("CREATE MATERIALIZED VIEW m AS SELECT 1", ["m"]), ("REFRESH MATERIALIZED VIEW CONCURRENTLY m", ["m"]),
    ("ALTER TABLE a ALTER x TYPE integer USING x::integer", ["a"]), ("ALTER SEQUENCE s RESTART WITH 7", ["s"]),
  ])
  func `what is written is read from the words`(sql: String, writes: [String]) throws {
    let effect = try #require(try effect(sql))
    #expect(!effect.isUnknown)
    #expect(effect.writes.map(\.description) == writes)
  }

  @Test(arguments: [
    "CREATE TABLE a (x integer DEFAULT 1)", "SELECT 1", "COMMENT ON TABLE a IS 'x'",
    "ALTER TABLE a ADD COLUMN x integer",
    "CREATE VIEW v AS SELECT * FROM a", "SELECT * FROM a FOR UPDATE", "CREATE INDEX ON a (x)",
    "ALTER TABLE a ALTER x DROP NOT NULL", "ALTER TABLE a DROP CONSTRAINT c", "COPY a TO STDOUT",
  ])
  func `most definitions touch no rows`(sql: String) throws {
    #expect(try effect(sql) == nil)
  }

  @Test(arguments: ["DO $$ BEGIN UPDATE a SET x = 1; END $$", "CALL p()", "EXECUTE s"])
  func `what a block or a procedure writes is unknown, and its words are kept`(sql: String) throws {
    let effect = try #require(try effect(sql))
    #expect(effect.isUnknown)
    #expect(!sql.hasPrefix("DO") || effect.words.isSuperset(of: ["update", "a", "x"]))
  }

  @Test func `what is taken away is noted with the column`() throws {
    let drop = try #require(try effect("ALTER TABLE s.a DROP COLUMN IF EXISTS x, RENAME COLUMN y TO z"))
    #expect(drop.removals.map(\.table.description) == ["s.a", "s.a"])
    #expect(drop.removals.map(\.column) == ["x", "y"])
    let table = try #require(try effect("DROP TABLE IF EXISTS a, s.b CASCADE"))
    #expect(table.removals.map(\.table.description) == ["a", "s.b"])
    #expect(try effect("ALTER TABLE a RENAME TO b")?.removals.map(\.column) == [nil])
  }

  @Test func `a query that calls something reads, and names what it calls`() throws {
    let query = try #require(try effect("SELECT shop.fill(x), count(*) FROM a"))
    #expect(query.onlyReads)
    #expect(query.calls.map(\.description) == ["shop.fill", "count"])
  }
}
