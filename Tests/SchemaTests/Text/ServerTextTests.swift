import Postgres
import Schema
import TestSupport
import Testing

@Suite struct ServerTextTests {
  @Test(.scratchDatabase)
  func `a server's views have the recorded text and print it again`() throws {
    let connection = try connect()
    let major = connection.serverVersion / 10_000
    try connection.script(ViewShapes.setup)
    let recorded = try RecordedViews.texts(since: 17)
    for (name, query) in ViewShapes.queries {
      try connection.execute("CREATE VIEW s.v AS \(unescaped: query)")
      let canonical = try view(connection, major)
      #expect(canonical == CanonicalText.view(try #require(recorded[name]), serverMajor: 17), "\(name)")
      try connection.script("DROP VIEW s.v; CREATE VIEW s.v AS \(canonical)")
      #expect(try view(connection, major) == canonical, "\(name)")
      try connection.script("DROP VIEW s.v")
    }
  }

  @Test(.scratchDatabase)
  func `what a server has read in canonical form it prints so`() throws {
    let connection = try connect()
    let major = connection.serverVersion / 10_000
    try connection.script(ExpressionPlaces.setup)
    for place in ExpressionPlaces.all + ExpressionPlaces.defaults {
      for expression in place.expressions ?? ExpressionPlaces.expressions {
        let name: Comment = "\(place.name): \(expression)"
        let first = try text(of: expression, in: place, connection, major)
        let second = try text(of: first.expression, in: place, connection, major)
        #expect(second.canonical == first.canonical, name)
        if major >= 17 { #expect(second.printed == first.canonical, name) }
      }
    }
  }

  private func view(_ connection: Connection, _ major: Int) throws -> String {
    let printed = try connection.query("SELECT pg_get_viewdef('s.v'::regclass)").text(0, 0)
    return CanonicalText.view(printed, serverMajor: major)
  }

  /// Puts the expression in its place, and returns what the server prints for it.
  private func text(of expression: String, in place: ExpressionPlace, _ connection: Connection, _ major: Int) throws
    -> (printed: String, canonical: String, expression: String)
  {
    try connection.script("BEGIN")
    defer { try? connection.script("ROLLBACK") }
    do {
      try connection.script(place.statement.replacing("$", with: expression))
    } catch {
      Issue.record("\(place.name): \(expression): \(error)")
      return ("", "", expression)
    }
    let printed = try connection.query(SQLText(unescaped: place.query)).text(0, 0)
    let canonical = CanonicalText.expression(printed, serverMajor: major)
    return (printed, canonical, String(canonical.trimmingPrefix(place.prefix)))
  }

  private func connect() throws -> Connection {
    try TestDatabase.connect(sessionSettings: [("search_path", ""), ("check_function_bodies", "off")])
  }
}

/// Somewhere that a server keeps an expression.
private struct ExpressionPlace {
  let name: String
  /// Where `$` stands for the expression.
  let statement: String
  let query: String
  /// What is printed before the expression.
  var prefix = ""
  /// What to put there, if not those for any place.
  var expressions: [String]?
}

private enum ExpressionPlaces {
  static let setup = """
    CREATE SCHEMA s;
    CREATE TABLE s.e (a integer, b varchar(10), c text[], d varchar(5)[], i smallint, n numeric[], m text[][], json text,
      "system_user" integer, q boolean);
    CREATE FUNCTION s.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    """

  static let expressions = [
    "b IN ('x', 'y')", "b NOT IN ('x', 'y')", "b = ANY (ARRAY['x', 'y'])", "c = (ARRAY['x'::varchar, b])::text[]",
    "c = ((ARRAY['x'::varchar(3), b])::varchar(2)[])::text[]",
    "m = (ARRAY[ARRAY['x'::varchar, b], ARRAY['y'::varchar, b]])::text[]",
    "n = ARRAY[a, i]::numeric[]", "n = (ARRAY[1::smallint, 2::smallint])::numeric(5,2)[]",
    "d = ARRAY['x'::text, b]::varchar(5)[]",
    "c @> (ARRAY['x'::varchar]::varchar[])::text[]", "a IN (1, 2, 3)", "i IN (1, 2)", "a = ANY ('{1,2}'::integer[])",
    "(b IN ('x', 'y') OR (b IN ('p', 'q') AND NOT b IN ('r', 's')))", "c = (ARRAY[]::varchar[])::text[]",
    "\"json\" IN ('x', 'y')", "\"json\"::json ->> 'x' IS NULL", "\"system_user\" > 0 AND q",
    "(b || 'q') LIKE '(ARRAY[''x''])::text[]'", "b IN (lower(b), upper(\"json\"))",
    "n && ARRAY[(ARRAY[1, 2])[1]]::numeric[]", "a BETWEEN 1 AND 2", "b COLLATE \"C\" IN ('x', 'y')",
    "(CASE WHEN b IN ('x', 'y') THEN (ARRAY['p'::varchar, 'q'])::text[] ELSE NULL END) = c", "q", "COALESCE(q, true)",
    "(ARRAY['x'::varchar, 'y'])::text[] = c", "b::text IN ('x', 'y')", "a::bigint IN (1, 2)",
  ]

