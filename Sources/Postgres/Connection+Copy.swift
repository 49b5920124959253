internal import CLibpq

extension Connection {
  /// Runs `COPY … FROM STDIN` with these bytes, and returns the number of rows.
  @discardableResult
  package func copyIn(_ statement: SQLText, _ bytes: [UInt8]) throws -> Int {
    var rest: [UInt8]? = bytes
    return try copyIn(statement) {
      defer { rest = nil }
      return rest
    }
  }

  /// Runs `COPY … FROM STDIN` with chunks until `next` returns `nil`; when it throws, the copy is undone.
  @discardableResult
  package func copyIn(_ statement: SQLText, chunks next: () throws -> [UInt8]?) throws -> Int {
    let text = statement.text
    try begin(text, expecting: PGRES_COPY_IN)
    do {
      while let chunk = try next() {
        let sent = unsafe chunk.withUnsafeBytes { bytes in
          unsafe PQputCopyData(raw, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
        }
        guard sent == 1 else { break }  // The result says why.
      }
    } catch {
      _ = unsafe PQputCopyEnd(raw, "the source of the data failed")
      _ = try? finishCopy(text)
      throw error
    }
    _ = unsafe PQputCopyEnd(raw, nil)
    return try finishCopy(text).tag.rows ?? 0
  }

  /// Runs `COPY … TO STDOUT`, handing over each row's bytes, and returns the number of rows.
  ///
  /// When `receive` throws, the rest is read and thrown away: cancel first where there is much of it.
  @discardableResult
  package func copyOut(_ statement: SQLText, _ receive: ([UInt8]) throws -> Void) throws -> Int {
    let text = statement.text
    try begin(text, expecting: PGRES_COPY_OUT)
    var failure: (any Error)?
    var row: UnsafeMutablePointer<CChar>?
    while true {
      let count = unsafe PQgetCopyData(raw, &row, 0)
      guard count > 0 else { break }
      let bytes = unsafe Array(UnsafeRawBufferPointer(start: row, count: Int(count)))
      unsafe PQfreemem(row)
      guard failure == nil else { continue }
      do { try receive(bytes) } catch {
        failure = error
        canceller.cancel()
      }
    }
    let result = Result { () throws(PostgresError) in try finishCopy(text) }
    if let failure { throw failure }
    return try result.get().tag.rows ?? 0
  }

  private func begin(_ text: String, expecting status: ExecStatusType) throws(PostgresError) {
    try check(text)
    let result = unsafe PQexecParams(raw, text, 0, nil, nil, nil, nil, 0)
    guard let result = unsafe result, unsafe PQresultStatus(result) == status else {
      _ = try unsafe accept(result, of: text)
      var error = PostgresError(.copyNotExpected, "the statement is not the 'COPY' that was asked for")
      error.statement = text
      throw error
    }
    unsafe PQclear(result)
  }

  private func finishCopy(_ text: String) throws(PostgresError) -> QueryResult {
    let result = unsafe PQgetResult(raw)
    defer { while let rest = unsafe PQgetResult(raw) { unsafe PQclear(rest) } }
    return try unsafe accept(result, of: text)
  }
}
