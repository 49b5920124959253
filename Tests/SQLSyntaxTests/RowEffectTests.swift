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
    ("COPY (DELETE FROM a RETURNING x) TO STDOUT", ["a"]), ("EXPLAIN ANALYZE INSERT INTO a VALUES (1)", ["a"]),
    ("UPDATE a SET x = nextval('shop.s'::regclass)", ["a", "shop.s"]), ("SELECT setval('\"Odd s\"', 3)", ["Odd s"]),
    ("SELECT setval(pg_get_serial_sequence('a', 'id'), 3)", ["a"]), ("TRUNCATE a RESTART IDENTITY", ["a"]),
    ("ALTER TABLE a ADD COLUMN x integer DEFAULT nextval('s')", ["s"]),
  ])
  func `what is written is read from the statement`(sql: String, writes: [String]) throws {
    let effect = try #require(try effect(sql))
    #expect(!effect.isUnknown)
    #expect(effect.writes.map(\.description).sorted() == writes.sorted())
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

  // MARK: What is read

  @Test func `only relations and routines are read, whatever columns and aliases are called`() throws {
    let effect = try #require(
      try effect("INSERT INTO a (b) SELECT lower(c.d) AS e FROM shop.f AS c WHERE c.g > (SELECT max(h) FROM i)"))
    #expect(effect.reads == ["a", "f", "i", "lower", "max"])
    #expect(!effect.usesWholeRows)
  }

  @Test func `a text may name a relation where a function or a cast takes it for one`() throws {
    let cast = try #require(try effect("INSERT INTO a SELECT 'shop.b'::regclass"))
    #expect(cast.reads.isSuperset(of: ["a", "b"]))
    let call = try #require(try effect("INSERT INTO a SELECT fill('b')"))
    #expect(call.reads.isSuperset(of: ["b", "fill"]))
    let plain = try #require(try effect("INSERT INTO a SELECT upper('b')"))
    #expect(!plain.reads.contains("b"))
  }

  @Test(arguments: [
    "INSERT INTO a SELECT * FROM b", "INSERT INTO a SELECT to_jsonb(b) FROM b",
    "INSERT INTO a SELECT row(c.*) FROM b c",
    "UPDATE a SET x = 1 FROM b NATURAL JOIN c",
  ])
  func `whole rows are used by a star, by their name and by a natural join`(sql: String) throws {
    #expect(try #require(try effect(sql)).usesWholeRows)
  }

  // MARK: Columns

  @Test(arguments: [
    ("UPDATE a SET x = 1, y = lower(z)", ["x", "y"]),
    ("UPDATE shop.a AS t SET x = t.y + 1 WHERE t.z IS NULL", ["x"]),
    ("UPDATE a SET (x, y) = (SELECT b.x, b.y FROM b WHERE b.id = a.id)", ["x", "y"]),
    ("UPDATE a SET x[1] = 2", ["x"]),
  ])
  func `an update of its own columns, row by row, says which`(sql: String, columns: [String]) throws {
    #expect(try #require(try effect(sql)).setsOnly == Set(columns))
  }

  @Test(arguments: [
    "UPDATE a SET x = b.y FROM b", "UPDATE a SET x = (SELECT max(y) FROM a)", "UPDATE a SET x = nextval('s')",
    "UPDATE a SET x = mine(y)", "UPDATE a SET x = to_jsonb(a)", "UPDATE a SET x = 1 WHERE ctid = '(0,1)'",
    "WITH b AS (SELECT 1) UPDATE a SET x = 1", "UPDATE a SET x = 1 RETURNING y", "DELETE FROM a",
    "INSERT INTO a VALUES (1) ON CONFLICT (x) DO UPDATE SET y = 1",
  ])
  func `what looks further than at one row at a time is of the whole table`(sql: String) throws {
    #expect(try #require(try effect(sql)).setsOnly == nil)
  }

  // MARK: Definitions

  @Test func `a column that numbers the rows that are there fills them`() throws {
    for type in ["serial", "integer GENERATED ALWAYS AS IDENTITY", "uuid DEFAULT mine()"] {
      let effect = try #require(try effect("ALTER TABLE a ADD COLUMN x \(type)"))
      #expect(effect.fills.map(\.column) == ["x"])
      #expect(effect.fills.map(\.isNew) == [true])
    }
    let later = try #require(try effect("ALTER TABLE a ALTER COLUMN x DROP DEFAULT"))
    #expect(later.fills.map(\.isNew) == [false])
    #expect(try effect("ALTER TABLE a ADD COLUMN x integer DEFAULT 5") == nil)
  }

  @Test func `a schema goes with all that is in it, and a type with the columns of it`() throws {
    #expect(try #require(try effect("DROP SCHEMA s CASCADE")).removedSchemas == ["s"])
    #expect(try #require(try effect("DROP TYPE t CASCADE")).isUnknown)
    #expect(try effect("DROP TYPE t") == nil)
  }

  @Test(arguments: [
    ("CREATE FUNCTION s.f() RETURNS integer LANGUAGE sql AS 'SELECT 1'", "routine f"),
    ("CREATE OR REPLACE PROCEDURE f() LANGUAGE sql AS 'SELECT 1'", "routine f"),
    ("CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION f()", "trigger a"),
    ("CREATE RULE r AS ON DELETE TO a DO INSTEAD NOTHING", "rule a"), ("CREATE VIEW v AS SELECT 1", "view v"),
    ("CREATE MATERIALIZED VIEW v AS SELECT 1", "view v"), ("CREATE FUNCTION wrong wrong", "unreadable"),
    ("CREATE TABLE a (x integer)", "none"),
  ])
  func `what takes part when rows are touched is known by its name`(sql: String, what: String) throws {
    let definition = try MigrationScript(sql).statements[0].rowDefinition
    let found =
      switch definition {
      case .routine(let name, _): "routine \(name.name)"
      case .trigger(let table, _): "trigger \(table.name)"
      case .rule(let table): "rule \(table.name)"
      case .view(let name, _): "view \(name.name)"
      case .unreadable: "unreadable"
      case nil: "none"
      }
    #expect(found == what)
  }
}

