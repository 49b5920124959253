internal import CLibpq
internal import Glibc

/// One session with a server. Synchronous, and of one owner: no two threads use it at once.
///
/// ```swift
/// let connection = try Connection(address, applicationName: "confiture")
/// let names = try connection.query("SELECT relname FROM pg_class WHERE relkind = \("r")").rows.map { $0.text(0) }
/// ```
/// Owns one `PGconn *`. To stop a statement from another thread, use ``canceller``.
@safe package final class Connection {
  let raw: OpaquePointer
  private let notices: NoticeBox
  private let noticeScope: NoticeScope
  /// The way here, without a password in anything it prints.
  package let address: ConnectionString
  /// Set when the protocol is out of step, so that the session cannot be used any more.
  var isOutOfStep = false
  /// What the server has prepared, and what it was asked before.
  var kept = KeptStatements()

  /// Connects.
  ///
  /// `sessionSettings` travel in the startup packet, so that `RESET ALL` returns to them.
  /// `connectTimeout` is in seconds, for all hosts of the address together.
  /// - Throws: ``PostgresError`` with the codes `unreachable`, `authentication` or `noSuchDatabase`.
  package convenience init(
    _ address: ConnectionString, applicationName: String, sessionSettings: [(String, String)] = [],
    connectTimeout: Int = 10
  ) throws(PostgresError) {
    try self.init(
      PendingConnection(address, applicationName: applicationName, sessionSettings: sessionSettings),
      connectTimeout: connectTimeout)
  }

  /// Waits for a connection that was begun.
  ///
  /// - Throws: ``PostgresError`` with the codes `unreachable`, `authentication` or `noSuchDatabase`.
  package init(_ pending: consuming PendingConnection, connectTimeout: Int = 10) throws(PostgresError) {
    address = pending.attempt.address
    unsafe raw = try pending.takeAttempt().finish(within: .seconds(connectTimeout))
    notices = NoticeBox()
    noticeScope = NoticeScope(notices)
    unsafe noticeScope.receive(from: raw)
  }

  deinit { unsafe PQfinish(raw) }

  /// Such as `150018` for 15.18.
  package var serverVersion: Int { Int(unsafe PQserverVersion(raw)) }
  /// The process that serves this session; behind a pooler, the pooler's answer.
  package var backendPID: Int32 { unsafe PQbackendPID(raw) }
  package var user: String { unsafe String(cString: PQuser(raw)) }
  package var database: String { unsafe String(cString: PQdb(raw)) }

  /// The server's value of a reported setting, such as `server_version` or `TimeZone`.
  package func parameterStatus(_ name: String) -> String? {
    unsafe PQparameterStatus(raw, name).map { unsafe String(cString: $0) }
  }

  /// Whether the session is gone, or cannot be used any more.
  package var isBroken: Bool { unsafe isOutOfStep || PQstatus(raw) != CONNECTION_OK }

  package var transactionStatus: TransactionStatus {
    switch unsafe PQtransactionStatus(raw) {
    case PQTRANS_IDLE: .idle
    case PQTRANS_ACTIVE: .active
    case PQTRANS_INTRANS: .inTransaction
    case PQTRANS_INERROR: .inFailedTransaction
    default: .unknown
    }
  }

  /// Hands over the notices that have come since the last call.
  package func takeNotices() -> [Notice] {
    defer { notices.notices = [] }
    return notices.notices
  }

  /// What another thread needs to stop the statement under way.
  package var canceller: Canceller { unsafe Canceller(owning: PQgetCancel(raw)) }

  /// Runs one statement and returns its rows.
  package func query(_ sql: SQLText) throws(PostgresError) -> QueryResult {
    let text = sql.text
    try check(text)
    if let name = try keptName(of: text) { return try queryPrepared(name, sql, text) }
    let result = unsafe withParameters(of: sql) { count, values in
      unsafe PQexecParams(raw, text, count, nil, values, nil, nil, 0)
    }
    return try unsafe accept(result, of: text)
  }

  /// Runs one statement for its effect.
  @discardableResult
  package func execute(_ sql: SQLText) throws(PostgresError) -> CommandTag { try query(sql).tag }

  /// Runs many statements in one message: one implicit transaction, unless the text says otherwise.
  ///
  /// For texts of Confiture's own; an error position counts from the start of the whole text.
  package func script(_ text: String) throws(PostgresError) {
    try check(text)
    _ = try unsafe accept(PQexec(raw, text), of: text)
  }

  /// Brings the session back to how it began: no transaction, settings as connected, no temporary tables,
  /// cursors, listeners or prepared statements. Advisory locks stay.
  package func reset() throws(PostgresError) {
    if transactionStatus != .idle { try execute("ROLLBACK") }
    try script(
      "CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; DEALLOCATE ALL; UNLISTEN *; DISCARD TEMP; DISCARD SEQUENCES"
    )
    kept.forget()
  }

  // MARK: Results

  func check(_ text: String) throws(PostgresError) {
    if isOutOfStep {
      throw PostgresError(.connectionLost, "the connection cannot be used after an earlier failure")
    }
    if text.utf8.contains(0) {
      throw PostgresError(.statementFailed, "the statement contains a zero byte, which SQL text cannot hold")
    }
  }

  /// Takes the ownership of a result; ends a COPY that nobody asked for.
  func accept(_ result: OpaquePointer?, of statement: String) throws(PostgresError) -> QueryResult {
    guard let result = unsafe result else { throw lost(during: statement) }
    switch unsafe PQresultStatus(result) {
    case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY, PGRES_SINGLE_TUPLE:
      return unsafe QueryResult(owning: result)
    case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
      unsafe PQclear(result)
      endCopy()
      throw unexpectedCopy(statement)
    default:
      defer { unsafe PQclear(result) }
      throw unsafe PostgresError(
        result: result, statement: statement, isConnectionBad: PQstatus(raw) != CONNECTION_OK)
    }
  }

  func unexpectedCopy(_ statement: String) -> PostgresError {
    var error = PostgresError(
      .copyNotExpected,
      "'COPY' from or to the client cannot run here, as there is no data stream beside the statement",
      hints: ["write the rows as INSERT statements"])
    error.statement = statement
    return error
  }

  /// The error of a connection that answered nothing.
  func lost(during statement: String) -> PostgresError {
    let text = unsafe String(cString: PQerrorMessage(raw)).trimmingNewline
    var error = PostgresError(.connectionLost, "the connection to the server was lost: \(text)")
    error.statement = statement
    return error
  }

  private func endCopy() {
    _ = unsafe PQputCopyEnd(raw, "no data")
    var row: UnsafeMutablePointer<CChar>?
    while unsafe PQgetCopyData(raw, &row, 0) > 0 { unsafe PQfreemem(row) }
    while let rest = unsafe PQgetResult(raw) {
      let status = unsafe PQresultStatus(rest)
      unsafe PQclear(rest)
      if status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH {
        isOutOfStep = true
        return
      }
    }
  }

  /// Lends the bound values of a statement as C strings.
  func withParameters<R>(
    of sql: SQLText, _ body: (Int32, UnsafePointer<UnsafePointer<CChar>?>?) -> R
  ) -> R {
    guard !sql.parameters.isEmpty else { return body(0, nil) }
    return unsafe CStrings.withPointers(sql.parameters) { unsafe body(Int32(sql.parameters.count), $0.baseAddress) }
  }
}

/// Where a session stands between BEGIN and COMMIT.
package enum TransactionStatus: Sendable {
  case idle, active, inTransaction, inFailedTransaction, unknown
}

/// Strings lent to C as an array of pointers.
enum CStrings {
  /// Lends the strings for the time of `body`, all in one block of memory.
  static func withPointers<R>(
    _ strings: [String?], _ body: (UnsafeBufferPointer<UnsafePointer<CChar>?>) -> R
  ) -> R {
    var block: [CChar] = []
    var offsets: [Int?] = []
    for string in strings {
      offsets.append(string == nil ? nil : block.count)
      guard let string else { continue }
      for byte in string.utf8 { block.append(CChar(bitPattern: byte)) }
      block.append(0)
    }
    return unsafe block.withUnsafeBufferPointer { memory in
      let pointers = unsafe offsets.map { offset in
        unsafe offset.flatMap { unsafe memory.baseAddress?.advanced(by: $0) }
      }
      return unsafe pointers.withUnsafeBufferPointer { unsafe body($0) }
    }
  }
}
