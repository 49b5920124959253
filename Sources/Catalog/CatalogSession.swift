import Postgres

/// How the queries are wrapped, so that text comes out the same whatever the session's settings are.
struct CatalogSession {
  private let connection: Connection
  /// Whether a transaction was open already.
  let isNested: Bool
  private var isOpen = false

  init(_ connection: Connection) throws(CatalogError) {
    self.connection = connection
    switch connection.transactionStatus {
    case .idle: isNested = false
    case .inTransaction: isNested = true
    default: throw CatalogError(.transactionAborted, "the transaction has failed, so that nothing can be read in it")
    }
  }

  private static let textSettings = [
    ("search_path", ""), ("datestyle", "ISO, YMD"), ("intervalstyle", "postgres"), ("timezone", "UTC"),
    ("bytea_output", "hex"), ("extra_float_digits", "1"), ("standard_conforming_strings", "on"),
    ("quote_all_identifiers", "off"), ("xmlbinary", "base64"), ("xmloption", "content"), ("lc_monetary", "C"),
    ("row_security", "off"),
  ]

  /// Settings under which text comes out the same everywhere, and plans are made and run quickly.
  private static let readSettings =
    textSettings + [("jit", "off"), ("max_parallel_workers_per_gather", "0")]

  /// Settings under which that text is read again, as what it was.
  static let loadSettings =
    textSettings + [
      ("check_function_bodies", "off"), ("client_min_messages", "error"), ("default_tablespace", ""),
      ("default_table_access_method", "heap"),
    ]

  /// Sets everything for this transaction only.
  static func setUp(_ settings: [(String, String)]) -> SQLText {
    let calls = settings.map { SQLText("set_config(\(literal: $0.0), \(literal: $0.1), true)") }
    return SQLText("SELECT \(sql: SQLText.joined(calls, separator: ", "))")
  }

  /// The values of the settings that loading changes.
  static func currentSettings(of connection: Connection) throws(CatalogError) -> [(String, String)] {
    let calls = loadSettings.map { SQLText("current_setting(\(literal: $0.0))") }
    do throws(PostgresError) {
      let values = try connection.query("SELECT \(sql: SQLText.joined(calls, separator: ", "))")
      return loadSettings.indices.map { (loadSettings[$0].0, values.text(0, $0)) }
    } catch {
      throw CatalogError(error)
    }
  }

  static func restore(_ settings: [(String, String)], in connection: Connection) throws(CatalogError) {
    do throws(PostgresError) {
      try connection.execute(setUp(settings))
    } catch {
      throw CatalogError(error)
    }
  }

  /// Runs queries and hands over each result as it arrives; ``finish(_:onResult:)`` comes at the end.
  mutating func run(_ queries: [SQLText], onResult: (Int, QueryResult) -> Void) throws(PostgresError) {
    let before = isOpen ? [] : opening
    isOpen = true
    try guarded { () throws(PostgresError) in
      try connection.run(before + queries) { index, result, _ in
        if index >= before.count { onResult(index - before.count, result) }
      }
    }
  }

  /// Asks one question.
  mutating func answer(_ query: SQLText) throws(PostgresError) -> QueryResult {
    var answer: QueryResult?
    try run([query]) { answer = $1 }
    guard let answer else { throw PostgresError(.connectionLost, "the server did not answer") }
    return answer
  }

  /// Runs one more query, if there is one, and leaves the transaction as it was found.
  func finish(_ query: SQLText?, onResult: (QueryResult) -> Void) throws(PostgresError) {
    let queries = query.map { [$0] } ?? []
    try guarded { () throws(PostgresError) in
      try connection.run(queries + ending) { index, result, _ in
        if queries.indices.contains(index) { onResult(result) }
      }
    }
  }

  private var opening: [SQLText] {
    [
      isNested ? "SAVEPOINT confiture_catalog" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
      Self.setUp(Self.readSettings),
    ]
  }

  private var ending: [SQLText] {
    isNested
      ? ["ROLLBACK TO SAVEPOINT confiture_catalog", "RELEASE SAVEPOINT confiture_catalog"] : ["COMMIT"]
  }

  private func guarded(_ body: () throws(PostgresError) -> Void) throws(PostgresError) {
    do throws(PostgresError) {
      try body()
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
