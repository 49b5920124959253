import Dispatch
import Diagnostics
import TestSupport
import Synchronization
import Testing

@testable import Postgres

@Suite(.timeLimit(.minutes(1))) struct ConnectionTests {
  @Test(.scratchDatabase) func `rows come back as typed cells`() throws {
    let connection = try TestDatabase.connect()
    let result = try connection.query(
      """
      SELECT \("é\"x")::text AS t, NULL::text, 42, -9223372036854775808, true, '\\x00ff'::bytea, ARRAY['a', NULL, 'b,c'],
        \([UInt8]([1, 2]))::bytea, \(["p", nil])::text[], 'x'::text
      """)
    #expect(result.rowCount == 1)
    #expect(result.columnCount == 10)
    let row = try #require(result.rows.first)
    #expect(row.text(0) == "é\"x")
    #expect(row.optionalText(1) == nil)
    #expect(row.isNull(1))
    #expect(row.int(2) == 42)
    #expect(row.int64(3) == Int64.min)
    #expect(row.bool(4))
    #expect(row.bytes(5) == [0, 255])
    #expect(row.textArray(6) == ["a", nil, "b,c"])
    #expect(row.bytes(7) == [1, 2])
    #expect(row.textArray(8) == ["p", nil])
    #expect(row.optionalInt(9) == nil)
    #expect(result.columnNames.first == "t")
    #expect(result.column(named: "t") == 0)
    #expect(result.column(named: "none") == nil)
  }

  @Test(.scratchDatabase) func `a session that was begun opens while nobody waits for it, and ends with its owner`()
    throws
  {
    let watcher = try TestDatabase.connect()
    func isThere(_ name: String) throws -> Bool {
      try watcher.query("SELECT FROM pg_stat_activity WHERE application_name = \(name) AND state = 'idle'").rowCount
        == 1
    }
    let pending = PendingConnection(try TestDatabase.address, applicationName: "begun")
    #expect(try eventually { try isThere("begun") })
    #expect(try Connection(pending).query("SHOW application_name").text(0, 0) == "begun")
    do {
      let left = PendingConnection(try TestDatabase.address, applicationName: "left")
      #expect(try eventually { try isThere("left") })
      _ = consume left
    }
    #expect(try eventually { try !isThere("left") })
  }

  @Test(.scratchDatabase) func `commands tell what they did`() throws {
    let connection = try TestDatabase.connect()
    #expect(try connection.execute("CREATE TABLE t (a int)") == CommandTag(text: "CREATE TABLE", rows: nil))
    #expect(try connection.execute("INSERT INTO t SELECT generate_series(1, 3)").rows == 3)
    #expect(connection.serverVersion >= 140000)
    #expect(connection.backendPID == Int32(try connection.query("SELECT pg_backend_pid()").int(0, 0)))
    #expect(connection.user == "postgres")
    #expect(try connection.query("SELECT current_database()").text(0, 0) == connection.database)
  }

  @Test(.scratchDatabase) func `session settings survive a reset, whatever is in them`() throws {
    let odd = #"a b\c"d' $1 , "é"#
    let connection = try TestDatabase.connect(sessionSettings: [
      ("search_path", ""), ("my.odd", odd), ("lock_timeout", "2s"),
    ])
    func settings() throws -> [String] {
      try ["search_path", "my.odd", "lock_timeout"].map { name in
        try connection.query("SELECT current_setting(\(name))").text(0, 0)
      }
    }
    #expect(try settings() == ["", odd, "2s"])
    try connection.execute("SET search_path = public")
    try connection.execute("SET my.odd = 'x'")
    try connection.execute("RESET ALL")
    #expect(try settings() == ["", odd, "2s"])
  }

  @Test(.scratchDatabase) func `a failed statement says all the server said`() throws {
    let connection = try TestDatabase.connect()
    try connection.script("CREATE SCHEMA s; CREATE TABLE s.t (a int CONSTRAINT a_positive CHECK (a > 0))")
    let wrong = #expect(throws: PostgresError.self) {
      try connection.execute("SELECT 'é😀', nowhere FROM s.t WHERE a = \(17)")
    }
    #expect(wrong?.code == .statementFailed)
    #expect(wrong?.kind == .failed)
    #expect(wrong?.sqlState == "42703")
    #expect(wrong?.statement == "SELECT 'é😀', nowhere FROM s.t WHERE a = $1")
    #expect(wrong?.positionUTF8Offset == "SELECT 'é😀', ".utf8.count)
    #expect(wrong?.diagnostic.location?.column == 14)
    let check = #expect(throws: PostgresError.self) { try connection.execute("INSERT INTO s.t VALUES (\(-5))") }
    #expect(check?.sqlState == "23514")
    #expect([check?.schema, check?.table, check?.constraint] == ["s", "t", "a_positive"])
    #expect(try connection.query("SELECT 1").int(0, 0) == 1)
  }

  @Test(.scratchDatabase) func `an error inside a function has its inner query and context`() throws {
    let connection = try TestDatabase.connect()
    try connection.script(
      "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT gone FROM pg_class); END $$")
    let error = #expect(throws: PostgresError.self) { try connection.query("SELECT f()") }
    let query = try #require(error?.internalQuery)
    let offset = try #require(error?.internalPositionUTF8Offset)
    #expect(String(decoding: query.utf8.dropFirst(offset), as: UTF8.self).hasPrefix("gone"))
    #expect(error?.context?.contains("f()") == true)
    #expect(error?.positionUTF8Offset == nil)
  }

  @Test(.scratchDatabase) func `notices are collected and handed over once`() throws {
    let connection = try TestDatabase.connect()
    try connection.execute("DO $$ BEGIN RAISE NOTICE 'first'; RAISE WARNING 'second' USING HINT = 'do it'; END $$")
    let notices = connection.takeNotices()
    #expect(notices.map(\.severity) == ["NOTICE", "WARNING"])
    #expect(notices.map(\.message) == ["first", "second"])
    #expect(notices.last?.hint == "do it")
    #expect(connection.takeNotices().isEmpty)
  }

  @Test(.scratchDatabase) func `one statement at a time, except in a script`() throws {
    let connection = try TestDatabase.connect()
    #expect(throws: PostgresError.self) { try connection.execute("SELECT 1; SELECT 2") }
    try connection.script("CREATE TABLE a (); CREATE TABLE b ()")
    #expect(throws: PostgresError.self) { try connection.script("CREATE TABLE c (); CREATE TABLE a ()") }
    #expect(try connection.query("SELECT to_regclass('c') IS NULL").bool(0, 0))
    #expect(throws: PostgresError.self) { try connection.execute("SELECT '\(unescaped: "\0")'") }
  }

  @Test(.scratchDatabase) func `a transaction commits, or rolls back when the body throws`() throws {
    struct Stop: Error {}
    let connection = try TestDatabase.connect()
    let value = try connection.transaction { inside in
      try inside.execute("CREATE TABLE kept ()")
      #expect(inside.transactionStatus == .inTransaction)
      return 7
    }
    #expect(value == 7)
    #expect(throws: Stop.self) {
      try connection.transaction { inside in
        try inside.execute("CREATE TABLE lost ()")
        throw Stop()
      }
    }
    let swallowed = #expect(throws: PostgresError.self) {
      try connection.transaction { inside in _ = try? inside.execute("SELECT nothing") }
    }
    #expect(swallowed?.code == .transactionAborted)
    #expect(connection.transactionStatus == .idle)
    #expect(try connection.query("SELECT to_regclass('kept') IS NOT NULL, to_regclass('lost') IS NULL").bool(0, 1))
  }

  @Test(.scratchDatabase) func `a reset session is as new, but keeps advisory locks`() throws {
    let connection = try TestDatabase.connect(sessionSettings: [("search_path", "")])
    try connection.script(
      "SET search_path = public; SELECT pg_advisory_lock(5); CREATE TEMP TABLE x (); PREPARE p AS SELECT 1")
    try connection.execute("BEGIN")
    _ = try? connection.execute("SELECT nothing")
    try connection.reset()
    #expect(connection.transactionStatus == .idle)
    #expect(try connection.query("SHOW search_path").text(0, 0) == "")
    let rest = try connection.query(
      "SELECT (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'), (SELECT count(*) FROM pg_prepared_statements)"
    )
    #expect(rest.int(0, 0) == 1)
    #expect(rest.int(0, 1) == 0)
  }

  @Test(.scratchDatabase) func `a lock timeout and a cancelled query are told apart by code`() throws {
    let (holder, waiter) = (try TestDatabase.connect(), try TestDatabase.connect())
    try holder.script("CREATE TABLE t ()")
    try holder.script("BEGIN; LOCK TABLE t")
    try waiter.execute("SET lock_timeout = 20")
    let busy = #expect(throws: PostgresError.self) { try waiter.execute("SELECT FROM t") }
    #expect(busy?.code == .lockTimeout)
    #expect(busy?.kind == .busy)
    try waiter.execute("SET lock_timeout = 0")
    try waiter.execute("SET statement_timeout = 20")
    #expect(#expect(throws: PostgresError.self) { try waiter.execute("SELECT FROM t") }?.code == .queryCancelled)
  }

  @Test(.scratchDatabase) func `another thread can cancel`() throws {
    let connection = try TestDatabase.connect()
    let canceller = connection.canceller
    let watcher = Moved(try TestDatabase.connect())
    let pid = Int(connection.backendPID)
    let isCancelled = Mutex(false)
    // A thread of its own: the pool's may all be waiting for servers, as this test does.
    let group = DispatchGroup()
    DispatchQueue(label: "confiture.test.cancel").async(group: group) {
      let sleeping = "SELECT FROM pg_stat_activity WHERE pid = \(pid) AND wait_event = 'PgSleep'"
      let isAsleep = try? eventually { try watcher.value.query(SQLText(unescaped: sleeping)).rowCount == 1 }
      isCancelled.withLock { $0 = isAsleep == true && canceller.cancel() }
    }
    let error = #expect(throws: PostgresError.self) { try connection.execute("SELECT pg_sleep(50)") }
    group.wait()
    #expect(error?.code == .queryCancelled)
    #expect(isCancelled.withLock { $0 })
  }

  @Test(.scratchDatabase) func `a session ended by the server is lost, and says so`() throws {
    let (connection, other) = (try TestDatabase.connect(), try TestDatabase.connect())
    try other.execute("SELECT pg_terminate_backend(\(Int(connection.backendPID)))")
    let error = #expect(throws: PostgresError.self) { try connection.query("SELECT 1") }
    #expect(error?.code == .connectionLost)
    #expect(error?.kind == .unreachable)
    #expect(connection.isBroken)
    #expect(#expect(throws: PostgresError.self) { try connection.query("SELECT 1") }?.code == .connectionLost)
  }
}

