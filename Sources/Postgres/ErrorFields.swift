internal import CLibpq

/// Reads the fields of an error or notice; borrows the result, so it stays in the function that made it.
@safe struct ErrorFields {
  private let result: OpaquePointer

  init(_ result: OpaquePointer) { unsafe self.result = result }

  subscript(field: Int) -> String? {
    unsafe PQresultErrorField(result, Int32(field)).map { unsafe String(cString: $0) }
  }
}

extension PostgresError {
  /// Describes the failure in a result of libpq.
  init(result: OpaquePointer, statement: String, isConnectionBad: Bool) {
    let fields = unsafe ErrorFields(result)
    let sqlState = fields[CONFITURE_PG_DIAG_SQLSTATE]
    let serverMessage = fields[CONFITURE_PG_DIAG_MESSAGE_PRIMARY]
    guard let sqlState, let serverMessage else {
      let text = unsafe String(cString: PQresultErrorMessage(result)).trimmingNewline
      self.init(
        isConnectionBad ? .connectionLost : .statementFailed,
        isConnectionBad ? "the connection to the server was lost: \(text)" : text)
      self.statement = statement
      return
    }
    let code = Code(sqlState: sqlState)
    self.init(code, code == .connectionLost ? "the server closed the connection: \(serverMessage)" : serverMessage)
    self.sqlState = sqlState
    self.serverMessage = serverMessage
    self.statement = statement
    detail = fields[CONFITURE_PG_DIAG_MESSAGE_DETAIL]
    serverHint = fields[CONFITURE_PG_DIAG_MESSAGE_HINT]
    context = fields[CONFITURE_PG_DIAG_CONTEXT]
    positionUTF8Offset = fields[CONFITURE_PG_DIAG_STATEMENT_POSITION].flatMap { Int($0) }
      .flatMap { ServerPosition.utf8Offset(ofCharacter: $0, in: statement) }
    internalQuery = fields[CONFITURE_PG_DIAG_INTERNAL_QUERY]
    if let internalQuery, let position = fields[CONFITURE_PG_DIAG_INTERNAL_POSITION].flatMap({ Int($0) }) {
      internalPositionUTF8Offset = ServerPosition.utf8Offset(ofCharacter: position, in: internalQuery)
    }
    schema = fields[CONFITURE_PG_DIAG_SCHEMA_NAME]
    table = fields[CONFITURE_PG_DIAG_TABLE_NAME]
    column = fields[CONFITURE_PG_DIAG_COLUMN_NAME]
    dataType = fields[CONFITURE_PG_DIAG_DATATYPE_NAME]
    constraint = fields[CONFITURE_PG_DIAG_CONSTRAINT_NAME]
  }
}
