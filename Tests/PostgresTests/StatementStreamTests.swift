import TestSupport
import Testing

@testable import Postgres

@Suite(.scratchDatabase, .timeLimit(.minutes(1))) struct StatementStreamTests {
  private func step(_ number: Int, _ statement: SQLText) -> [SQLText] {
    ["BEGIN", "INSERT INTO done VALUES (\(number))", statement, "COMMIT"]
  }

  private func done(_ connection: Connection) throws -> [Int] {
    try connection.query("SELECT n FROM done ORDER BY n").rows.map { $0.int(0) }
  }

  @Test func `batches are answered in the order in which they were sent`() throws {
    let connection = try TestDatabase.connect()
    try connection.execute("CREATE TABLE done (n int)")
    let stream = try StatementStream(on: connection)
    for number in 1...50 { try stream.send(step(number, "SELECT \(number)::int"), reporting: 2..<3) }
    #expect(stream.count == 50)
    var answers: [Int] = []
    for _ in 1...50 {
      try stream.receive { index, result, _ in
        if index == 2 { answers.append(result.int(0, 0)) }
      }
    }
    try stream.end()
    #expect(answers == Array(1...50))
    #expect(try done(connection) == Array(1...50), "the connection is free again")
  }

  /// The statement that fails, and the one that the stream would have gone on with.
  @Test(arguments: [1, 2, 4]) func `nothing that was sent after a failure is run`(failing: Int) throws {
    let connection = try TestDatabase.connect()
    try connection.execute("CREATE TABLE done (n int)")
    let stream = try StatementStream(on: connection)
    for number in 1...4 {
      try stream.send(step(number, number == failing ? "SELECT 1/0" : "SELECT 1"), reporting: 2..<3)
    }
    for _ in 1..<failing { try stream.receive { _, _, _ in } }
    let error = #expect(throws: PostgresError.self) { try stream.receive { _, _, _ in } }
    #expect(error?.sqlState == "22012")
    #expect(error?.batchIndex == 2)
    try stream.end()
    #expect(connection.transactionStatus == .inFailedTransaction)
    try connection.execute("ROLLBACK")
    #expect(try done(connection) == Array(1..<failing))
  }

  @Test func `what nobody took is thrown away at the end`() throws {
    let connection = try TestDatabase.connect()
    try connection.execute("CREATE TABLE done (n int)")
    let stream = try StatementStream(on: connection)
    for number in 1...3 { try stream.send(step(number, "SELECT 1"), reporting: 0..<0) }
    try stream.receive { _, _, _ in }
    try stream.end()
    try stream.end()
    #expect(try done(connection) == [1, 2, 3])
  }

  @Test func `a text that cannot be sent leaves the stream as it is`() throws {
    let connection = try TestDatabase.connect()
    let stream = try StatementStream(on: connection)
    try stream.send(["SELECT 1"], reporting: 0..<0)
    #expect(throws: PostgresError.self) { try stream.send(["SELECT '\u{0}'"], reporting: 0..<0) }
    #expect(stream.count == 1)
    try stream.end()
    #expect(try connection.query("SELECT 2").int(0, 0) == 2)
  }
}