  static let all: [ExpressionPlace] = [
    ExpressionPlace(
      name: "CHECK", statement: "ALTER TABLE s.e ADD CONSTRAINT x CHECK ($)",
      query: "SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint WHERE conname = 'x'"),
    ExpressionPlace(
      name: "constraint", statement: "ALTER TABLE s.e ADD CONSTRAINT x CHECK ($)",
      query: "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'x'", prefix: "CHECK "),
    ExpressionPlace(
      name: "index expression", statement: "CREATE INDEX x ON s.e (($))",
      query: "SELECT pg_get_indexdef('s.x'::regclass)", prefix: "CREATE INDEX x ON s.e USING btree "),
    ExpressionPlace(
      name: "index predicate", statement: "CREATE INDEX x ON s.e (a) WHERE ($)",
      query: "SELECT pg_get_expr(indpred, indrelid) FROM pg_index WHERE indexrelid = 's.x'::regclass"),
    ExpressionPlace(
      name: "generated column", statement: "ALTER TABLE s.e ADD x boolean GENERATED ALWAYS AS ($) STORED",
      query:
        "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum AND attname = 'x'"
    ),
    ExpressionPlace(
      name: "policy", statement: "CREATE POLICY x ON s.e USING ($)",
      query: "SELECT pg_get_expr(polqual, polrelid) FROM pg_policy"),
    ExpressionPlace(
      name: "function body",
      statement: "CREATE FUNCTION s.x(s.e) RETURNS SETOF boolean BEGIN ATOMIC SELECT ($) AS r FROM s.e; END",
      query: "SELECT substring(pg_get_function_sqlbody('s.x'::regproc) from 'SELECT (.*?) AS r')"),
    ExpressionPlace(
      name: "materialised view",
      statement: "CREATE MATERIALIZED VIEW s.x AS SELECT a FROM s.e, s.e z(\(columns)) WHERE ($)",
      query: "SELECT rtrim(regexp_replace(pg_get_viewdef('s.x'::regclass), '^.*WHERE ', ''), ';')"),
  ]

  /// Defaults, whose expressions are cast to the column's type as by an assignment.
  static let defaults = [
    ("b", ["'x'::text", "'x'", "upper('x')"]),
    ("c", ["ARRAY['x'::varchar, 'y'::varchar(3)]", "'{}'", "ARRAY[]::varchar[]"]),
    (
      "d",
      [
        "ARRAY['x'::varchar, 'y']", "ARRAY['x'::text]", "ARRAY[upper('x'), 'y'::varchar(5)]",
        "ARRAY['x'::varchar(5)]",
      ]
    ),
    ("n", ["ARRAY[1, 2]", "ARRAY[1::smallint]", "ARRAY[-1, 2.5]", "ARRAY[NULL::integer]"]),
    ("m", ["ARRAY[ARRAY['x'::varchar], ARRAY['y'::varchar]]", "ARRAY[ARRAY[upper('x')::varchar]]"]),
    ("i", ["1 + 1", "-5"]), ("json", ["'{}'::json", "json_build_object('a', 1)"]),
  ].map { column, expressions in
    ExpressionPlace(
      name: "default of \(column)", statement: "ALTER TABLE s.e ALTER \"\(column)\" SET DEFAULT $",
      query: "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef", expressions: expressions)
  }

  /// Names for the columns of a second source, so that the first one's are not ambiguous.
  private static let columns = (1...10).map { "z\($0)" }.joined(separator: ", ")
}
