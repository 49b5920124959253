import Postgres
import TestSupport
import Testing

@Suite(.tags(.large), .timeLimit(.minutes(1))) struct KeptStatementTests {
  private func prepared(_ connection: Connection) throws -> [String] {
    try connection.query("SELECT statement FROM pg_prepared_statements ORDER BY statement").rows.map { $0.text(0) }
  }

  @Test(.scratchDatabase) func `a kept statement is planned once, whatever is bound to it`() throws {
    let connection = try TestDatabase.connect()
    for number in 1...3 { #expect(try connection.queryKept("SELECT \(number)::int + 1").int(0, 0) == number + 1) }
    #expect(try prepared(connection) == ["SELECT $1::int + 1"])
  }

  @Test(.scratchDatabase) func `a session that keeps statements prepares what comes again, and nothing else`() throws
  {
    let connection = try TestDatabase.connect()
    try connection.keepStatements()
    try connection.execute("CREATE TABLE t (a int)")
    try connection.execute("INSERT INTO t VALUES (\(1))")
    #expect(try prepared(connection) == [])
    for _ in 1...2 { _ = try connection.pipeline(["BEGIN", "INSERT INTO t VALUES (\(2))", "COMMIT"]) }
    #expect(try connection.query("SELECT sum(a) FROM t").int(0, 0) == 5)
    #expect(
      try prepared(connection) == [
        "INSERT INTO t VALUES ($1)", "SELECT statement FROM pg_prepared_statements ORDER BY statement",
      ])
    #expect(throws: PostgresError.self) { try connection.query("INSERT INTO t VALUES (\("x"))") }
    #expect(try connection.query("SELECT sum(a) FROM t").int(0, 0) == 5)
  }

  @Test(.scratchDatabase) func `a session that was reset prepares anew`() throws {
    let connection = try TestDatabase.connect()
    #expect(try connection.queryKept("SELECT 1").int(0, 0) == 1)
    try connection.reset()
    #expect(try prepared(connection) == [])
    #expect(try connection.queryKept("SELECT 1").int(0, 0) == 1)
  }
}
