import TestSupport
import Testing

/// What depends on what changes, in ways that only a server tells: plans lead to the other schema, in both directions.
///
/// A pair has a schema for each case, so that many cases cost no more than one.
@Suite(.tags(.large), .timeLimit(.minutes(3))) struct DependentPairTests {
  /// Two states of the objects of one schema.
  struct Case {
    let both: String
    let old: String
    let new: String

    init(_ both: String = "", old: String, new: String) { (self.both, self.old, self.new) = (both, old, new) }
  }

  static func pair(_ name: String, _ cases: [Case]) -> SchemaPair {
    func script(_ text: (Case) -> String) -> String {
      cases.enumerated().map { "CREATE SCHEMA c\($0);\nSET search_path = c\($0);\n\($1.both)\n\(text($1))\n" }
        .joined()
    }
    return SchemaPair(name: name, old: script(\.old), new: script(\.new))
  }

  static let keys = pair(
    "keys",
    [
      Case(
        old: "CREATE TABLE r (a int PRIMARY KEY); CREATE TABLE t (a int REFERENCES r);",
        new: "CREATE TABLE r (a uuid PRIMARY KEY); CREATE TABLE t (a uuid REFERENCES r);"),
      Case(
        old: "CREATE TABLE t (a int, b text, CONSTRAINT k PRIMARY KEY (a));"
          + "CREATE VIEW v AS SELECT a, b, count(*) FROM t GROUP BY a;",
        new: "CREATE TABLE t (a int, b text, CONSTRAINT k PRIMARY KEY (a) INCLUDE (b));"
          + "CREATE VIEW v AS SELECT a, b, count(*) FROM t GROUP BY a;"),
      Case(
        old:
          "CREATE TABLE t (a int, b int, CONSTRAINT k PRIMARY KEY (a) INCLUDE (b)); CREATE TABLE u (a int REFERENCES t);",
        new:
          "CREATE TABLE t (a int, b text, CONSTRAINT k PRIMARY KEY (a) INCLUDE (b)); CREATE TABLE u (a int REFERENCES t);"
      ),
      Case(
        "CREATE TABLE t (a int, b text) PARTITION BY RANGE (a);"
          + "CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10); CREATE INDEX i ON t1 (b);",
        old: "CREATE INDEX p ON ONLY t (b); ALTER INDEX p ATTACH PARTITION i;", new: ""),
      Case(
        old: "CREATE TABLE r (a int PRIMARY KEY); CREATE TABLE t (a int REFERENCES r);",
        new: "CREATE UNLOGGED TABLE r (a int PRIMARY KEY); CREATE UNLOGGED TABLE t (a int REFERENCES r);"),
      Case(
        old: "CREATE TABLE t (a int, b int) PARTITION BY RANGE (a);"
          + "CREATE TABLE m PARTITION OF t FOR VALUES FROM (0) TO (9) PARTITION BY RANGE (b);"
          + "CREATE TABLE l PARTITION OF m FOR VALUES FROM (0) TO (9);",
        new: "CREATE TABLE t (a int, b bigint) PARTITION BY RANGE (a);"
          + "CREATE TABLE m PARTITION OF t FOR VALUES FROM (0) TO (9) PARTITION BY RANGE (b);"
          + "CREATE TABLE l PARTITION OF m FOR VALUES FROM (0) TO (9);"),
    ])

  static let types = pair(
    "types",
    [
      Case(
        old: "CREATE TABLE t (a varchar(30) COLLATE \"C\", b text COLLATE \"C\", c text);",
        new: "CREATE TABLE t (a boolean, b text, c varchar(9) COLLATE \"C\");"),
      Case(
        old: "CREATE TYPE y AS ENUM ('a', 'b'); CREATE TABLE t (a y DEFAULT 'a' PRIMARY KEY);"
          + "CREATE TABLE u (b y REFERENCES t);",
        new: "CREATE DOMAIN y AS text CHECK (VALUE IN ('a', 'b')); CREATE TABLE t (a y DEFAULT 'a' PRIMARY KEY);"
          + "CREATE TABLE u (b y REFERENCES t);"),
      Case(
        old: "CREATE DOMAIN d AS int; CREATE TYPE c AS (x d); CREATE TABLE t (a c, b d[]);",
        new: "CREATE FUNCTION f(int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'select true';"
          + "CREATE DOMAIN d AS int CHECK (f(VALUE)); CREATE TYPE c AS (x d); CREATE TABLE t (a c, b d[]);"),
      Case(
        old: "CREATE TYPE y AS (p int, q text); CREATE TYPE o AS (k y); CREATE TABLE t (b o);",
        new: "CREATE TYPE y AS (p bigint, q text); CREATE TYPE o AS (k y); CREATE TABLE t (b o);"),
      Case(
        old: "CREATE TYPE y AS (p int, q text); CREATE TABLE t OF y (PRIMARY KEY (p));",
        new: "CREATE TYPE y AS (p int, q text, r date); CREATE TABLE t OF y (PRIMARY KEY (p));"),
      Case(
        old: "CREATE TYPE y AS (p int, q text); CREATE TABLE t OF y;",
        new: "CREATE TYPE y AS (q text, p int); CREATE TABLE t OF y;"),
      Case(
        old: "CREATE TYPE y AS ENUM ('a', 'b', 'c');"
          + "CREATE TABLE t (a y) PARTITION BY LIST (a); CREATE TABLE t1 PARTITION OF t DEFAULT;",
        new: "CREATE TYPE y AS ENUM ('b', 'a', 'c');"
          + "CREATE TABLE t (a y) PARTITION BY LIST (a); CREATE TABLE t1 PARTITION OF t DEFAULT;"),
      Case(
        old: "CREATE TABLE t (a int, b timestamptz, c boolean, d int[], e jsonb);",
        new: "CREATE TABLE t (a int[], b bigint, c bigint, d jsonb, e uuid);"),
      Case(
        "CREATE TYPE c AS (x int);",
        old: "CREATE FUNCTION s(c) RETURNS int LANGUAGE sql AS 'select $1.x';"
          + "CREATE CAST (c AS int) WITH FUNCTION s(c); CREATE VIEW v AS SELECT ROW(1)::c::int AS x;",
        new: "CREATE FUNCTION s2(c) RETURNS int LANGUAGE sql AS 'select $1.x';"
          + "CREATE CAST (c AS int) WITH FUNCTION s2(c); CREATE VIEW v AS SELECT ROW(1)::c::int AS x;"),
    ])

  static let columns = pair(
    "columns",
    [
      Case(
        old:
          "CREATE TABLE t (a int, b int); CREATE INDEX i ON t ((b::text)); ALTER INDEX i ALTER 1 SET STATISTICS 200;"
          + "CREATE STATISTICS s ON a, b FROM t; ALTER STATISTICS s SET STATISTICS 77;",
        new: "CREATE TABLE t (a int, b bigint); CREATE INDEX i ON t ((b::text));"
          + "ALTER INDEX i ALTER 1 SET STATISTICS 200;"
          + "CREATE STATISTICS s ON a, b FROM t; ALTER STATISTICS s SET STATISTICS 77;"),
      Case(
        old: "CREATE TABLE t (a int, b int); CREATE FUNCTION g() RETURNS SETOF t LANGUAGE sql AS 'select * from t';"
          + "CREATE VIEW v AS SELECT b FROM g();",
        new:
          "CREATE TABLE t (a int, b bigint); CREATE FUNCTION g() RETURNS SETOF t LANGUAGE sql AS 'select * from t';"
          + "CREATE VIEW v AS SELECT b FROM g();"),
      Case(
        old: "CREATE TABLE t (a text); ALTER TABLE t ALTER a SET STORAGE EXTERNAL, ALTER a SET COMPRESSION pglz;"
          + "CREATE TABLE k () INHERITS (t); ALTER TABLE k ALTER a SET STORAGE MAIN, ALTER a SET COMPRESSION pglz;",
        new:
          "CREATE TABLE t (a varchar(9)); ALTER TABLE t ALTER a SET STORAGE EXTERNAL, ALTER a SET COMPRESSION pglz;"
          + "CREATE TABLE k () INHERITS (t); ALTER TABLE k ALTER a SET STORAGE MAIN, ALTER a SET COMPRESSION pglz;"),
      Case(
        old: "CREATE TABLE p (a int, b int); CREATE TABLE c () INHERITS (p);",
        new: "CREATE TABLE p (a int); CREATE TABLE c () INHERITS (p);"),
      Case(
        old: "CREATE TABLE p (a int); CREATE TABLE q (b int); CREATE TABLE c (d int) INHERITS (p, q);",
        new: "CREATE TABLE p (a int); CREATE TABLE q (b int); CREATE TABLE c (d int) INHERITS (q, p);"),
      Case(
        old: "CREATE TABLE p (a int NOT NULL); CREATE TABLE c () INHERITS (p);",
        new: "CREATE TABLE p (a int); CREATE TABLE c (a int NOT NULL) INHERITS (p);"),
      Case(
        old: "CREATE DOMAIN y AS text; CREATE TABLE p (a y DEFAULT 'a'); CREATE TABLE c () INHERITS (p);"
          + "ALTER TABLE c ALTER a SET DEFAULT 'b';",
        new:
          "CREATE DOMAIN y AS text COLLATE \"C\"; CREATE TABLE p (a y DEFAULT 'a'); CREATE TABLE c () INHERITS (p);"
          + "ALTER TABLE c ALTER a SET DEFAULT 'b';"),
      Case(
        old: "CREATE SEQUENCE s; CREATE TABLE t (b regclass DEFAULT 's');",
        new: "CREATE SEQUENCE s2; CREATE TABLE t (b regclass DEFAULT 's2');"),
      Case(
        old: "CREATE TABLE x (a int); CREATE FUNCTION x(i int) RETURNS int LANGUAGE sql IMMUTABLE AS 'select i';"
          + "CREATE TABLE y (b x, c int CHECK (x(c) > 0));",
        new: "CREATE TABLE x (a int); CREATE FUNCTION x(j int) RETURNS int LANGUAGE sql IMMUTABLE AS 'select j';"
          + "CREATE TABLE y (b x, c int CHECK (x(c) > 0));"),
    ])

  static let overloads = pair(
    "overloads",
    [
      Case(
        old: "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql IMMUTABLE AS 'select 1';"
          + "CREATE FUNCTION f(a int, b int) RETURNS int LANGUAGE sql IMMUTABLE AS 'select 1';"
          + "CREATE MATERIALIZED VIEW m AS SELECT f(1) AS x; CREATE TABLE t (a int CHECK (f(a, 2) > 0));",
        new: "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql IMMUTABLE AS 'select 1';"
          + "CREATE MATERIALIZED VIEW m AS SELECT f(1) AS x; CREATE TABLE t (a int CHECK (a > 0));"),
      Case(
        old:
          "CREATE TYPE e AS ENUM ('a', 'b'); CREATE FUNCTION f(a e) RETURNS int LANGUAGE sql IMMUTABLE AS 'select 1';"
          + "CREATE FUNCTION f(a int, b int) RETURNS int LANGUAGE sql IMMUTABLE AS 'select 1';"
          + "CREATE TABLE t (a e); CREATE VIEW v AS SELECT f(a) AS x FROM t;",
        new:
          "CREATE TYPE e AS ENUM ('b', 'a'); CREATE FUNCTION f(a e) RETURNS int LANGUAGE sql IMMUTABLE AS 'select 1';"
          + "CREATE TABLE t (a e); CREATE VIEW v AS SELECT f(a) AS x FROM t;"),
    ])

  @Test func `those that call another overload than the one that goes stay`() throws {
    guard case .checked(let forward, _) = try MigrationCheck.ofConfiture(isOnline: false).check(Self.overloads) else {
      Issue.record("not loadable")
      return
    }
    #expect(forward.outcome == .passed, "\(forward.text)")
    #expect(!forward.script.contains { $0.contains("MATERIALIZED VIEW c0.m") }, "\(forward.text)")
  }

  static let access = pair(
    "access",
    [
      Case(
        "CREATE TABLE t (a int, b int); CREATE STATISTICS s ON a, b FROM t;", old: "",
        new: "ALTER STATISTICS s OWNER TO confiture_a;"),
      Case(
        "CREATE TABLE t (a int);", old: "REVOKE INSERT, TRUNCATE ON t FROM CURRENT_USER;",
        new: "REVOKE ALL ON t FROM CURRENT_USER; GRANT SELECT ON t TO confiture_a;"),
      Case(old: "ALTER SCHEMA public OWNER TO confiture_a;", new: ""),
      Case(
        old: "",
        new: "CREATE OPERATOR CLASS oc FOR TYPE int USING btree AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =,"
          + "OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(int, int);"),
      Case(
        "CREATE FUNCTION e() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END';",
        old: "CREATE TABLE t (a int, b int);",
        new: "CREATE TABLE t (a int);"
          + "CREATE EVENT TRIGGER confiture_e ON ddl_command_start WHEN TAG IN ('ALTER TABLE') EXECUTE FUNCTION e();"),
      Case(old: "CREATE TYPE sh;", new: "CREATE TYPE sh AS ENUM ('a');"),
      Case(
        "ALTER DEFAULT PRIVILEGES IN SCHEMA c6 GRANT EXECUTE ON FUNCTIONS TO PUBLIC;", old: "",
        new: "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'select 1'; CREATE PROCEDURE p() LANGUAGE sql AS '';"
          + "REVOKE ALL ON PROCEDURE p FROM PUBLIC;"),
      Case(
        old: "CREATE SCHEMA confiture_x; CREATE EXTENSION citext SCHEMA confiture_x;"
          + "CREATE FUNCTION f(confiture_x.citext) RETURNS int LANGUAGE sql AS 'select 1';",
        new: "CREATE EXTENSION citext; CREATE FUNCTION f(citext) RETURNS int LANGUAGE sql AS 'select 1';"),
    ])

  static let families = pair(
    "families",
    [
      Case(
        old:
          "CREATE TABLE p (a int, b text NOT NULL DEFAULT 'x' CHECK (b <> '')); CREATE TABLE c (z int) INHERITS (p);",
        new: "CREATE TABLE c (a int, b text NOT NULL DEFAULT 'x' CHECK (b <> ''), z int);"),
      Case(
        old: "CREATE TABLE p (a int PRIMARY KEY, b text) PARTITION BY RANGE (a);"
          + "CREATE TABLE c PARTITION OF p FOR VALUES FROM (0) TO (9);",
        new: "CREATE TABLE c (a int PRIMARY KEY, b text);"),
      Case(
        old: "CREATE TABLE p (a int, b text) PARTITION BY RANGE (a);"
          + "CREATE TABLE c PARTITION OF p FOR VALUES FROM (0) TO (9);",
        new: "CREATE TABLE p (a int, b text) PARTITION BY LIST (b); CREATE TABLE c (a int, b text);"),
      Case(
        old: "CREATE TABLE p (a int, b text) PARTITION BY RANGE (a);"
          + "CREATE TABLE c PARTITION OF p FOR VALUES FROM (0) TO (9) PARTITION BY LIST (b);"
          + "CREATE TABLE d PARTITION OF c FOR VALUES IN ('a'); CREATE INDEX i ON p (b);",
        new: "CREATE TABLE p (a int, b text); CREATE TABLE c (a int, b text); CREATE INDEX i ON p (b);"),
      Case(
        "CREATE TABLE p (a int, b int) PARTITION BY LIST (a); CREATE INDEX i ON p (b);"
          + "ALTER TABLE p ADD CONSTRAINT pk PRIMARY KEY (a, b); CREATE TABLE base (a int NOT NULL);",
        old: "CREATE TABLE x (a int NOT NULL, b int NOT NULL, CONSTRAINT xk PRIMARY KEY (a, b));"
          + "CREATE INDEX xi ON x (b); ALTER TABLE p ATTACH PARTITION x FOR VALUES IN (5);"
          + "CREATE TABLE y PARTITION OF p DEFAULT;",
        new: "CREATE TABLE x (a int NOT NULL, b int NOT NULL, CONSTRAINT xk PRIMARY KEY (a, b));"
          + "CREATE INDEX xi ON x (b); CREATE TABLE y (b int) INHERITS (base);"),
    ])

  @Test func `children that leave a parent which goes keep their rows`() throws {
    guard
      case .checked(let forward, let backward) = try MigrationCheck.ofConfiture(isOnline: false).check(Self.families)
    else {
      Issue.record("not loadable")
      return
    }
    #expect(forward.outcome == .passed, "\(forward.text)")
    #expect(backward.outcome == .passed, "\(backward.text)")
    #expect(!forward.script.contains { ["DROP TABLE c0.c", "DROP TABLE c1.c", "DROP TABLE c2.c"].contains($0) })
  }

  static let inheritance = pair(
    "inheritance",
    [
      Case(
        old: "CREATE TABLE p (a int, n text); CREATE TABLE q (a int, m text); CREATE TABLE c (x int) INHERITS (p);"
          + "CREATE TABLE g (y int) INHERITS (c); CREATE VIEW v AS SELECT n, x FROM g;",
        new:
          "CREATE TABLE p (a int, n text); CREATE TABLE q (a int, m text); CREATE TABLE c (x int, n text) INHERITS (q);"
          + "CREATE TABLE g (y int) INHERITS (c); CREATE VIEW v AS SELECT n, x FROM g;"),
      Case(
        old: "CREATE TABLE p (a int DEFAULT 1, b text NOT NULL, CONSTRAINT ck CHECK (a > 0));"
          + "CREATE TABLE c (a int DEFAULT 2, CONSTRAINT own CHECK (b <> '')) INHERITS (p);",
        new: "CREATE TABLE p (a int DEFAULT 3, b text, CONSTRAINT ck CHECK (a > 1));"
          + "CREATE TABLE c (a int DEFAULT 2, b text NOT NULL, CONSTRAINT own CHECK (b <> 'x')) INHERITS (p);"),
      Case(
        "CREATE TABLE p (a int, CONSTRAINT ck CHECK (a > 0));", old: "CREATE TABLE c (a int, z int);",
        new: "CREATE TABLE c (a int, z int) INHERITS (p);"),
      Case(
        old: "CREATE TABLE p (a int); CREATE TABLE c (b int) INHERITS (p); CREATE TABLE g () INHERITS (c);",
        new: "CREATE TABLE p (a bigint, n text DEFAULT 'n'); CREATE TABLE c (b int) INHERITS (p);"
          + "CREATE TABLE g () INHERITS (c); ALTER TABLE g ALTER n SET DEFAULT 'g';"),
      Case(
        old:
          "CREATE TABLE p (a int) PARTITION BY RANGE (a); CREATE TABLE c PARTITION OF p FOR VALUES FROM (0) TO (9);",
        new: "CREATE TABLE p (a int, v text DEFAULT 'a', w int) PARTITION BY RANGE (a);"
          + "CREATE TABLE c PARTITION OF p (v DEFAULT 'b', w NOT NULL DEFAULT 4) FOR VALUES FROM (0) TO (9);"
          + "ALTER TABLE c ALTER v SET STORAGE EXTERNAL, ALTER w SET STATISTICS 5; COMMENT ON COLUMN c.v IS 'x';"),
      Case(
        old: "CREATE TABLE p (a int, v int DEFAULT 1) PARTITION BY RANGE (a);"
          + "CREATE TABLE c PARTITION OF p (v DEFAULT 5 NOT NULL) FOR VALUES FROM (0) TO (9);",
        new: "CREATE TABLE p (a int, v bigint DEFAULT 2) PARTITION BY RANGE (a);"
          + "CREATE TABLE c PARTITION OF p (v DEFAULT 5) FOR VALUES FROM (0) TO (9);"),
      Case(
        "CREATE TABLE p (a int, b int) PARTITION BY RANGE (a); CREATE TABLE c PARTITION OF p DEFAULT; CREATE INDEX i ON p (b);",
        old:
          "CREATE INDEX j ON p (b) WHERE a > 1; CREATE INDEX k ON p (b DESC); CREATE INDEX l ON p (b) WHERE a > 2;",
        new: "CREATE INDEX k ON p (b DESC); CREATE INDEX l ON p (b) WHERE a > 2;"),
      Case(
        "CREATE TABLE p (a int, b int) PARTITION BY RANGE (a); CREATE TABLE c PARTITION OF p DEFAULT;",
        old: "CREATE INDEX i ON p (b) WHERE a > 1; CREATE INDEX j ON p (b);", new: "CREATE INDEX j ON p (b);"),
      Case(
        old: "CREATE TABLE p (a int, b int) PARTITION BY RANGE (a);",
        new: "CREATE TABLE p (a int, b int) PARTITION BY RANGE (a); CREATE TABLE d PARTITION OF p DEFAULT;"
          + "ALTER TABLE p ADD CONSTRAINT k CHECK (b > 0) NOT VALID; CREATE TABLE q (a int) PARTITION BY RANGE (a);"
          + "CREATE TABLE e PARTITION OF q DEFAULT; ALTER TABLE q ADD CONSTRAINT k CHECK (a > 0) NOT VALID;"),
      Case(
        old: "CREATE TABLE m (id int, at date); CREATE TABLE c (CHECK (at >= '2020-01-01')) INHERITS (m);"
          + "CREATE INDEX ON c (at);",
        new: "CREATE TABLE m (id int, at date) PARTITION BY RANGE (at); CREATE INDEX i ON m (at);"
          + "CREATE TABLE c PARTITION OF m FOR VALUES FROM ('2020-01-01') TO (MAXVALUE);"),
      Case(
        old: "CREATE TABLE p (a int PRIMARY KEY) PARTITION BY RANGE (a); CREATE TABLE d PARTITION OF p DEFAULT;"
          + "CREATE TABLE c PARTITION OF p FOR VALUES FROM (0) TO (9); CREATE TABLE r (x int REFERENCES p);",
        new: "CREATE TABLE p (a int PRIMARY KEY) PARTITION BY RANGE (a); CREATE TABLE d PARTITION OF p DEFAULT;"
          + "CREATE TABLE r (x int REFERENCES p);"),
      Case(
        "CREATE TABLE p (a int, b int, PRIMARY KEY (a, b)) PARTITION BY RANGE (a);"
          + "CREATE TABLE r (x int, y int, FOREIGN KEY (x, y) REFERENCES p); CREATE TABLE d PARTITION OF p DEFAULT;",
        old: "CREATE TABLE c PARTITION OF p FOR VALUES FROM (0) TO (9) PARTITION BY LIST (b);"
          + "CREATE TABLE e PARTITION OF c FOR VALUES IN (1);", new: ""),
      Case(
        old: "CREATE TABLE p (a int PRIMARY KEY) PARTITION BY RANGE (a); CREATE TABLE r (x int REFERENCES p);",
        new: "CREATE TABLE p (a int PRIMARY KEY) PARTITION BY RANGE (a); CREATE TABLE r (x int);"
          + "CREATE TABLE c PARTITION OF p FOR VALUES FROM (0) TO (9);"),
    ])

  static let names = pair(
    "names",
    [
      Case(
        old: "CREATE TABLE a (x int CONSTRAINT k1 UNIQUE); CREATE TABLE b (x int CONSTRAINT k2 UNIQUE);",
        new: "CREATE TABLE a (x int CONSTRAINT k2 UNIQUE); CREATE TABLE b (x int CONSTRAINT k1 UNIQUE);"),
      Case(
        old: "CREATE TABLE t (a int, b int CONSTRAINT y UNIQUE); CREATE INDEX x ON t (a);",
        new: "CREATE TABLE t (a int, b int CONSTRAINT x UNIQUE); CREATE INDEX y ON t (a);"),
      Case(
        old: "CREATE TYPE e AS ENUM ('a'); CREATE TABLE t (a e);",
        new:
          "CREATE TYPE e AS ENUM ('a', 'it''s', 'b\\s'); CREATE TABLE t (a e DEFAULT 'it''s', l e[] DEFAULT '{b\\\\s}', CHECK (a <> 'b\\s'));"
      ),
      Case(
        old: "CREATE TABLE t (a int);",
        new: "CREATE SEQUENCE x; CREATE DOMAIN x AS int; CREATE TABLE t (a x DEFAULT nextval('x'));"),
      Case(
        old: "CREATE TYPE e AS ENUM ('x'); CREATE TYPE g AS ENUM ('x', 'z'); CREATE TABLE t (a e, b g DEFAULT 'z');",
        new: "CREATE TYPE e AS ENUM ('x', 'z'); CREATE TABLE t (a e, b e DEFAULT 'z');"),
      Case(
        old: "CREATE TABLE t (a text COLLATE \"C\", b text); CREATE VIEW v AS SELECT a::varchar AS x FROM t;",
        new: "CREATE TABLE t (a text COLLATE \"C\", b text); CREATE VIEW v AS SELECT b::varchar AS x FROM t;"),
      Case(
        old: "CREATE TABLE t (a bigint, b bigint); CREATE INDEX i ON t (COALESCE(a, b));",
        new: "CREATE TABLE t (a int, b int); CREATE INDEX i ON t (COALESCE(a, b));"),
      Case(
        old:
          "CREATE TABLE t (a int NOT NULL, b int NOT NULL, c int NOT NULL, UNIQUE (c)); CREATE UNIQUE INDEX i ON t (a, b);"
          + "ALTER TABLE t REPLICA IDENTITY USING INDEX i;",
        new: "CREATE TABLE t (a int NOT NULL, b int, c int NOT NULL, UNIQUE (c)); CREATE UNIQUE INDEX i ON t (a, b);"
          + "ALTER TABLE t REPLICA IDENTITY USING INDEX t_c_key;"),
      Case(
        old: "CREATE TABLE t (a int, b int NOT NULL UNIQUE); ALTER TABLE t REPLICA IDENTITY USING INDEX t_b_key;",
        new: "CREATE TABLE t (a int, b int UNIQUE); ALTER TABLE t REPLICA IDENTITY NOTHING;"),
    ])

  static let cheap = pair(
    "cheap",
    [
      Case(
        "CREATE TABLE r (a int PRIMARY KEY);",
        old: "CREATE TABLE t (a int REFERENCES r, b int REFERENCES r DEFERRABLE);",
        new: "CREATE TABLE t (a int REFERENCES r DEFERRABLE INITIALLY DEFERRED, b int REFERENCES r);"),
      Case(
        "CREATE TABLE p (a int PRIMARY KEY, b text) PARTITION BY RANGE (a); CREATE INDEX i ON p (b);",
        old: "CREATE TABLE c (a int PRIMARY KEY, b text); CREATE INDEX c_b_idx ON c (b);",
        new: "CREATE TABLE c PARTITION OF p FOR VALUES FROM (0) TO (9);"),
      Case(
        old: "CREATE TABLE t (a int, b int, c varchar(5)); CREATE INDEX i ON t (GREATEST(a, b));",
        new: "CREATE TABLE t (a bigint, b bigint, c varchar(9)); CREATE INDEX i ON t (GREATEST(a, b));"),
    ])

  @Test func `nothing is made anew that can be altered, and a table is written once`() throws {
    guard case .checked(let forward, let backward) = try MigrationCheck.ofConfiture(isOnline: false).check(Self.cheap)
    else {
      Issue.record("not loadable")
      return
    }
    #expect(forward.outcome == .passed, "\(forward.text)")
    #expect(backward.outcome == .passed, "\(backward.text)")
    for script in [forward.script, backward.script] {
      #expect(!script.contains { $0.contains("CONSTRAINT") && $0.hasPrefix("ALTER TABLE c0.t DROP") }, "\(script)")
      #expect(
        !script.contains { $0.hasPrefix("DROP INDEX c1") || $0.hasPrefix("ALTER TABLE c1.c DROP") }, "\(script)")
      #expect(script.count { $0.contains(" TYPE ") } == 1, "\(script)")
    }
  }

  @Test(arguments: [keys, types, columns, access, inheritance, names])
  func `what depends on a change is there again`(pair: SchemaPair) throws {
    let report = try MigrationCheck.ofConfiture(isOnline: false).check(pair)
    guard case .checked(let forward, let backward) = report else {
      Issue.record("\(pair.name): \(report)")
      return
    }
    #expect(forward.outcome == .passed, "\(forward.text)")
    #expect(backward.outcome == .passed, "\(backward.text)")
  }
}