@Suite struct BlockStatementTests {
  private func parts(_ body: String) throws -> [String] {
    let statements = try MigrationScript("DO $do$ \(body) $do$").statements
    #expect(statements.count == 1)
    return statements[0].parts.map(\.text)
  }

  @Test(arguments: [
    ("BEGIN UPDATE a SET x = 1; END", ["UPDATE a SET x = 1"]),
    (
      "begin\n  -- both\n  ALTER TABLE a ADD y int; DROP TABLE b;\nend;", ["ALTER TABLE a ADD y int", "DROP TABLE b"]
    ),
    ("BEGIN EXECUTE 'ALTER TABLE a ADD \"it''s\" int'; NULL; END", ["ALTER TABLE a ADD \"it's\" int"]),
    ("BEGIN EXECUTE $x$DELETE FROM a; DELETE FROM b$x$; END", ["DELETE FROM a", "DELETE FROM b"]),
    (
      "BEGIN IF NOT EXISTS (SELECT FROM pg_tables WHERE tablename = 'x') THEN CREATE TABLE x (id int); END IF; END",
      ["CREATE TABLE x (id int)"]
    ),
    (
      "BEGIN IF to_regclass('a') IS NULL THEN CREATE TABLE a (); ELSE ALTER TABLE a ADD y int; END IF; END",
      ["CREATE TABLE a ()", "ALTER TABLE a ADD y int"]
    ),
  ])
  func `a block that is a row of statements is read as them`(body: String, statements: [String]) throws {
    #expect(try parts(body) == statements)
  }

  @Test(arguments: [
    "DECLARE n int; BEGIN UPDATE a SET x = n; END", "BEGIN EXECUTE 'DELETE FROM ' || 'a'; END",
    "BEGIN EXECUTE 'DELETE FROM a' USING 1; END", "BEGIN EXECUTE format('DELETE FROM %I', 'a'); END",
    "BEGIN FOR r IN SELECT * FROM a LOOP DELETE FROM b; END LOOP; END", "BEGIN PERFORM f(); END",
    "BEGIN UPDATE a SET x = 1; IF found THEN DELETE FROM b; END IF; END",
    "BEGIN IF EXISTS (SELECT FROM a) THEN ALTER TABLE b ADD y int; END IF; END",
    "BEGIN IF EXISTS (SELECT FROM pg_tables) THEN DELETE FROM a; END IF; END",
    "BEGIN IF EXISTS (SELECT FROM pg_tables) THEN DROP TABLE a; END IF; END",
    "BEGIN IF EXISTS (SELECT FROM pg_class WHERE reltuples > 0) THEN CREATE TABLE a (); END IF; END",
    "BEGIN IF shop.is_new() THEN CREATE TABLE a (); END IF; END",
    "BEGIN IF true THEN CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; END IF; END",
    "BEGIN DELETE FROM a; EXCEPTION WHEN OTHERS THEN NULL; END", "BEGIN DELETE FROM a; COMMIT; END",
    "BEGIN INSERT INTO a VALUES (1) RETURNING x INTO y; END", "BEGIN BEGIN DELETE FROM a; END; END",
    "<<outer>> BEGIN DELETE FROM a; END", "BEGIN x := 1; END", "BEGIN CALL p(); END",
    "BEGIN DO 'BEGIN DELETE FROM a; END'; END", "BEGIN DELETE FROM a; END trailing words",
  ])
  func `whatever else a block has leaves it unread`(body: String) throws {
    #expect(try parts(body) == ["DO $do$ \(body) $do$"])
  }

  @Test func `a block in another language is unread`() throws {
    let text = "DO LANGUAGE plperl $$ BEGIN DELETE FROM a; END $$"
    #expect(try MigrationScript(text).statements[0].parts.map(\.text) == [text])
  }

  @Test(arguments: [
    ("BEGIN NEW.b := NEW.b + 1; RETURN NEW; END", false), ("SELECT a, b FROM t WHERE x = $1", false),
    ("SELECT * FROM t", true), ("BEGIN INSERT INTO log VALUES (to_jsonb(NEW)); RETURN NULL; END", true),
    ("DECLARE r t%ROWTYPE; BEGIN RETURN 1; END", true), ("DECLARE r record; BEGIN RETURN 1; END", true),
    ("BEGIN INSERT INTO log VALUES (NEW); RETURN OLD; END", true), ("BEGIN EXECUTE q; RETURN 1; END", true),
  ])
  func `a routine that may use whole rows is told by its words`(body: String, isWhole: Bool) {
    let text = "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $body$\(body)$body$"
    #expect(RoutineText.usesWholeRows(text) == isWhole)
  }
}
