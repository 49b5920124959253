import Postgres

/// How the queries are wrapped, so that text comes out the same whatever the session's settings are.
struct CatalogSession {
  private let connection: Connection
  private let isNested: Bool

  init(_ connection: Connection) throws(CatalogError) {
    self.connection = connection
    switch connection.transactionStatus {
    case .idle: isNested = false
    case .inTransaction: isNested = true
    default: throw CatalogError(.transactionAborted, "the transaction has failed, so that nothing can be read in it")
    }
  }

  private static let settings = [
    ("search_path", ""), ("datestyle", "ISO, YMD"), ("intervalstyle", "postgres"), ("timezone", "UTC"),
    ("bytea_output", "hex"), ("extra_float_digits", "1"), ("standard_conforming_strings", "on"),
    ("quote_all_identifiers", "off"), ("xmlbinary", "base64"), ("xmloption", "content"), ("jit", "off"),
    ("row_security", "off"), ("lc_monetary", "C"), ("max_parallel_workers_per_gather", "0"),
  ]

  /// Sets everything for this transaction only.
  private static var setUp: SQLText {
    let calls = settings.map { SQLText("set_config(\(literal: $0.0), \(literal: $0.1), true)") }
    return SQLText("SELECT \(sql: SQLText.joined(calls, separator: ", "))")
  }

  /// Runs queries and hands over each result as it arrives.
  func run(_ queries: [SQLText], onResult: (Int, QueryResult) -> Void) throws(PostgresError) {
    let before: [SQLText] =
      isNested
      ? ["SAVEPOINT confiture_catalog", Self.setUp]
      : ["BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", Self.setUp]
    let after: [SQLText] =
      isNested
      ? ["ROLLBACK TO SAVEPOINT confiture_catalog", "RELEASE SAVEPOINT confiture_catalog"] : ["COMMIT"]
    do throws(PostgresError) {
      try connection.run(before + queries + after) { index, result, _ in
        let query = index - before.count
        if queries.indices.contains(query) { onResult(query, result) }
      }
    } catch {
      restore()
      throw error
    }
  }

  /// Leaves the transaction as it was found, after a failure.
  private func restore() {
    guard connection.transactionStatus == .inFailedTransaction else { return }
    let statements: [SQLText] =
      isNested
      ? ["ROLLBACK TO SAVEPOINT confiture_catalog", "RELEASE SAVEPOINT confiture_catalog"] : ["ROLLBACK"]
    for statement in statements {
      // A failure here means that the connection is gone, which the first error says.
      _ = try? connection.execute(statement)
    }
  }
}
