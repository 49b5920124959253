import Catalog
import Postgres
import Schema
import TestSupport
import Testing

@Suite(.tags(.large), .timeLimit(.minutes(4))) struct CatalogReaderTests {
  @Test(.scratchDatabase) func `an open transaction is read with its changes and left as it was`() throws {
    let connection = try TestDatabase.connect()
    try connection.execute("BEGIN")
    try connection.script("SET LOCAL search_path TO public; SET LOCAL datestyle TO 'German'; CREATE TABLE t (a date)")
    let snapshot = try CatalogReader.read(connection)
    #expect(snapshot.files.map(\.path) == ["public/tables/t.sql"])
    #expect(connection.transactionStatus == .inTransaction)
    #expect(try connection.query("SHOW search_path").text(0, 0) == "public")
    #expect(try connection.query("SHOW datestyle").text(0, 0).hasPrefix("German"))
    try connection.execute("ROLLBACK")
    #expect(try CatalogReader.read(connection).files.isEmpty)
    #expect(connection.transactionStatus == .idle)
  }

  @Test(.scratchDatabase) func `a failed transaction cannot be read`() throws {
    let connection = try TestDatabase.connect()
    try connection.execute("BEGIN")
    #expect(throws: PostgresError.self) { try connection.execute("SELECT 1 / 0") }
    let error = #expect(throws: CatalogError.self) { try CatalogReader.read(connection) }
    #expect(error?.code == .transactionAborted)
  }

  @Test(
    .scratchDatabase,
    arguments: [
      "search_path TO public", "datestyle TO 'German, DMY'", "timezone TO 'Asia/Kathmandu'",
      "intervalstyle TO iso_8601", "bytea_output TO escape", "quote_all_identifiers TO on",
      "standard_conforming_strings TO off", "extra_float_digits TO 0",
      "default_transaction_isolation TO serializable",
    ])
  func `settings of the session do not show`(setting: String) throws {
    let connection = try TestDatabase.connect()
    try connection.script(
      """
      CREATE TABLE public.t (a timestamptz DEFAULT '2020-02-03 04:05:06+07', b interval DEFAULT '1 day 2 hours',
        c bytea DEFAULT '\\xdead', d double precision DEFAULT 0.1, e text DEFAULT E'back\\\\slash''', f date DEFAULT '2020-01-02');
      CREATE VIEW public.v AS SELECT a FROM public.t WHERE b > '1 day';
      CREATE FUNCTION public.f(x text DEFAULT 'y') RETURNS SETOF public.t LANGUAGE sql AS 'SELECT * FROM public.t';
      """)
    let snapshot = try CatalogReader.read(connection)
    try connection.execute("SET \(unescaped: setting)")
    #expect(try CatalogReader.read(connection) == snapshot)
  }

  @Test func `what is not covered is named`() throws {
    let fixture = try #require(Fixture.all.first { $0.name == "uncovered" })
    #expect(
      try fixture.built()?.snapshot().uncovered.map(\.description) == [
        "conversion pg_catalog.stray", "function pg_catalog.stray(integer)", "large object 424242",
        "operator pg_catalog.===(integer,integer)",
      ])
  }

  @Test(arguments: Fixture.all.filter { $0.name != "uncovered" })
  func `everything else is covered`(fixture: Fixture) throws {
    guard let built = try fixture.built() else { return }
    #expect(built.snapshot().uncovered.isEmpty)
  }

  @Test(.scratchDatabase) func `what is built on an extension's tables names them`() throws {
    let connection = try TestDatabase.connect()
    try connection.script(
      """
      CREATE EXTENSION citext;
      CREATE TABLE public.member (a integer PRIMARY KEY);
      CREATE TYPE public.shape AS (b integer);
      ALTER EXTENSION citext ADD TABLE public.member;
      ALTER EXTENSION citext ADD TYPE public.shape;
      CREATE TABLE public.child (c integer REFERENCES public.member) INHERITS (public.member);
      CREATE TABLE public.typed OF public.shape;
      """)
    let snapshot = try CatalogReader.read(connection)
    #expect(snapshot.text("public/tables/child.sql")?.contains("INHERITS (public.member)") == true)
    #expect(snapshot.text("public/tables/child.sql")?.contains("REFERENCES public.member(a)") == true)
    #expect(snapshot.text("public/tables/typed.sql")?.hasPrefix("CREATE TABLE public.typed OF public.shape") == true)
    #expect(snapshot.text("public/tables/member.sql") == nil)
  }

  @Test(.scratchDatabase) func `an invalid index is content`() throws {
    let connection = try TestDatabase.connect()
    try connection.script("CREATE TABLE public.t (a integer); INSERT INTO public.t VALUES (1), (1)")
    #expect(throws: PostgresError.self) {
      try connection.execute("CREATE UNIQUE INDEX CONCURRENTLY broken ON public.t (a)")
    }
    let text = try CatalogReader.read(connection).text("public/tables/t.sql")
    #expect(
      text?.contains("CREATE UNIQUE INDEX broken ON public.t USING btree (a) /* invalid: to be rebuilt */;\n") == true
    )
  }

  @Test(arguments: Fixture.all)
  func `statements start at column 0 and are apart`(fixture: Fixture) throws {
    guard let built = try fixture.built() else { return }
    for file in built.snapshot(includesAccess: true).files {
      #expect(file.text.hasSuffix(";\n"))
      #expect(!file.text.hasPrefix("\n"))
      let plan = SnapshotLoader.plan(for: [(file.path, file.text)])
      #expect(plan.statements.map(\.text).allSatisfy { $0.first?.isUppercase == true })
      #expect(Set(plan.statements.map(\.offset)).count == plan.statements.count)
    }
  }
}
