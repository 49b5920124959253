import History
import Planning
import Postgres
import Schema
import TestSupport
import Testing

@testable import Execution

@Suite(.tags(.large), .scratchDatabase, .timeLimit(.minutes(1))) struct RegistryLineTests {
  let repository: SampleRepository
  let tenants: Tenants
  let users: Version
  let mail: Version

  init() throws {
    repository = try SampleRepository()
    tenants = Tenants(repository: repository)
    users = try repository.seal("users", "CREATE TABLE users (id int PRIMARY KEY)", down: "DROP TABLE users")
    mail = try repository.seal(
      "mail", "ALTER TABLE users ADD mail text", down: "ALTER TABLE users DROP COLUMN mail")
  }

  /// Makes of the registry one of format 1, as it was before schemas could be targets.
  private func bringBackToFormat1() throws {
    try TestDatabase.run(
      """
      ALTER TABLE confiture.head DROP COLUMN target,
        ADD COLUMN singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton);
      ALTER TABLE confiture.applied DROP COLUMN target;
      ALTER TABLE confiture.applied ADD CONSTRAINT applied_pkey PRIMARY KEY (sequence),
        ADD CONSTRAINT applied_change_key UNIQUE (change);
      ALTER TABLE confiture.journal DROP COLUMN target;
      ALTER TABLE confiture.outcome DROP COLUMN target;
      DROP INDEX confiture.object_commit;
      UPDATE confiture.head SET format = 1;
      """)
  }

  private func tables() throws -> [String?] {
    try TestDatabase.column(
      """
      SELECT format('%s.%s %s', c.relname, a.attname, a.attnotnull) FROM pg_attribute a
      JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = 'confiture'::regnamespace AND c.relkind = 'r'
        AND a.attnum > 0 AND NOT a.attisdropped
      UNION ALL SELECT conrelid::regclass || ': ' || pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'confiture'::regnamespace AND contype IN ('p', 'u')
      UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'confiture' ORDER BY 1
      """)
  }

  @Test func `a registry of format 1 is read as it is, and brought forward by the next write`() throws {
    try repository.checkout(users)
    let state = try Live.registry()
    let present = try tables()
    try bringBackToFormat1()
    let old = try tables()
    #expect(old != present)
    #expect(try Live.registry() == state)
    #expect(try tenants.registry("acme") == .empty)
    #expect(try Registry.schemaHeads(TestDatabase.connect()).isEmpty)
    #expect(try repository.checkout(users).plan.kind == .nothingToDo)
    #expect(try tables() == old, "reading does not write")
    try repository.checkout(mail)
    #expect(try tables() == present)
    #expect(try Live.registry().applied.map(\.name) == ["users", "mail"])
    #expect(try TestDatabase.column("SELECT format::text FROM confiture.head") == ["2"])
    #expect(try repository.outcomes().map(\.to) == [mail.id, users.id])
  }

  @Test func `a registry without the indexes of today gets them with the next write`() throws {
    try repository.checkout(users)
    let present = try tables()
    try TestDatabase.run(
      "DROP INDEX confiture.outcome_line, confiture.outcome_pending, confiture.object_commit")
    let old = try tables()
    #expect(old.count == present.count - 3)
    #expect(try repository.checkout(users).plan.kind == .nothingToDo)
    #expect(try tables() == old, "reading does not write")
    try repository.checkout(mail)
    #expect(try tables() == present)
  }

  @Test func `a run that was interrupted under format 1 is continued`() throws {
    try repository.checkout(users)
    try bringBackToFormat1()
    let header = RunHeader(
      run: "run", plan: "plan", from: users.id, to: mail.id, steps: 1, by: "tester", started: 1)
    try TestDatabase.connect().execute(
      "INSERT INTO confiture.journal (run, step, statement, state, about) VALUES ('run', 0, 0, 'started', \(header.text))"
    )
    #expect(try Live.registry().openRun?.run == "run")
    try repository.checkout(mail)
    #expect(try Live.registry().openRun == nil)
    #expect(try Live.registry().head == mail.id)
  }

  @Test func `the lines of one database do not mix`() throws {
    try tenants.checkout("acme", to: mail)
    try tenants.checkout("globex", to: users)
    #expect(try tenants.registry("acme").applied.map(\.sequence) == [1, 2])
    #expect(try tenants.registry("globex").applied.map(\.sequence) == [1])
    #expect(try Live.registry() == .empty)
    try tenants.checkout("acme", to: users)
    #expect(try tenants.registry("globex").applied.map(\.name) == ["users"])
    #expect(
      try TestDatabase.column("SELECT count(*)::text FROM confiture.object WHERE kind = 'commit'") == ["2"],
      "what versions are is there once")
  }

  @Test func `one query tells where all schemas are, and which were changed since`() throws {
    let connection = try TestDatabase.connect()
    #expect(try Registry.schemaHeads(connection).isEmpty)
    for name in ["acme", "globex", "initech"] { try tenants.checkout(name, to: name == "acme" ? mail : users) }
    func heads() throws -> [SchemaHead] { try Registry.schemaHeads(connection) }
    #expect(try heads().map(\.schema) == ["tenant_acme", "tenant_globex", "tenant_initech"])
    #expect(try heads().map(\.head) == [mail.id, users.id, users.id])
    #expect(try heads().map(\.state) == [.asRecorded, .asRecorded, .asRecorded])
    #expect(try heads().allSatisfy { !$0.hasOpenRun && $0.unrecordedOutcomes == 0 })
    try TestDatabase.run("ALTER TABLE tenant_globex.users ADD COLUMN x int; DROP SCHEMA tenant_initech CASCADE")
    #expect(try heads().map(\.state) == [.asRecorded, .changed, .missing])
  }

  @Test func `each definition shows in the stamp of its schema, and in no other`() throws {
    let connection = try TestDatabase.connect()
    try tenants.checkout("acme", to: users)
    try tenants.checkout("globex", to: users)
    #expect(try Registry.schemaHeads(connection).map(\.state) == [.asRecorded, .asRecorded])
    for change in [
      "COMMENT ON TABLE tenant_acme.users IS 'x'", "CREATE TYPE tenant_acme.t AS ENUM ('a')",
      "ALTER TABLE tenant_acme.users ALTER id SET DEFAULT 1", "CREATE INDEX ON tenant_acme.users (id)",
      "ALTER TABLE tenant_acme.users DROP CONSTRAINT users_pkey", "DROP TABLE tenant_acme.users",
      "CREATE FUNCTION tenant_acme.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
      "CREATE RULE r AS ON DELETE TO tenant_acme.users DO INSTEAD NOTHING",
      "ALTER TABLE tenant_acme.users ENABLE ROW LEVEL SECURITY",
      "CREATE POLICY p ON tenant_acme.users", "CREATE SEQUENCE tenant_acme.s",
      "CREATE VIEW tenant_acme.v AS SELECT 1",
      "ALTER TABLE tenant_acme.users RENAME COLUMN id TO no", "GRANT SELECT ON tenant_acme.users TO PUBLIC",
    ] {
      try connection.execute("BEGIN")
      try connection.execute(SQLText(unescaped: change))
      #expect(try Registry.schemaHeads(connection).map(\.state) == [.changed, .asRecorded], "\(change)")
      try connection.execute("ROLLBACK")
    }
  }
}
