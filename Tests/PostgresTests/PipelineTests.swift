import Diagnostics
import TestSupport
import Testing

@testable import Postgres

@Suite(.timeLimit(.minutes(1))) struct PipelineTests {
  @Test(.scratchDatabase) func `results come in order`() throws {
    let results = try TestDatabase.connect().pipeline((0..<200).map { "SELECT \($0)::int" })
    #expect(results.map { $0.int(0, 0) } == Array(0..<200))
  }

  @Test(.scratchDatabase) func `no statements, no results; one is enough`() throws {
    let connection = try TestDatabase.connect()
    #expect(try connection.pipeline([]).isEmpty)
    #expect(try connection.pipeline(["SELECT 5"]).map { $0.int(0, 0) } == [5])
    #expect(try connection.query("SELECT 6").int(0, 0) == 6)
  }

  @Test(.scratchDatabase) func `much goes both ways at once`() throws {
    let text = String(repeating: "x", count: 100_000)
    let results = try TestDatabase.connect().pipeline((0..<100).map { _ in "SELECT \(text)::text" })
    #expect(results.allSatisfy { $0.text(0, 0) == text })
  }

  @Test(.scratchDatabase) func `the first failure is thrown with its place, and nothing is kept`() throws {
    let connection = try TestDatabase.connect()
    let error = #expect(throws: PostgresError.self) {
      try connection.pipeline([
        "CREATE TABLE t (a int)", "INSERT INTO t VALUES (1)", "INSERT INTO nowhere VALUES (\(2))", "SELECT 1",
      ])
    }
    #expect(error?.batchIndex == 2)
    #expect(error?.sqlState == "42P01")
    #expect(error?.statement == "INSERT INTO nowhere VALUES ($1)")
    #expect(error?.positionUTF8Offset == 12)
    #expect(try connection.query("SELECT to_regclass('t') IS NULL").bool(0, 0))
    #expect(connection.transactionStatus == .idle)
  }

  @Test(.scratchDatabase) func `a transaction in a pipeline stays open after a failure`() throws {
    let connection = try TestDatabase.connect()
    let error = #expect(throws: PostgresError.self) {
      try connection.run(["BEGIN", "SELECT 1", "SELECT 1/0", "COMMIT"]) { _, _, _ in }
    }
    #expect(error?.batchIndex == 2)
    #expect(connection.transactionStatus == .inFailedTransaction)
    try connection.execute("ROLLBACK")
  }

  @Test(.scratchDatabase) func `each statement is reported as it ends, with its own time`() throws {
    let connection = try TestDatabase.connect()
    var ends: [(index: Int, time: Duration)] = []
    try connection.run(["SELECT 1", "SELECT pg_sleep(0.2)", "SELECT 2"]) { index, _, time in
      ends.append((index, time))
    }
    #expect(ends.map(\.index) == [0, 1, 2])
    #expect(ends[1].time >= .milliseconds(190))
    #expect(ends[0].time < ends[1].time)
    #expect(ends[2].time < ends[1].time)
  }

  @Test(.scratchDatabase, arguments: [1, 3])
  func `the tick comes while a statement waits, and can see who blocks it`(count: Int) throws {
    let (holder, waiter, observer) = (
      try TestDatabase.connect(), try TestDatabase.connect(), try TestDatabase.connect()
    )
    try holder.script("CREATE TABLE t (a int)")
    try holder.script("BEGIN; LOCK TABLE t")
    var blockers: [String?] = []
    var done: [Int] = []
    let batch: [SQLText] = ["ALTER TABLE t ADD COLUMN b int"] + (1..<count).map { "SELECT \(unescaped: "\($0)")" }
    try waiter.run(
      batch, tick: .milliseconds(10),
      onTick: {
        guard blockers.isEmpty else { return }
        let found = try? observer.query("SELECT pg_blocking_pids(\(Int(waiter.backendPID)))").textArray(0, 0)
        guard let found, !found.isEmpty else { return }
        blockers = found
        _ = try? holder.execute("ROLLBACK")
      },
      onResult: { index, _, _ in done.append(index) })
    #expect(blockers == ["\(holder.backendPID)"])
    #expect(done == Array(0..<count))
  }

  @Test(.scratchDatabase) func `what refuses a transaction runs alone`() throws {
    let connection = try TestDatabase.connect()
    try connection.script("CREATE TABLE t (a int)")
    var count = 0
    try connection.run(["CREATE INDEX CONCURRENTLY i ON t (a)"]) { _, _, _ in count += 1 }
    try connection.run(["VACUUM t"]) { _, _, _ in count += 1 }
    #expect(count == 2)
  }

  @Test(.scratchDatabase) func `a server that goes away in the middle is told with the place`() throws {
    let connection = try TestDatabase.connect()
    let error = #expect(throws: PostgresError.self) {
      try connection.run(["SELECT 1", "SELECT pg_terminate_backend(pg_backend_pid())", "SELECT 2"]) { _, _, _ in }
    }
    #expect(error?.code == .connectionLost)
    #expect(error?.batchIndex == 1)
    #expect(connection.isBroken)
  }

  @Test(.scratchDatabase, arguments: ["COPY t FROM STDIN", "COPY t TO STDOUT"])
  func `a COPY without data stream is refused`(copy: String) throws {
    let connection = try TestDatabase.connect()
    try connection.script("CREATE TABLE t (a int); INSERT INTO t VALUES (1), (2)")
    for _ in 0..<2 {
      let alone = #expect(throws: PostgresError.self) { try connection.execute("\(unescaped: copy)") }
      #expect(alone?.code == .copyNotExpected)
      let run = #expect(throws: PostgresError.self) { try connection.run(["\(unescaped: copy)"]) { _, _, _ in } }
      #expect(run?.code == .copyNotExpected)
      #expect(#expect(throws: PostgresError.self) { try connection.script(copy) }?.code == .copyNotExpected)
      #expect(try connection.query("SELECT count(*) FROM t").int(0, 0) == 2)
    }
    let batch = #expect(throws: PostgresError.self) {
      try connection.pipeline(["SELECT 1", "\(unescaped: copy)", "SELECT 2"])
    }
    #expect(batch?.code == .copyNotExpected)
    #expect(batch?.batchIndex == 1)
    #expect(connection.isBroken)
  }
}