/// Hands a value to another thread, whose owner does not touch it any more.
struct Moved<Value>: @unchecked Sendable {
  // Safe because the test uses the value only there.
  let value: Value
  init(_ value: Value) { self.value = value }
}

@Suite(.timeLimit(.minutes(1))) struct UnreachableTests {
  @Test func `a server that is not there is named, without the password`() throws {
    let address = try ConnectionString("postgresql://ann:s3cret@127.0.0.1:9/shop")
    let error = #expect(throws: PostgresError.self) { try Connection(address, applicationName: "test") }
    #expect(error?.code == .unreachable)
    #expect(error?.kind == .unreachable)
    #expect(
      error?.message
        == "cannot reach database 'shop' as user 'ann' at '127.0.0.1' port 9: Connection refused")
    #expect(error.map { "\($0.diagnostic)".contains("s3cret") } == false)
  }

  @Test func `what goes wrong with a session that was begun is said to whoever waits for it`() throws {
    let address = try ConnectionString("postgresql://ann:s3cret@127.0.0.1:9/shop")
    let pending = PendingConnection(address, applicationName: "test")
    do throws(PostgresError) {
      _ = try Connection(pending)
      Issue.record("connected to nobody")
    } catch {
      #expect(error.code == .unreachable)
      #expect(error.message.hasPrefix("cannot reach database 'shop' as user 'ann'"))
    }
  }

  @Test func `a host that does not answer ends at the time limit`() throws {
    // A listener that never accepts: the connection opens, then nothing comes.
    let (listener, port) = try SilentListener.open()
    let address = try ConnectionString("postgresql://ann@127.0.0.1:\(port)/shop")
    let error = #expect(throws: PostgresError.self) {
      try Connection(address, applicationName: "test", connectTimeout: 1)
    }
    withExtendedLifetime(listener) {}
    #expect(error?.code == .unreachable)
    #expect(error?.message == "no answer from database 'shop' as user 'ann' at '127.0.0.1' port \(port) within 1 s")
  }

  @Test(.scratchDatabase) func `a login that is refused is another failure`() throws {
    let error = #expect(throws: PostgresError.self) {
      try Connection(TestDatabase.address.with(parameter: "user", value: "no such"), applicationName: "test")
    }
    #expect(error?.code == .authentication)
    #expect(error?.kind == .unreachable)
    #expect(error?.sqlState == "28000")
    #expect(error?.message.contains("'no such'") == true)
    #expect(error?.message.contains("LOCATION") == false)
  }

  @Test(.scratchDatabase) func `so is a database that does not exist`() throws {
    let error = #expect(throws: PostgresError.self) {
      try Connection(TestDatabase.address.with(database: "nowhere"), applicationName: "test")
    }
    #expect(error?.code == .noSuchDatabase)
    #expect(error?.message.contains("'nowhere'") == true)
  }

  @Test func `a refusal's SQLSTATE is found in libpq's text`() {
    let text =
      "connection to server at \"h\" failed: FATAL:  28P01: password authentication failed for user \"u\"\nLOCATION:  auth_failed"
    #expect(ServerRefusal(in: text)?.sqlState == "28P01")
    #expect(ServerRefusal(in: text)?.message == "password authentication failed for user \"u\"")
    #expect(ServerRefusal(in: "connection refused") == nil)
  }
}
