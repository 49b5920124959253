import History
import Planning
import Postgres
import Schema
import TestSupport
import Testing

@testable import Execution

@Suite(.tags(.large), .scratchDatabase, .timeLimit(.minutes(1))) struct SchemaTargetTests {
  let tenants: Tenants
  let users: Version
  let orders: Version
  let logic: Version

  /// A small shop, written for `public` as people and tools write it: with and without the schema's name.
  init() throws {
    let repository = try SampleRepository()
    tenants = Tenants(repository: repository)
    users = try repository.seal(
      "users",
      """
      CREATE TYPE public.mood AS ENUM ('glad', 'sad');
      CREATE SEQUENCE invoice_seq;
      CREATE TABLE public.users (
        id serial PRIMARY KEY, name text NOT NULL, mood mood DEFAULT 'glad'::public.mood,
        invoice bigint DEFAULT nextval('public.invoice_seq'));
      """, down: "DROP TABLE public.users; DROP SEQUENCE public.invoice_seq; DROP TYPE mood")
    orders = try repository.seal(
      "orders",
      """
      CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, owner int REFERENCES public.users (id));
      CREATE INDEX orders_owner ON public.orders (owner);
      CREATE VIEW public.owners AS SELECT u.name, count(*) AS n FROM public.users u JOIN orders o ON o.owner = u.id
        GROUP BY u.name;
      INSERT INTO public.users (name) VALUES ('public'), ('public.users');
      """, down: "DROP VIEW owners; DROP TABLE public.orders; DELETE FROM users")
    logic = try repository.seal(
      "logic",
      """
      CREATE FUNCTION public.busy(who text) RETURNS bigint LANGUAGE sql STABLE
        AS $$ SELECT n FROM public.owners WHERE name = who $$;
      CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $body$
      BEGIN
        PERFORM nextval('public.invoice_seq'::regclass);
        EXECUTE 'UPDATE public.users SET name = name WHERE id = $1' USING NEW.owner;
        RETURN NEW;
      END $body$;
      CREATE TRIGGER touched AFTER INSERT ON public.orders FOR EACH ROW EXECUTE FUNCTION public.touch();
      DO $$ BEGIN ALTER TABLE public.users ADD COLUMN seen timestamptz; END $$;
      COMMENT ON TABLE public.users IS 'all of public.users';
      """,
      down: """
        ALTER TABLE public.users DROP COLUMN seen;
        COMMENT ON TABLE public.users IS NULL;
        DROP TRIGGER touched ON public.orders;
        DROP FUNCTION public.touch(), public.busy(text)
        """)
  }

  @Test func `two schemas are moved each by itself, forwards and backwards`() throws {
    try TestDatabase.run("CREATE TABLE public.shared (id int); INSERT INTO public.shared VALUES (1)")
    let acme = try tenants.checkout("acme", to: logic)
    #expect(acme.plan.steps.map(\.summary) == ["apply   users", "apply   orders", "apply   logic"])
    #expect(acme.isVerified)
    try tenants.checkout("globex", to: users)
    #expect(try tenants.registry("acme").head == logic.id)
    #expect(try tenants.registry("globex").head == users.id)
    #expect(try tenants.registry("globex").applied.map(\.name) == ["users"])
    #expect(try tenants.isAt("acme", logic))
    #expect(try tenants.isAt("globex", users))
    try tenants.checkout("acme", to: users)
    try tenants.checkout("globex", to: orders)
    #expect(try tenants.isAt("acme", users))
    #expect(try tenants.isAt("globex", orders))
    #expect(try tenants.outcomes("acme").map(\.to) == [users.id, logic.id])
    #expect(try tenants.outcomes("globex").map(\.to) == [orders.id, users.id])
    #expect(try TestDatabase.column("SELECT count(*)::text FROM public.shared") == ["1"])
    let others = try TestDatabase.column(
      "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1")
    #expect(others == ["shared"], "nothing was made in the history's own schema")
    #expect(try tenants.checkout("acme", to: users).plan.kind == .nothingToDo)
  }

  @Test func `what a migration names with its schema is the tenant's own, in bodies too`() throws {
    try tenants.checkout("acme", to: logic)
    try TestDatabase.run(
      "INSERT INTO tenant_acme.orders (owner) SELECT id FROM tenant_acme.users WHERE name = 'public'")
    #expect(try TestDatabase.column("SELECT tenant_acme.busy('public')::text") == ["1"])
    #expect(
      try TestDatabase.column("SELECT name FROM tenant_acme.users ORDER BY id") == ["public", "public.users"],
      "rows are as the migration says")
    #expect(
      try TestDatabase.column("SELECT array_to_string(proconfig, ';') FROM pg_proc WHERE proname = 'touch'")
        == ["search_path=tenant_acme, pg_temp"])
    #expect(
      try TestDatabase.column("SELECT obj_description('tenant_acme.users'::regclass)") == ["all of public.users"])
    try tenants.checkout("acme", to: nil) { $0.destination = users }
    #expect(try tenants.isAt("acme", users))
  }

  @Test func `a schema that is changed by hand has drifted, and only that one`() throws {
    try tenants.checkout("acme", to: orders)
    try tenants.checkout("globex", to: orders)
    try TestDatabase.run("ALTER TABLE tenant_acme.users ADD COLUMN note text")
    #expect(throws: ExecutionError.self) { try tenants.checkout("acme", to: logic) }
    #expect(try tenants.registry("acme").head == orders.id)
    try tenants.checkout("globex", to: logic)
    #expect(try tenants.isAt("globex", logic))
  }

  @Test func `a reference to the history's own schema is never taken for one within`() throws {
    try tenants.checkout("acme", to: users)
    try TestDatabase.run(
      """
      CREATE TYPE public.mood AS ENUM ('glad', 'sad');
      ALTER TABLE tenant_acme.users ALTER mood DROP DEFAULT,
        ALTER mood TYPE public.mood USING mood::text::public.mood, ALTER mood SET DEFAULT 'glad'::public.mood;
      """)
    #expect(try !tenants.isAt("acme", users))
  }

  @Test func `a schema that is at a version already is adopted`() throws {
    try tenants.checkout("acme", to: users)
    try TestDatabase.run("DROP SCHEMA confiture CASCADE")
    let baseline = Baseline(
      versions: try VersionReader(store: tenants.repository.store),
      recorder: OutcomeRecorder(tenants.repository.store), environment: testEnvironment())
    #expect(throws: ExecutionError.self) {
      try baseline.adopt(tenants.target("acme"), at: logic, patience: .seconds(1))
    }
    _ = try baseline.adopt(tenants.target("acme"), at: users, patience: .seconds(1))
    #expect(try tenants.registry("acme").head == users.id)
    #expect(try Live.registry() == .empty, "the database itself is no target")
    try tenants.checkout("acme", to: orders)
  }
}
