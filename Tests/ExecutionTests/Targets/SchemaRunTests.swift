import Diagnostics
import FoundationEssentials
import GitStore
import History
import Planning
import Postgres
import Processes
import Schema
import TestSupport
import Testing

@testable import Execution

/// Runs on schemas beside each other, interrupted, and many.
@Suite(.tags(.large), .scratchDatabase, .timeLimit(.minutes(5))) struct SchemaRunTests {
  let repository: SampleRepository
  let tenants: Tenants
  let users: Version
  let pieces: Version

  init() throws {
    repository = try SampleRepository()
    tenants = Tenants(repository: repository)
    users = try repository.seal(
      "users", "CREATE TABLE public.users (id int PRIMARY KEY, mail text)", down: "DROP TABLE public.users")
    pieces = try repository.seal(
      "pieces",
      """
      ALTER TABLE public.users ADD age int;
      CREATE INDEX CONCURRENTLY users_mail ON users (mail);
      CREATE INDEX CONCURRENTLY ON public.users (age);
      CREATE TABLE orders (user_id int REFERENCES public.users);
      """,
      down: """
        DROP TABLE IF EXISTS orders;
        DROP INDEX CONCURRENTLY public.users_age_idx;
        DROP INDEX CONCURRENTLY users_mail;
        ALTER TABLE users DROP COLUMN age;
        """)
    try repository.folder.write(
      """
      version: 1
      targets:
        acme: {url: "\(TestDatabase.address.redacted)", schema: tenant_acme}
        globex: {url: "\(TestDatabase.address.redacted)", schema: tenant_globex}
      """, to: "confiture.yaml")
  }

  private func arguments(_ name: String, _ version: Version) -> [String] {
    ["-C", repository.folder.path, "checkout", version.id.hex, "--target", name, "--yes"]
  }

  @Test(.timeLimit(.minutes(2)))
  func `killed in the middle of a step, only that schema has to be recovered`() throws {
    let binary = try ConfitureBinary()
    for name in ["acme", "globex"] { try tenants.checkout(name, to: users) }
    let holder = try TestDatabase.connect()
    try holder.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
    _ = try holder.query("SELECT txid_current()")
    let observer = try TestDatabase.connect()
    try binary.kill(
      arguments("acme", pieces),
      when: {
        // The build waits for the snapshot above.
        try observer.query(
          "SELECT EXISTS (SELECT FROM confiture.journal WHERE target = 'tenant_acme' AND state = 'started' AND statement = 2)"
        ).bool(0, 0)
      }, after: .milliseconds(50), within: .seconds(30))
    let open = try #require(try tenants.registry("acme").openRun)
    #expect(open.unfinished?.done == [1])
    #expect(open.unfinished?.underWay == 2)
    #expect(try tenants.registry("globex").openRun == nil)
    // Its neighbour neither waits nor recovers.
    try tenants.checkout("globex", to: users)
    try holder.execute("ROLLBACK")
    let neighbour = try tenants.checkout("globex", to: pieces)
    #expect(neighbour.isVerified)
    let next = try binary.run(arguments("acme", pieces))
    #expect(next.isSuccess, "\(next.errorText)")
    #expect(try tenants.isAt("acme", pieces))
    #expect(try tenants.isAt("globex", pieces))
    #expect(try tenants.registry("acme").openRun == nil)
    #expect(try TestDatabase.column("SELECT 1 FROM pg_index WHERE NOT indisvalid") == [])
    #expect(try tenants.outcomes("acme").contains { $0.result == .interrupted })
    for name in ["acme", "globex"] {
      try tenants.checkout(name, to: users)
      #expect(try tenants.isAt(name, users))
    }
  }

  @Test func `a step in pieces is taken back in its schema`() throws {
    try tenants.checkout("acme", to: users)
    let connection = try TestDatabase.connect()
    let header = RunHeader(
      run: "run", plan: "plan", from: users.id, to: pieces.id, steps: 1, by: "tester", started: 1)
    let line = try tenants.target("acme").line
    try connection.execute(RegistryWrite.openJournal(run: "run", about: header.text, of: line))
    let journal = StepJournal(
      run: "run", step: 1, about: StepHeader(action: .apply, commit: pieces.id).text, line: line)
    try connection.execute(journal.open)
    try connection.execute(journal.mark(1...1, .done))
    try connection.execute(journal.mark(2...2, .started))
    try TestDatabase.run("ALTER TABLE tenant_acme.users ADD age int")
    try tenants.checkout("acme", to: nil) { $0.resumption = .abortRun }
    #expect(try tenants.registry("acme").openRun == nil)
    #expect(try tenants.isAt("acme", users))
  }

  @Test func `two processes move two schemas at once`() throws {
    let binary = try ConfitureBinary()
    let first = arguments("acme", pieces)
    let second = arguments("globex", pieces)
    // Both find a database without a registry.
    let other = Background { try binary.run(first) }
    let mine = try binary.run(second)
    #expect(mine.isSuccess, "\(mine.errorText)")
    let theirs = try other.value()
    #expect(theirs.isSuccess, "\(theirs.errorText)")
    #expect(try tenants.isAt("acme", pieces))
    #expect(try tenants.isAt("globex", pieces))
  }

  @Test func `one schema is not moved twice at once`() throws {
    try tenants.checkout("acme", to: users)
    let holder = try TestDatabase.connect()
    let line = try tenants.target("acme").line
    try TargetLock.acquire(on: holder, for: line, patience: .seconds(1), environment: testEnvironment())
    let error = try #require(throws: ExecutionError.self) {
      try tenants.checkout("acme", to: pieces) { $0.patience = .milliseconds(50) }
    }
    #expect(error.code == .lockHeld)
    #expect(error.diagnostic.details.first?.contains("pid \(holder.backendPID)") == true)
    try tenants.checkout("globex", to: pieces)
  }

  @Test func `a disposable schema is emptied and built anew, and nothing else`() throws {
    try tenants.checkout("globex", to: pieces)
    try TestDatabase.run(
      """
      CREATE SCHEMA tenant_acme; CREATE TABLE tenant_acme.other (id int); CREATE TYPE tenant_acme.t AS ENUM ('a');
      CREATE FUNCTION tenant_acme.f() RETURNS int LANGUAGE sql RETURN 1; GRANT USAGE ON SCHEMA tenant_acme TO PUBLIC;
      """)
    #expect(throws: ExecutionError.self) { try tenants.checkout("acme", to: pieces) }
    let result = try tenants.checkout("acme", to: pieces, disposable: true) { $0.options.mustRebuild = true }
    #expect(result.plan.kind == .rebuild)
    #expect(try tenants.isAt("acme", pieces))
    #expect(try tenants.isAt("globex", pieces))
    #expect(
      try TestDatabase.column("SELECT has_schema_privilege('public', 'tenant_acme', 'USAGE')::text") == ["true"])
    try tenants.checkout("acme", to: users)
    #expect(try tenants.isAt("acme", users))
  }

  @Test(.enabled(if: ProcessInfo.processInfo.environment["CONFITURE_TENANTS"] != nil), .timeLimit(.minutes(5)))
  func `the state of many schemas is one query`() throws {
    let count = ProcessInfo.processInfo.environment["CONFITURE_TENANTS"].flatMap(Int.init) ?? 1000
    let more = try repository.seal("more", "ALTER TABLE users ADD age int", on: .version(users))
    let begin = ContinuousClock.now
    for number in 1...count { try tenants.checkout("t\(number)", to: number % 2 == 0 ? more : users) }
    let made = ContinuousClock.now - begin
    let connection = try TestDatabase.connect()
    for _ in 1...3 {
      let begin = ContinuousClock.now
      let heads = try Registry.schemaHeads(connection)
      let time = ContinuousClock.now - begin
      #expect(heads.count == count)
      #expect(heads.allSatisfy { $0.state == .asRecorded })
      print("tenants: \(count) made in \(made), their state read in \(time)")
    }
    let again = ContinuousClock.now
    try tenants.checkout("t1", to: more)
    print("tenants: one of them moved in \(ContinuousClock.now - again)")
  }
}
