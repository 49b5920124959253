import Diagnostics
import History
import Planning
import Postgres
import SQLSyntax
import Schema
import TestSupport
import Testing

@testable import Execution

@Suite(.tags(.large), .scratchDatabase, .timeLimit(.minutes(1))) struct SchemaRefusalTests {
  let repository: SampleRepository
  let tenants: Tenants
  let users: Version

  init() throws {
    repository = try SampleRepository()
    tenants = Tenants(repository: repository)
    users = try repository.seal("users", "CREATE TABLE users (id int, name text)", down: "DROP TABLE users")
  }

  private func refused(_ version: Version, _ location: Testing.SourceLocation = #_sourceLocation) throws -> Diagnostic
  {
    let error = try #require(throws: ExecutionError.self, sourceLocation: location) {
      try tenants.checkout("acme", to: version)
    }
    return error.diagnostic
  }

  /// A migration that touches something outside in a way that its text does not show, and the object it touches.
  struct Outside: CustomTestStringConvertible, Sendable {
    let what: String
    let sql: String
    let named: String
    var testDescription: String { what }

    init(_ what: String, _ sql: String, _ named: String) {
      (self.what, self.sql, self.named) = (what, sql, named)
    }
  }

  static let outside = [
    Outside(
      "a table changed", "DO $$ BEGIN EXECUTE 'ALTER TABLE ' || 'pub' || 'lic.users ADD n int'; END $$",
      "table public.users"),
    Outside(
      "rows written", "DO $$ BEGIN EXECUTE 'INSERT INTO ' || 'pub' || 'lic.users VALUES (2)'; END $$",
      "table public.users"),
    Outside(
      "a table dropped", "DO $$ BEGIN EXECUTE 'DROP TABLE ' || 'pub' || 'lic.users'; END $$",
      "table public.users (dropped)"),
    Outside(
      "a table made", "DO $$ BEGIN EXECUTE 'CREATE TABLE ' || 'pub' || 'lic.more (id int)'; END $$",
      "table public.more"),
    Outside(
      "a function made",
      "DO $$ BEGIN EXECUTE 'CREATE FUNCTION ' || 'pub' || 'lic.g() RETURNS int LANGUAGE sql RETURN 1'; END $$",
      "function public.g()"),
    Outside(
      "a function made where errors are caught",
      """
      DO $$ BEGIN BEGIN EXECUTE 'CREATE FUNCTION ' || 'pub' || 'lic.g() RETURNS int LANGUAGE sql RETURN 1';
      EXCEPTION WHEN division_by_zero THEN NULL; END; END $$
      """, "function public.g()"),
    Outside(
      "a function dropped", "DO $$ BEGIN EXECUTE 'DROP FUNCTION IF EXISTS ' || 'pub' || 'lic.f()'; END $$",
      "function public.f() (dropped)"),
    Outside(
      "a type made", "DO $$ BEGIN EXECUTE 'CREATE DOMAIN ' || 'pub' || 'lic.d AS int'; END $$", "type public.d"),
    Outside(
      "another tenant", "DO $$ BEGIN EXECUTE 'DROP TABLE IF EXISTS ' || 'tenant_glo' || 'bex.users'; END $$",
      "table tenant_globex.users (dropped)"),
    Outside(
      "a setting of the database",
      "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = ''5MB''', current_database()); END $$", "setting"),
  ]

  @Test(arguments: outside) func `what is touched outside is named, and nothing is kept`(case touch: Outside) throws {
    try tenants.checkout("globex", to: users)
    try tenants.checkout("acme", to: users)
    // The shared rest has what the migration expects by the proof in its own database.
    try TestDatabase.run(
      """
      CREATE TABLE public.users (id int, name text); INSERT INTO public.users VALUES (1);
      CREATE FUNCTION public.f() RETURNS int LANGUAGE sql RETURN 1;
      """)
    let version = try repository.seal("touching", "CREATE TABLE own (id int);\n\(touch.sql)")
    let diagnostic = try refused(version)
    #expect(diagnostic.code == "execution.outside-schema")
    #expect(([diagnostic.message] + diagnostic.details).joined(separator: "\n").contains(touch.named))
    #expect(try tenants.registry("acme").head == users.id)
    #expect(try tenants.isAt("acme", users))
    #expect(try tenants.isAt("globex", users))
    #expect(try TestDatabase.column("SELECT id::text FROM public.users") == ["1"])
  }

  @Test func `a body that names the schema in a string is refused before anything runs`() throws {
    let version = try repository.seal(
      "watch",
      """
      CREATE FUNCTION watch() RETURNS int LANGUAGE plpgsql AS $$
      BEGIN
        RETURN (SELECT count(*) FROM pg_tables WHERE schemaname = 'public');
      END $$
      """, down: "DROP FUNCTION watch()")
    let diagnostic = try refused(version)
    #expect(diagnostic.code == "execution.schema-in-text")
    #expect(diagnostic.details.first?.contains("line 3: 'public'") == true)
    #expect(try tenants.registry("acme").head == users.id, "what came before it was applied")
    #expect(try tenants.isAt("acme", users))
  }

  @Test(
    arguments: [
      ("CREATE SCHEMA audit; CREATE TABLE audit.log (id int)", "table audit.log"),
      ("CREATE PUBLICATION everything FOR TABLE users", "publication everything"),
      ("CREATE CAST (int AS bytea) WITH INOUT", "cast integer as bytea"),
    ])
  func `a version that changes what all schemas share is refused by name`(sql: String, object: String) throws {
    let version = try repository.seal("wide", sql)
    let diagnostic = try refused(version)
    #expect(diagnostic.code == "execution.shared-object")
    #expect(([diagnostic.message] + diagnostic.details).joined(separator: "\n").contains(object))
    #expect(try tenants.registry("acme") == .empty, "it is refused before anything is written")
    #expect(try TestDatabase.column("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'tenant%'") == [])
  }

  @Test func `an extension has to be there, and is then shared`() throws {
    let version = try repository.seal(
      "mail",
      """
      CREATE EXTENSION citext;
      CREATE TABLE public.mails (address public.citext PRIMARY KEY, alias citext, CHECK (address OPERATOR(public.<>) alias));
      CREATE FUNCTION public.same(a public.citext, b citext) RETURNS boolean LANGUAGE sql
        SET search_path = public AS $$ SELECT a = b AND EXISTS (SELECT FROM public.mails) OR public.citext_eq(a, b) $$;
      """, down: "DROP FUNCTION public.same(citext, public.citext); DROP TABLE mails; DROP EXTENSION citext")
    let diagnostic = try refused(version)
    #expect(diagnostic.code == "execution.shared-object")
    #expect(diagnostic.message.contains("the extension 'citext'"))
    try TestDatabase.run("CREATE EXTENSION citext SCHEMA public")
    try tenants.checkout("acme", to: version)
    try tenants.checkout("globex", to: version)
    #expect(try tenants.isAt("acme", version))
    #expect(
      try TestDatabase.column("SELECT tenant_acme.same('A'::public.citext, 'a'::public.citext)::text") == ["true"])
    try tenants.checkout("acme", to: users)
    #expect(try TestDatabase.column("SELECT count(*)::text FROM pg_extension WHERE extname = 'citext'") == ["1"])
    #expect(try tenants.isAt("globex", version))
  }

  @Test func `an index that is built concurrently on something outside is refused before it is built`() throws {
    try tenants.checkout("acme", to: users)
    let building = try repository.seal(
      "building", "CREATE INDEX CONCURRENTLY users_name ON public.users (name)",
      down: "DROP INDEX CONCURRENTLY public.users_name")
    try tenants.checkout("acme", to: building)
    #expect(try tenants.isAt("acme", building))
    try tenants.checkout("acme", to: users)
    #expect(try tenants.isAt("acme", users))
    // Somebody took the tenant's table away, and there is another one further down the path.
    let placement = try #require(
      try SchemaPlacement(tenants.target("acme"), over: TestDatabase.connect()))
    try TestDatabase.run("CREATE TABLE public.users (id int)")
    let statement = try #require(
      try MigrationScript("CREATE INDEX CONCURRENTLY i ON public.users (id)").statements.first)
    #expect(throws: ExecutionError.self) { try placement.checkAlone(statement, over: TestDatabase.connect()) }
  }
}
