import Schema
import Testing

@Suite struct LoadOrderTests {
  /// The first line of each statement, in order, of files whose texts are given without paths.
  private func order(_ texts: [String]) -> [String] {
    let files = texts.enumerated().map { (path: "f\($0.offset).sql", text: $0.element) }
    return SnapshotLoader.plan(for: files).statements.map { String($0.text.prefix { $0 != "\n" }) }
  }

  @Test func `phases decide where names do not`() {
    #expect(
      order([
        "CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION public.f();",
        "ALTER DEFAULT PRIVILEGES FOR ROLE a GRANT SELECT ON TABLES TO b;",
        "CREATE VIEW public.v AS SELECT 1;\nCOMMENT ON VIEW public.v IS 'x';\nGRANT SELECT ON TABLE public.v TO b;",
        "CREATE TABLE public.t (a integer);\nCREATE POLICY p ON public.t;\nCREATE INDEX i ON public.t USING btree (a);",
        "CREATE OR REPLACE FUNCTION public.f() RETURNS event_trigger LANGUAGE plpgsql AS '';", "CREATE SCHEMA app;",
        "CREATE EXTENSION citext WITH SCHEMA app;", "WHATEVER;",
      ]) == [
        "CREATE SCHEMA app", "CREATE EXTENSION citext WITH SCHEMA app",
        "CREATE OR REPLACE FUNCTION public.f() RETURNS event_trigger LANGUAGE plpgsql AS ''",
        "CREATE TABLE public.t (a integer)", "CREATE VIEW public.v AS SELECT 1",
        "CREATE INDEX i ON public.t USING btree (a)", "CREATE POLICY p ON public.t", "WHATEVER",
        "COMMENT ON VIEW public.v IS 'x'", "GRANT SELECT ON TABLE public.v TO b",
        "ALTER DEFAULT PRIVILEGES FOR ROLE a GRANT SELECT ON TABLES TO b",
        "CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION public.f()",
      ])
  }

  struct Pair: CustomTestStringConvertible, Sendable {
    let name: String
    let texts: [String]
    /// Statements by their beginnings, which must come in this order.
    let order: [String]
    var testDescription: String { name }

    init(_ name: String, _ texts: [String], order: [String]) {
      self.name = name
      self.texts = texts
      self.order = order
    }
  }

  @Test(arguments: [
    Pair(
      "views of views",
      [
        "CREATE VIEW s.a AS SELECT b.x FROM s.b;", "CREATE VIEW s.b AS SELECT x FROM s.\"C d\";",
        "CREATE VIEW s.\"C d\" AS SELECT 1 AS x;",
      ],
      order: ["CREATE VIEW s.\"C d\"", "CREATE VIEW s.b", "CREATE VIEW s.a"]),
    Pair(
      "a type in a composite in a table in a routine",
      [
        "CREATE OR REPLACE FUNCTION s.f(s.t) RETURNS integer LANGUAGE sql AS 'SELECT 1';",
        "CREATE TABLE s.t (a s.p);",
        "CREATE TYPE s.p AS (\n  d s.z\n);", "CREATE DOMAIN s.z AS s.e;", "CREATE TYPE s.e AS ENUM ('a');",
      ],
      order: [
        "CREATE TYPE s.e", "CREATE DOMAIN s.z", "CREATE TYPE s.p", "CREATE TABLE s.t", "CREATE OR REPLACE FUNCTION",
      ]),
    Pair(
      "a sequence of a default and its owner",
      [
        "CREATE SEQUENCE s.\"Q\";\nALTER SEQUENCE s.\"Q\" OWNED BY s.t.a;",
        "CREATE TABLE s.t (\n  a integer DEFAULT nextval('s.\"Q\"'::regclass)\n);",
      ],
      order: ["CREATE SEQUENCE", "CREATE TABLE", "ALTER SEQUENCE"]),
    Pair(
      "foreign keys after keys",
      [
        "CREATE TABLE s.a (i integer);\nALTER TABLE s.a ADD CONSTRAINT f FOREIGN KEY (i) REFERENCES s.b(i);",
        "CREATE TABLE s.b (i integer);\nALTER TABLE s.b ADD CONSTRAINT p PRIMARY KEY (i);\nALTER TABLE s.b ADD CONSTRAINT g FOREIGN KEY (i) REFERENCES s.a(i);\nCREATE UNIQUE INDEX u ON s.b (i);",
      ],
      order: ["CREATE TABLE s.b", "ALTER TABLE s.b ADD CONSTRAINT p", "CREATE UNIQUE INDEX", "ALTER TABLE s.a ADD"]),
    Pair(
      "a table whose default and check need a routine over it",
      [
        "CREATE TABLE s.t (\n  a integer\n);\nALTER TABLE ONLY s.t ALTER COLUMN a SET DEFAULT s.f(NULL);\nALTER TABLE s.t ADD CONSTRAINT c CHECK (s.f(t.*) > 0);",
        "CREATE OR REPLACE FUNCTION s.f(s.t) RETURNS integer LANGUAGE sql AS 'SELECT 1';",
      ],
      order: ["CREATE TABLE", "CREATE OR REPLACE FUNCTION", "ALTER TABLE ONLY s.t ALTER", "ALTER TABLE s.t ADD"]),
    Pair(
      "a range and its routines",
      [
        "CREATE TYPE s.r;\n\nCREATE TYPE s.r AS RANGE (\n  SUBTYPE = integer,\n  CANONICAL = s.c,\n  SUBTYPE_DIFF = s.d\n);",
        "CREATE OR REPLACE FUNCTION s.c(s.r) RETURNS s.r LANGUAGE internal AS 'x';",
        "CREATE OR REPLACE FUNCTION s.d(integer, integer) RETURNS double precision LANGUAGE sql AS 'x';",
        "CREATE TABLE s.t (a s.r, b s.r_multirange);",
        "CREATE OR REPLACE FUNCTION s.a(s.r) RETURNS integer LANGUAGE sql AS '';",
      ],
      order: [
        "CREATE TYPE s.r", "CREATE OR REPLACE FUNCTION s.c", "CREATE TYPE s.r AS RANGE",
        "CREATE OR REPLACE FUNCTION s.a", "CREATE TABLE s.t",
      ]),
    Pair(
      "a multirange named by hand",
      [
        "CREATE VIEW s.a AS SELECT NULL::s.many AS x;",
        "CREATE TYPE s.r AS RANGE (\n  SUBTYPE = integer,\n  MULTIRANGE_TYPE_NAME = s.many\n);",
      ],
      order: ["CREATE TYPE", "CREATE VIEW"]),
    Pair(
      "partitions after what they take over",
      [
        "CREATE TABLE s.a PARTITION OF s.p\nFOR VALUES IN (1);",
        "CREATE TABLE s.b PARTITION OF s.a DEFAULT;\nCREATE INDEX bi ON s.b (x);",
        "CREATE TABLE s.p (\n  x integer\n)\nPARTITION BY LIST (x);\nALTER TABLE ONLY s.p ALTER COLUMN x SET DEFAULT s.f();\nCREATE INDEX i ON s.p (x);",
        "CREATE OR REPLACE FUNCTION s.f() RETURNS integer LANGUAGE sql AS '';",
      ],
      order: [
        "CREATE OR REPLACE FUNCTION", "CREATE TABLE s.p", "ALTER TABLE ONLY s.p", "CREATE INDEX i",
        "CREATE TABLE s.a", "CREATE TABLE s.b", "CREATE INDEX bi",
      ]),
    Pair(
      "partitions with indexes of their own",
      [
        "CREATE TABLE s.a (\n  x integer\n);\nCREATE INDEX ai ON s.a (x);\nALTER TABLE ONLY s.p ATTACH PARTITION s.a FOR VALUES IN (1);\nALTER INDEX s.pi ATTACH PARTITION s.ai;",
        "CREATE TABLE s.p (\n  x integer\n)\nPARTITION BY LIST (x);\nCREATE INDEX pi ON s.p (x);",
      ],
      order: ["CREATE TABLE s.p", "CREATE INDEX ai", "ALTER TABLE ONLY s.p ATTACH", "ALTER INDEX"]),
    Pair(
      "children after their parents",
      ["CREATE TABLE s.a (\n)\nINHERITS (s.c, s.b);", "CREATE TABLE s.b (\n);", "CREATE TABLE s.c (\n);"],
      order: ["CREATE TABLE s.c", "CREATE TABLE s.a"]),
    Pair(
      "triggers after routines and views",
      [
        "CREATE TABLE s.a (\n);\nCREATE TRIGGER g AFTER INSERT ON s.a EXECUTE FUNCTION s.f();\nALTER TABLE s.a DISABLE TRIGGER g;",
        "CREATE OR REPLACE FUNCTION s.f() RETURNS trigger LANGUAGE plpgsql AS $$ x $$;",
        "CREATE VIEW s.v AS SELECT * FROM s.a;",
      ],
      order: ["CREATE VIEW", "CREATE TRIGGER", "ALTER TABLE s.a DISABLE"]),
    Pair(
      "bodies that the server reads",
      [
        "CREATE OR REPLACE FUNCTION s.a() RETURNS integer LANGUAGE sql\nBEGIN ATOMIC\n SELECT v.x FROM s.v;\nEND;",
        "CREATE OR REPLACE FUNCTION s.b() RETURNS integer LANGUAGE sql\nRETURN s.a();",
        "CREATE VIEW s.v AS SELECT 1 AS x;",
      ],
      order: ["CREATE VIEW", "CREATE OR REPLACE FUNCTION s.a", "CREATE OR REPLACE FUNCTION s.b"]),
    Pair(
      "aggregates, operators and casts",
      [
        "CREATE AGGREGATE s.a(integer) (\n  SFUNC = s.z,\n  STYPE = s.w\n);",
        "CREATE OR REPLACE FUNCTION s.z(s.w, integer) RETURNS s.w LANGUAGE sql AS '';",
        "CREATE TYPE s.w AS ENUM ();", "CREATE CAST (s.w AS integer) WITH FUNCTION s.y(s.w);",
        "CREATE OR REPLACE FUNCTION s.y(s.w) RETURNS integer LANGUAGE sql AS '';",
        "CREATE VIEW s.b AS SELECT s.a(1) AS x, (1 OPERATOR(s.+) 2) AS y;",
        "CREATE OPERATOR s.+ (FUNCTION = s.x, LEFTARG = integer, RIGHTARG = integer);",
        "CREATE OR REPLACE FUNCTION s.x(integer, integer) RETURNS integer LANGUAGE sql AS '';",
      ],
      order: [
        "CREATE TYPE", "CREATE OR REPLACE FUNCTION s.z", "CREATE AGGREGATE", "CREATE OPERATOR",
        "CREATE VIEW",
      ]),
    Pair(
      "servers",
      [
        "CREATE FOREIGN TABLE s.t (\n)\nSERVER b;", "CREATE SERVER b FOREIGN DATA WRAPPER z;",
        "CREATE USER MAPPING FOR PUBLIC SERVER b;", "CREATE FOREIGN DATA WRAPPER z;",
      ],
      order: ["CREATE FOREIGN DATA WRAPPER", "CREATE SERVER", "CREATE USER MAPPING", "CREATE FOREIGN TABLE"]),
    Pair(
      "checks of domains before tables",
      [
        "CREATE DOMAIN s.d AS integer;\nALTER DOMAIN s.d ADD CONSTRAINT c CHECK (s.f(VALUE));",
        "CREATE TABLE s.a (x s.c);", "CREATE TYPE s.c AS (\n  x s.d\n);",
        "CREATE OR REPLACE FUNCTION s.f(integer) RETURNS boolean LANGUAGE sql AS '';",
      ],
      order: ["CREATE OR REPLACE FUNCTION", "ALTER DOMAIN", "CREATE TYPE", "CREATE TABLE"]),
    Pair(
      "states after their indexes",
      [
        "CREATE TABLE s.t (\n);\nALTER TABLE s.t CLUSTER ON i;\nCREATE INDEX i ON s.t (s.f(x));",
        "CREATE OR REPLACE FUNCTION s.f(s.w) RETURNS integer LANGUAGE sql AS '';",
        "CREATE MATERIALIZED VIEW s.w AS SELECT t.x FROM s.t;",
      ],
      order: ["CREATE MATERIALIZED VIEW", "CREATE OR REPLACE FUNCTION", "CREATE INDEX", "ALTER TABLE"]),
    Pair(
      "dictionaries before their configurations' use",
      [
        "CREATE TABLE s.a (\n  x tsvector GENERATED ALWAYS AS (to_tsvector('s.c'::regconfig, y)) STORED\n);",
        "CREATE TEXT SEARCH CONFIGURATION s.c (PARSER = pg_catalog.\"default\");\nALTER TEXT SEARCH CONFIGURATION s.c ADD MAPPING FOR word WITH s.z;",
        "CREATE TEXT SEARCH DICTIONARY s.z (TEMPLATE = simple);",
      ],
      order: [
        "CREATE TEXT SEARCH DICTIONARY", "ALTER TEXT SEARCH", "CREATE TABLE",
      ]),
  ])
  func `what is named comes first`(pair: Pair) throws {
    for texts in [pair.texts, pair.texts.reversed()] {
      let order = order(texts)
      let places = try pair.order.map { beginning in
        try #require(
          order.firstIndex { $0.hasPrefix(beginning) && !used(beginning, $0, pair.order) }, "\(beginning) in \(order)"
        )
      }
      #expect(places == places.sorted(), "\(order)")
    }
  }

  /// Whether a longer beginning of the list is meant by the statement.
  private func used(_ beginning: String, _ statement: String, _ all: [String]) -> Bool {
    all.contains { $0.count > beginning.count && $0.hasPrefix(beginning) && statement.hasPrefix($0) }
  }

  // MARK: - Cycles

  @Test func `a routine that reads a view that calls it is created without its body first`() {
    let function =
      "CREATE OR REPLACE FUNCTION s.f(a s.e)\n RETURNS integer\n LANGUAGE sql\nBEGIN ATOMIC\n SELECT v.x FROM s.v;\nEND"
    let plan = SnapshotLoader.plan(for: [
      ("a", function + ";"), ("b", "CREATE VIEW s.v AS SELECT s.f('a'::s.e) AS x;"),
      ("c", "CREATE TYPE s.e AS ENUM ('a');"),
    ])
    #expect(
      plan.statements.map(\.text) == [
        "CREATE TYPE s.e AS ENUM ('a')",
        "CREATE OR REPLACE FUNCTION s.f(a s.e)\n RETURNS integer\n LANGUAGE sql\nAS 'SELECT NULL'",
        "CREATE VIEW s.v AS SELECT s.f('a'::s.e) AS x", function,
      ])
  }

  @Test func `a view that a routine returns and calls is created of nulls first`() {
    #expect(
      order([
        "CREATE VIEW s.v AS\n SELECT NULL::s.e AS x;\nCREATE OR REPLACE VIEW s.v AS\n SELECT f.x FROM s.f() f(x);\nCOMMENT ON VIEW s.v IS 'x';",
        "CREATE OR REPLACE FUNCTION s.f() RETURNS SETOF s.v LANGUAGE sql AS '';", "CREATE TYPE s.e AS ENUM ();",
        "CREATE VIEW s.w AS\n SELECT v.x FROM s.v;",
      ]) == [
        "CREATE TYPE s.e AS ENUM ()", "CREATE VIEW s.v AS",
        "CREATE OR REPLACE FUNCTION s.f() RETURNS SETOF s.v LANGUAGE sql AS ''", "CREATE OR REPLACE VIEW s.v AS",
        "CREATE VIEW s.w AS", "COMMENT ON VIEW s.v IS 'x'",
      ])
  }

  @Test func `routines of one name do not wait for each other in a circle`() {
    let texts = (0..<2).map { index in
      "CREATE OR REPLACE FUNCTION s.f(\(index == 0 ? "integer" : "text")) RETURNS integer LANGUAGE sql\nRETURN s.f('a');"
    }
    #expect(order(texts).count == 2)
  }

  @Test func `a sequence comes before the type of its name`() {
    #expect(
      order([
        "CREATE DOMAIN s.x AS integer;", "CREATE SEQUENCE s.x;", "CREATE TYPE s.q AS (a s.x);",
        "CREATE SEQUENCE s.q;",
      ])
        == [
          "CREATE SEQUENCE s.x", "CREATE DOMAIN s.x AS integer", "CREATE SEQUENCE s.q", "CREATE TYPE s.q AS (a s.x)",
        ])
  }

  @Test func `nothing is lost in a cycle without a way out`() {
    let texts = [
      "CREATE VIEW s.a AS SELECT * FROM s.b;", "CREATE VIEW s.b AS SELECT * FROM s.a;",
      "CREATE VIEW s.c AS SELECT * FROM s.a;",
    ]
    #expect(order(texts).sorted() == texts.map { String($0.dropLast()) }.sorted())
  }

  // MARK: - Scale

  @Test func `the order does not depend on that of the files`() {
    var files: [(path: String, text: String)] = []
    for index in 0..<500 {
      files.append(
        (
          "public/tables/t\(index).sql",
          "CREATE TABLE public.t\(index) (\n  id integer,\n  CONSTRAINT p\(index) PRIMARY KEY (id)\n);\n\nALTER TABLE public.t\(index) ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES public.t\((index * 7 + 1) % 500)(id);\n\nCREATE INDEX i\(index) ON public.t\(index) USING btree (id);\n"
        ))
      files.append(
        (
          "public/views/v\(index).sql",
          "CREATE VIEW public.v\(index) AS\n SELECT id\n   FROM public.\(index % 5 == 4 ? "t\(index)" : "v\(index + 1)");\n"
        ))
    }
    let plan = SnapshotLoader.plan(for: files)
    #expect(plan.statements.count == 2_000)
    #expect(plan == SnapshotLoader.plan(for: files.reversed()))
    var seen: Set<String> = []
    for statement in plan.statements where statement.phase == .view {
      let number = Int(statement.path.dropFirst("public/views/v".count).dropLast(4)) ?? -1
      #expect(number % 5 == 4 || seen.contains("public/views/v\(number + 1).sql"))
      seen.insert(statement.path)
    }
  }
}
