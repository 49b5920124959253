import Schema
import Testing

@Suite struct SchemaReplacementTests {
  private static let tenant = SchemaReplacement([
    .init("public", by: "acme", keeping: ["citext", "similarity", "%"], searchPath: ["acme", "public"])
  ])

  @Test(
    arguments: [
      ("SELECT * FROM public.users u", "SELECT * FROM acme.users u"),
      ("select PUBLIC.f(1), \"public\".\"F\"(2)", "select acme.f(1), acme.\"F\"(2)"),
      ("SELECT 'public.users', \"Public\".x -- public.users", "SELECT 'public.users', \"Public\".x -- public.users"),
      ("SELECT a.public.b, publication.x", "SELECT a.public.b, publication.x"),
      ("CREATE TABLE t (a public.citext, b public.mood)", "CREATE TABLE t (a public.citext, b acme.mood)"),
      (
        "SELECT a OPERATOR(public.%) b, a OPERATOR(public.==) b",
        "SELECT a OPERATOR(public.%) b, a OPERATOR(acme.==) b"
      ),
      ("SELECT public.similarity(a, b)", "SELECT public.similarity(a, b)"),
      ("GRANT USAGE ON SCHEMA public, other TO PUBLIC", "GRANT USAGE ON SCHEMA acme, other TO PUBLIC"),
      ("GRANT SELECT ON ALL TABLES IN SCHEMA public TO app", "GRANT SELECT ON ALL TABLES IN SCHEMA acme TO app"),
      ("CREATE SCHEMA IF NOT EXISTS public", "CREATE SCHEMA IF NOT EXISTS acme"),
      ("ALTER TABLE t SET SCHEMA public; SELECT 1", "ALTER TABLE t SET SCHEMA acme; SELECT 1"),
      ("CREATE EXTENSION citext SCHEMA public", "CREATE EXTENSION citext SCHEMA public"),
      ("SET search_path TO public, pg_temp", "SET search_path TO acme, public, pg_temp"),
      ("SET LOCAL search_path = 'public'; SELECT 1", "SET LOCAL search_path = 'acme', 'public'; SELECT 1"),
      (
        "SELECT set_config('search_path', 'public, x', false)",
        "SELECT set_config('search_path', 'acme, public, x', false)"
      ),
      ("SELECT nextval('public.s'), 'public.s'::regclass", "SELECT nextval('acme.s'), 'acme.s'::regclass"),
      ("SELECT regclass 'public.s', 'public'::regnamespace", "SELECT regclass 'acme.s', 'acme'::regnamespace"),
      ("SELECT pg_catalog.setval('public.\"S\"', 1, true)", "SELECT pg_catalog.setval('acme.\"S\"', 1, true)"),
      (
        "CREATE FUNCTION public.f() RETURNS int AS 'SELECT ''a'' FROM public.t' LANGUAGE sql",
        "CREATE FUNCTION acme.f() RETURNS int AS 'SELECT ''a'' FROM acme.t' LANGUAGE sql"
      ),
      (
        "CREATE FUNCTION f() RETURNS text AS $py$ plpy.execute('public.t') $py$ LANGUAGE plpython3u",
        "CREATE FUNCTION f() RETURNS text AS $py$ plpy.execute('public.t') $py$ LANGUAGE plpython3u"
      ),
      (
        "DO $x$ BEGIN EXECUTE 'DROP TABLE public.t'; EXECUTE format('DROP TABLE public.%I', n); END $x$",
        "DO $x$ BEGIN EXECUTE 'DROP TABLE acme.t'; EXECUTE format('DROP TABLE acme.%I', n); END $x$"
      ),
      (
        "INSERT INTO t VALUES ($$public.t$$) ON CONFLICT DO NOTHING",
        "INSERT INTO t VALUES ($$public.t$$) ON CONFLICT DO NOTHING"
      ),
      ("COMMENT ON FUNCTION public.f() IS 'see public.g'", "COMMENT ON FUNCTION acme.f() IS 'see public.g'"),
    ])
  func `a schema is replaced where it is a name`(text: String, expected: String) {
    #expect(Self.tenant.replaced(in: text) == expected)
  }

  @Test(
    arguments: [
      ("DO $$ BEGIN PERFORM 1 WHERE 'public' = s; END $$", ["public"]),
      ("CREATE FUNCTION f() RETURNS int AS $$ SELECT 1 WHERE x = 'public.t' $$ LANGUAGE sql", ["public.t"]),
      ("DO $$ BEGIN EXECUTE 'DROP ' || 'TABLE public.t'; END $$", ["TABLE public.t"]),
      ("CREATE FUNCTION f() RETURNS int AS $$ SELECT 1 WHERE x = 'the public. And more' $$ LANGUAGE sql", []),
      ("DO $$ BEGIN PERFORM 'public.citext'; RAISE 'public'; END $$", ["public"]),
      ("SELECT 'public', 'public.t'", []),
    ])
  func `strings of a body that may be meant for the schema are told`(text: String, expected: [String]) {
    #expect(Self.tenant.mentions(in: text).map(\.text) == expected)
  }

  @Test func `the line of such a string is told`() {
    let text = "SELECT 1;\nDO $$\nBEGIN\n  PERFORM 'public'; END $$"
    #expect(Self.tenant.mentions(in: text).map(\.line) == [4])
  }

  @Test func `a name that has to be quoted is quoted`() {
    let other = SchemaReplacement([.init("public", by: "Acme & Co")])
    #expect(
      other.replaced(in: "SELECT nextval('public.s') FROM public.t")
        == "SELECT nextval('\"Acme & Co\".s') FROM \"Acme & Co\".t")
    #expect(other.replaced(in: "SET search_path = public") == "SET search_path = \"Acme & Co\"")
  }
}
