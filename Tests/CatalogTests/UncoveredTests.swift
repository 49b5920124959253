import Catalog
import Postgres
import Schema
import TestSupport
import Testing

/// What no file of a snapshot can say is named.
@Suite(.tags(.large), .timeLimit(.minutes(4))) struct UncoveredTests {
  /// Something that is there, and how it is reported.
  struct Case: Sendable, CustomTestStringConvertible {
    let sql: String
    let expected: [String]
    let includesAccess: Bool

    init(_ sql: String, _ expected: String..., includesAccess: Bool = false) {
      self.sql = sql
      self.expected = expected
      self.includesAccess = includesAccess
    }

    var testDescription: String { expected.first ?? sql }
  }

  /// The statements after `;;` run after the rest is committed: they are not taken for the extension's own.
  static let cases = [
    Case(
      "CREATE FUNCTION pg_catalog.stray() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
      "function pg_catalog.stray()"),
    Case("SELECT lo_create(4242)", "large object 4242"),
    Case(
      member + "CREATE INDEX mine ON public.member (a)", "index on an extension's table public.mine"),
    Case(
      member + "CREATE TRIGGER mine BEFORE UPDATE ON public.member FOR EACH ROW "
        + "EXECUTE FUNCTION suppress_redundant_updates_trigger()",
      "trigger on an extension's table mine on public.member"),
    Case(
      member + "CREATE POLICY mine ON public.member USING (true)",
      "policy on an extension's table mine on public.member"),
    Case(
      member + "CREATE RULE mine AS ON DELETE TO public.member DO INSTEAD NOTHING",
      "rule on an extension's table mine on public.member"),
    Case(
      member + "ALTER TABLE public.member ADD CONSTRAINT mine UNIQUE (b)",
      "table constraint on an extension's table mine on public.member"),
    Case(
      member + "CREATE STATISTICS public.mine ON a, b FROM public.member",
      "statistics object on an extension's table public.mine"),
    Case(
      member + "GRANT SELECT ON public.member TO pg_monitor", "privileges on table public.member",
      includesAccess: true),
    Case(
      "REVOKE EXECUTE ON FUNCTION pg_sleep(double precision) FROM PUBLIC",
      "privileges on function pg_catalog.pg_sleep(double precision)", includesAccess: true),
    Case(
      "CREATE TABLE public.a (id integer PRIMARY KEY, up integer CONSTRAINT up REFERENCES public.a);"
        + "ALTER TABLE public.a DISABLE TRIGGER ALL",
      "state of the triggers of a constraint up on public.a"),
    Case(
      "CREATE TABLE public.a (id integer PRIMARY KEY);"
        + "CREATE TABLE public.p (id integer, a integer CONSTRAINT named REFERENCES public.a) PARTITION BY LIST (id);"
        + "CREATE TABLE public.p1 (id integer, a integer CONSTRAINT mine REFERENCES public.a);"
        + "ALTER TABLE public.p ATTACH PARTITION public.p1 FOR VALUES IN (1)",
      "name of a partition's foreign key mine on public.p1"),
    Case(
      "CREATE TYPE public.r AS RANGE (SUBTYPE = integer, MULTIRANGE_TYPE_NAME = public.rs);"
        + "COMMENT ON TYPE public.rs IS 'several'",
      "comment on type public.rs"),
    Case(
      "CREATE TABLE public.a (n integer CONSTRAINT positive CHECK (n > 0)); CREATE TABLE public.b () INHERITS (public.a);"
        + "COMMENT ON CONSTRAINT positive ON public.b IS 'inherited'",
      "comment on table constraint positive on public.b"),
    Case(
      "CREATE EXTENSION citext; CREATE FUNCTION public.f() RETURNS integer LANGUAGE sql AS 'SELECT 1';"
        + "ALTER FUNCTION public.f() DEPENDS ON EXTENSION citext",
      "dependency on extension citext function public.f()"),
    Case(
      "CREATE TYPE public.k AS (n integer);"
        + "CREATE FUNCTION public.cmp(public.k, integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';"
        + "ALTER OPERATOR FAMILY pg_catalog.integer_ops USING btree ADD FUNCTION 1 (public.k, integer) public.cmp(public.k, integer)",
      "function of access method function 1 (public.k, integer) of pg_catalog.integer_ops USING btree"),
    Case(
      "DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET search_path TO public', current_database()); END$$",
      "database setting search_path"),
  ]

  /// A table of an extension, as far as the catalogs know.
  private static let member =
    "CREATE EXTENSION citext; CREATE TABLE public.member (a integer, b integer);"
    + "ALTER EXTENSION citext ADD TABLE public.member;;"

  @Test(.scratchDatabase, arguments: cases)
  func `it is named`(case: Case) throws {
    let connection = try TestDatabase.connect()
    let options = SnapshotOptions(includesAccess: `case`.includesAccess)
    var steps = `case`.sql.split(separator: ";;").map(String.init)
    let last = steps.removeLast()
    for step in steps { try connection.script(step) }
    #expect(try CatalogReader.read(connection, options: options).uncovered.isEmpty)
    try connection.script(last)
    #expect(try CatalogReader.read(connection, options: options).uncovered.map(\.description) == `case`.expected)
  }

  @Test(.scratchDatabase) func `what an extension brings is its own`() throws {
    let connection = try TestDatabase.connect()
    // Some have tables with indexes, members of the server's operator families, privileges that are not the usual ones.
    for name in [
      "btree_gist", "hstore", "intarray", "isn", "ltree", "pg_stat_statements", "pg_trgm", "seg", "unaccent",
    ] {
      try connection.execute("CREATE EXTENSION \(identifier: name)")
    }
    let snapshot = try CatalogReader.read(connection, options: SnapshotOptions(includesAccess: true))
    #expect(snapshot.uncovered.isEmpty)
    #expect(snapshot.files.allSatisfy { $0.identity.kind == .extension })
  }
}
