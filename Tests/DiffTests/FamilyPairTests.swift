import TestSupport
import Testing

/// What tables have from others, and what goes round in circles: plans lead to the other schema, in both directions.
@Suite(.tags(.large), .timeLimit(.minutes(3))) struct FamilyPairTests {
  private typealias Case = DependentPairTests.Case

  private static let checks = DependentPairTests.pair(
    "checks",
    [
      Case(
        old: "CREATE TABLE p (a int, CONSTRAINT k CHECK (a > 0));"
          + "CREATE TABLE c (CONSTRAINT k CHECK (a > 0)) INHERITS (p);",
        new: "CREATE TABLE p (a int, CONSTRAINT k CHECK (a > 0)); CREATE TABLE c () INHERITS (p);"),
      Case(
        old: "CREATE TABLE p (a int, CONSTRAINT k CHECK (a > 0)); CREATE TABLE c () INHERITS (p);"
          + "CREATE TABLE d (CONSTRAINT k CHECK (a > 0)) INHERITS (c);",
        new: "CREATE TABLE p (a int, CONSTRAINT k CHECK (a > 0)); CREATE TABLE c () INHERITS (p);"
          + "CREATE TABLE d () INHERITS (c);"),
      Case(
        old: "CREATE TABLE p (a int, CONSTRAINT k CHECK (a > 0));"
          + "CREATE TABLE c (CONSTRAINT k CHECK (a > 0)) INHERITS (p);",
        new: "CREATE TABLE p (a int, CONSTRAINT k CHECK (a > 1));"
          + "CREATE TABLE c (CONSTRAINT k CHECK (a > 1)) INHERITS (p);"),
      Case(
        old: "CREATE TABLE p (a int, CONSTRAINT k CHECK (a > 0));"
          + "CREATE TABLE c (CONSTRAINT k CHECK (a > 0)) INHERITS (p);",
        new: "CREATE TABLE p (a int); CREATE TABLE c () INHERITS (p);"),
      // A partition that knows more of its rows than the table that it is of.
      Case(
        "CREATE TABLE p (a int, b int) PARTITION BY RANGE (a); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (9);",
        old: "",
        new: "ALTER TABLE p ADD CONSTRAINT k CHECK (b > 0) NOT VALID;"
          + "CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (19);"),
      Case(
        "CREATE TABLE p (a int, b int) PARTITION BY RANGE (a); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (9);"
          + "ALTER TABLE p ADD CONSTRAINT k CHECK (b > 0) NOT VALID;",
        old: "", new: "ALTER TABLE p1 VALIDATE CONSTRAINT k;"),
      Case(
        "CREATE TABLE p (a int, b int) PARTITION BY RANGE (a);",
        old: "ALTER TABLE p ADD CONSTRAINT k CHECK (b > 0) NOT VALID;",
        new: "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (9) PARTITION BY LIST (b);"
          + "CREATE TABLE p1d PARTITION OF p1 DEFAULT;"
          + "ALTER TABLE p ADD CONSTRAINT k CHECK (b > 0) NOT VALID;"),
    ])

  private static let columns = DependentPairTests.pair(
    "columns of several tables",
    [
      Case(
        "CREATE TABLE p (a text, b text); CREATE TABLE c () INHERITS (p);",
        old: "", new: "ALTER TABLE ONLY p ALTER a SET STATISTICS 77, ALTER b SET STORAGE EXTERNAL;"),
      Case(
        old: "CREATE TABLE p (a int); CREATE TABLE q (a int, b int); CREATE TABLE c (d int) INHERITS (p, q);",
        new: "CREATE TABLE p (a bigint); CREATE TABLE q (a bigint, b int); CREATE TABLE c (d int) INHERITS (p, q);"),
      Case(
        old:
          "CREATE TABLE p (a int, b text); CREATE TABLE c (z int) INHERITS (p); CREATE TABLE d (y int) INHERITS (c);",
        new: "CREATE TABLE p (a bigint); CREATE TABLE c (z text, b text) INHERITS (p);"
          + "CREATE TABLE d (y int, a bigint DEFAULT 8) INHERITS (c);"),
      Case(
        "CREATE TABLE p (k int NOT NULL, a int) PARTITION BY RANGE (k); CREATE INDEX i ON p (a); CREATE TABLE c (LIKE p);",
        old: "", new: "CREATE INDEX own ON c (a); ALTER TABLE p ATTACH PARTITION c FOR VALUES FROM (0) TO (9);"),
      Case(
        old:
          "CREATE TABLE t (a int, b int, CONSTRAINT u UNIQUE (a), CONSTRAINT w UNIQUE (b), CONSTRAINT x CHECK (a > 0),"
          + "CONSTRAINT y CHECK (b > 0)); COMMENT ON CONSTRAINT u ON t IS 'u'; CREATE TABLE r (a int REFERENCES t (a));",
        new:
          "CREATE TABLE t (a int, b int, CONSTRAINT w UNIQUE (a), CONSTRAINT u UNIQUE (b), CONSTRAINT y CHECK (a > 0),"
          + "CONSTRAINT x CHECK (b > 0)); COMMENT ON CONSTRAINT w ON t IS 'u'; CREATE TABLE r (a int REFERENCES t (a));"
      ),
      Case(
        old: "CREATE TABLE t (id serial PRIMARY KEY); CREATE TABLE u (id int GENERATED ALWAYS AS IDENTITY);",
        new: "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY); CREATE TABLE u (id serial);"),
    ])

  private static let sequences = DependentPairTests.pair(
    "sequences",
    [
      Case(
        old:
          "CREATE SEQUENCE s; CREATE SEQUENCE d INCREMENT -1; CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY);",
        new: "CREATE SEQUENCE s MINVALUE 1000 START 1000; CREATE SEQUENCE d INCREMENT -1 MAXVALUE -50 START -50;"
          + "CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY (MINVALUE 10 START 10));")
    ])

  private static let circles = DependentPairTests.pair(
    "circles",
    [
      Case(
        "CREATE TABLE t (a int, b text COLLATE \"C\");",
        old: "",
        new:
          "CREATE VIEW v AS SELECT a, b FROM t; CREATE FUNCTION f() RETURNS SETOF v LANGUAGE sql AS 'SELECT 1, NULL';"
          + "CREATE OR REPLACE VIEW v AS SELECT a, b FROM t UNION ALL SELECT f.a, f.b FROM f() WHERE f.a < 0;"
          + "CREATE VIEW w AS SELECT a FROM v;"),
      Case(
        old: "CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t;"
          + "CREATE FUNCTION f(v) RETURNS int LANGUAGE sql AS 'SELECT $1.a';"
          + "CREATE OR REPLACE VIEW v AS SELECT a FROM t WHERE f(ROW(t.a)::v) > 0;",
        new: "CREATE TABLE t (a bigint); CREATE VIEW v AS SELECT a FROM t;"
          + "CREATE FUNCTION f(v) RETURNS bigint LANGUAGE sql AS 'SELECT $1.a';"
          + "CREATE OR REPLACE VIEW v AS SELECT a FROM t WHERE f(ROW(t.a)::v) > 0;"),
      Case(
        old: "CREATE TABLE t (a int, b int); CREATE FUNCTION f(t) RETURNS int LANGUAGE sql AS 'SELECT $1.a';"
          + "ALTER TABLE t ALTER b SET DEFAULT f(NULL::t), ADD CHECK (f(t.*) > 0);"
          + "CREATE POLICY p ON t USING (f(t.*) > 0);",
        new: ""),
      Case(
        "CREATE FUNCTION e() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';",
        old: "",
        new: "CREATE EVENT TRIGGER confiture_tags ON ddl_command_end"
          + " WHEN TAG IN ('DROP TABLE', 'ALTER TABLE') EXECUTE FUNCTION e();"),
      Case(
        "CREATE FUNCTION f(anyelement) RETURNS anyelement LANGUAGE sql AS 'SELECT $1';",
        old: "CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT $1'; CREATE VIEW v AS SELECT f(1) AS a;",
        new: "CREATE VIEW v AS SELECT f(1) AS a;"),
      Case(
        old: "CREATE TYPE y AS (a int, b int); CREATE FUNCTION f(p y) RETURNS int LANGUAGE sql AS 'SELECT p.b';"
          + "CREATE VIEW v AS SELECT f(ROW(1, 2)::y) AS x; CREATE TABLE t (a y);",
        new:
          "CREATE TYPE y AS (a int, b int, c int); CREATE FUNCTION f(p y) RETURNS int LANGUAGE sql AS 'SELECT p.c';"
          + "CREATE VIEW v AS SELECT f(ROW(1, 2, 3)::y) AS x; CREATE TABLE t (a y);"),
    ])

  @Test(arguments: [checks, columns, sequences, circles])
  func `what belongs together changes together`(pair: SchemaPair) throws {
    let report = try MigrationCheck.ofConfiture(isOnline: false).check(pair)
    guard case .checked(let forward, let backward) = report else {
      Issue.record("\(pair.name): \(report)")
      return
    }
    #expect(forward.outcome == .passed, "\(forward.text)")
    #expect(backward.outcome == .passed, "\(backward.text)")
  }
}
