import Catalog
import GitStore
import History
import Postgres
import Processes
import Schema
import SchemaDiff
import Scratch
import TestSupport
import Testing

@testable import Execution

/// What a plan for tables in use says of its locks is what the server takes, and nobody is stopped for long.
@Suite(.tags(.large), .scratchDatabase, .timeLimit(.minutes(2))) struct OnlineLockTests {
  private static let old = """
    CREATE TABLE r (id int PRIMARY KEY);
    CREATE TABLE t (id int, a text, b int);
    CREATE INDEX t_a ON t (a);
    CREATE INDEX t_away ON t (b);
    INSERT INTO r SELECT generate_series(1, 100);
    INSERT INTO t SELECT n, 'x' || n, n FROM generate_series(1, 100) n;
    """
  private static let new = """
    CREATE TABLE r (id int PRIMARY KEY);
    CREATE TABLE t (
      id int PRIMARY KEY, a text CHECK (a <> ''), b int NOT NULL REFERENCES r,
      c uuid NOT NULL DEFAULT gen_random_uuid());
    CREATE INDEX t_a ON t (a, b);
    """

  /// The plan from the test's database, which has the old state after, to the new one.
  static func plan(from old: String, to new: String) throws -> SchemaPlan {
    let server = try TestServer.shared()
    let name = try server.createTemporaryDatabase()
    defer { try? server.dropDatabase(name) }
    let other = try Connection(server.connectionString(database: name), applicationName: "confiture test")
    try other.script(new)
    try TestDatabase.run(old)
    let options = SnapshotOptions()
    return try SchemaPlanner.plan(
      from: CatalogReader.read(TestDatabase.connect(), options: options).files,
      to: CatalogReader.read(other, options: options).files,
      options: PlannerOptions(isOnline: true, oldestServer: server.serverVersion / 10_000))
  }

  private static func name(_ mode: LockMode) -> String {
    mode.description.split(separator: " ").map { $0.prefix(1) + $0.dropFirst().lowercased() }.joined() + "Lock"
  }

  @Test func `each change takes the locks that it says`() throws {
    let plan = try Self.plan(from: Self.old, to: Self.new)
    let connection = try TestDatabase.connect()
    let modes = Dictionary(uniqueKeysWithValues: LockMode.allCases.map { (Self.name($0), $0) })
    var looked = 0
    for change in plan.migrations.flatMap(\.changes) {
      guard change.statements.allSatisfy(\.isTransactional) else {
        for statement in change.statements { try connection.execute(SQLText(unescaped: statement.text)) }
        continue
      }
      try connection.execute("BEGIN")
      for statement in change.statements { try connection.execute(SQLText(unescaped: statement.text)) }
      let held = try connection.query(
        """
        SELECT c.relname, l.mode FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
        WHERE l.pid = pg_backend_pid() AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
        """)
      var strongest: [String: LockMode] = [:]
      for row in held.rows {
        let mode = try #require(modes[row.text(1)])
        strongest[row.text(0)] = max(strongest[row.text(0)] ?? .accessShare, mode)
      }
      try connection.execute("COMMIT")
      let said = Dictionary(
        change.effects.locks.map { ($0.table.name.text, $0.mode) }, uniquingKeysWith: { max($0, $1) })
      #expect(strongest.filter { $0.value > .accessShare } == said, "\(change.summary)")
      looked += said.count
    }
    #expect(looked >= 8)
  }

  @Test func `what reads or writes whole tables stops neither readers nor writers`() throws {
    let plan = try Self.plan(from: Self.old, to: Self.new)
    for change in plan.migrations.flatMap(\.changes) {
      #expect(!change.effects.locks.contains { $0.isLong && $0.mode.blocksWrites }, "\(change.summary)")
      #expect(change.effects.rewrites.isEmpty)
    }
  }

  @Test func `whoever writes goes on while indexes are built and dropped, and partitions leave`() throws {
    let partitions = """
      CREATE TABLE p (id int) PARTITION BY RANGE (id);
      CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
      """
    let plan = try Self.plan(
      from: Self.old + partitions + "CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);",
      to: Self.new + partitions)
    let (holder, writer, runner) = (
      try TestDatabase.connect(), try TestDatabase.connect(), try TestDatabase.connect()
    )
    try writer.execute("SET lock_timeout = '10s'")
    var concurrent = 0
    for statement in plan.migrations.flatMap(\.changes).flatMap(\.statements) {
      guard statement.text.contains("CONCURRENTLY") else {
        try runner.execute(SQLText(unescaped: statement.text))
        continue
      }
      concurrent += 1
      try holder.execute("BEGIN")
      try holder.execute("UPDATE t SET a = a WHERE id = 1")
      try holder.execute("INSERT INTO p VALUES (1)")
      let running = Background {
        let connection = try Connection(TestDatabase.address, applicationName: "confiture online")
        try connection.execute(SQLText(unescaped: statement.text))
      }
      // It waits for the open transaction; nobody waits for it.
      let waits = try eventually {
        try TestDatabase.column(
          "SELECT 1::text FROM pg_stat_activity WHERE application_name = 'confiture online' AND wait_event_type = 'Lock'"
        ).count == 1
      }
      #expect(waits, "\(statement.text)")
      try writer.execute("UPDATE t SET a = a WHERE id = 2")
      try writer.execute("INSERT INTO p VALUES (2)")
      #expect(try writer.query("SELECT count(*) FROM t").int(0, 0) == 100)
      #expect(!running.hasEnded)
      try holder.execute("COMMIT")
      try running.value()
    }
    #expect(concurrent == 4)
  }

  @Test func `a build that was killed is done again by the next run`() throws {
    let repository = try SampleRepository()
    let base = try repository.seal("base", Self.old, down: "DROP TABLE t; DROP TABLE r")
    let server = try TestServer.shared()
    let name = try server.createTemporaryDatabase()
    let plan = try TestDatabase.$current.withValue(server.connectionString(database: name)) {
      try Self.plan(from: Self.old, to: Self.new)
    }
    try server.dropDatabase(name)
    var last = base
    for (index, migration) in plan.migrations.enumerated() {
      last = try repository.seal("online-\(index)", migration.script)
    }
    try repository.checkout(base)
    let holder = try TestDatabase.connect()
    try holder.execute("BEGIN")
    try holder.execute("UPDATE t SET a = a WHERE id = 1")
    let (destination, isolated) = (last.id, repository.folder.path)
    let running = Background { try Self.checkout(destination, in: isolated) }
    let build = try eventually {
      try TestDatabase.column(
        "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%INDEX CONCURRENTLY%' AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()"
      ).count >= 1
    }
    #expect(build)
    #expect(try !running.value())
    try holder.execute("COMMIT")
    #expect(try repository.checkout(last) { $0.resumption = .continueRun }.isVerified)
    #expect(try Live.fingerprint() == last.fingerprint)
    #expect(try TestDatabase.column("SELECT 1::text FROM pg_index WHERE NOT indisvalid").isEmpty)
    #expect(try TestDatabase.column("SELECT count(DISTINCT c)::text FROM t") == ["100"])
  }

  /// Whether the program, as a process of its own, moves the test's database.
  private static func checkout(_ version: ObjectID, in folder: String) throws -> Bool {
    try ConfitureBinary().run(
      ["-C", folder, "checkout", version.hex, "--database", TestDatabase.address.redacted, "--yes"]
    ).isSuccess
  }
}