@Suite(.timeLimit(.minutes(1))) struct CopyTests {
  @Test(.scratchDatabase) func `rows go in and come out`() throws {
    let connection = try TestDatabase.connect()
    try connection.script("CREATE TABLE t (a int, b text)")
    let lines = (0..<50_000).map { "\($0)\trow \($0)\n" }
    #expect(try connection.copyIn("COPY t FROM STDIN", Array(lines.joined().utf8)) == 50_000)
    var bytes: [UInt8] = []
    #expect(try connection.copyOut("COPY (SELECT * FROM t ORDER BY a) TO STDOUT") { bytes += $0 } == 50_000)
    #expect(String(decoding: bytes, as: UTF8.self) == lines.joined())
  }

  @Test(.scratchDatabase) func `a bad row, a failing source and a failing sink leave the session usable`() throws {
    struct Stop: Error {}
    let connection = try TestDatabase.connect()
    try connection.script("CREATE TABLE t (a int)")
    let error = #expect(throws: PostgresError.self) {
      try connection.copyIn("COPY t FROM STDIN", Array("1\nx\n".utf8))
    }
    #expect(error?.sqlState == "22P02")
    #expect(error?.context?.contains("line 2") == true)
    #expect(throws: Stop.self) { try connection.copyIn("COPY t FROM STDIN") { throw Stop() } }
    try connection.execute("INSERT INTO t SELECT generate_series(1, 100000)")
    #expect(throws: Stop.self) { try connection.copyOut("COPY t TO STDOUT") { _ in throw Stop() } }
    #expect(throws: PostgresError.self) { try connection.copyIn("SELECT 1", []) }
    #expect(try connection.query("SELECT count(*) FROM t").int(0, 0) == 100_000)
  }
}
