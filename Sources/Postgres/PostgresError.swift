package import Diagnostics

/// What the server or the way to it answered instead of a result.
///
/// Holds the statement but never a bound value, and names the server but never a password.
package struct PostgresError: DiagnosedError, Equatable, CustomStringConvertible {
  /// Stable names of what can go wrong.
  package enum Code: String, Sendable, CaseIterable {
    case invalidConnectionString = "postgres.invalid-connection-string"
    case unreachable = "postgres.unreachable"
    case authentication = "postgres.authentication"
    case noSuchDatabase = "postgres.no-such-database"
    case connectionLost = "postgres.connection-lost"
    case statementFailed = "postgres.statement-failed"
    case lockTimeout = "postgres.lock-timeout"
    case queryCancelled = "postgres.query-cancelled"
    case serialization = "postgres.serialization"
    case deadlock = "postgres.deadlock"
    case transactionAborted = "postgres.transaction-aborted"
    case copyNotExpected = "postgres.copy-not-expected"

    /// Decides on the SQLSTATE of a statement's failure.
    init(sqlState: String) {
      switch sqlState {
      case "55P03": self = .lockTimeout
      case "57014": self = .queryCancelled
      case "40001": self = .serialization
      case "40P01": self = .deadlock
      case "25P02": self = .transactionAborted
      case "57P01", "57P02", "57P03", "57P05": self = .connectionLost
      default: self = sqlState.hasPrefix("08") ? .connectionLost : .statementFailed
      }
    }

    package var kind: FailureKind {
      switch self {
      case .invalidConnectionString: .usage
      case .unreachable, .authentication, .noSuchDatabase, .connectionLost: .unreachable
      case .lockTimeout, .queryCancelled, .serialization, .deadlock: .busy
      case .statementFailed, .transactionAborted, .copyNotExpected: .failed
      }
    }
  }

  package var code: Code
  /// The whole message for people; for a failed statement it is the server's.
  package var message: String
  /// Five characters; `nil` when the failure is not the server's own.
  package var sqlState: String?
  /// The server's primary message, in the server's language: to show, never to decide on.
  package var serverMessage: String?
  package var detail: String?
  /// The server's hint.
  package var serverHint: String?
  /// Where in functions it happened, a line per level.
  package var context: String?
  /// The statement as sent, with `$1` for bound values.
  package var statement: String?
  /// Where in ``statement``.
  package var positionUTF8Offset: Int?
  /// The query a function ran when it failed, and where in it.
  package var internalQuery: String?
  package var internalPositionUTF8Offset: Int?
  package var schema: String?
  package var table: String?
  package var column: String?
  package var dataType: String?
  package var constraint: String?
  /// Which statement of a pipeline failed, from 0.
  package var batchIndex: Int?
  /// The commands that may help.
  package var hints: [String] = []

  package init(_ code: Code, _ message: String, hints: [String] = []) {
    self.code = code
    self.message = message
    self.hints = hints
  }

  package var kind: FailureKind { code.kind }

  package var diagnostic: Diagnostic {
    var location: SourceLocation?
    if let statement, let positionUTF8Offset {
      location = SourceLocation(file: nil, utf8Offset: positionUTF8Offset, in: statement)
    }
    var details: [String] = []
    if let detail { details.append("Detail: \(detail)") }
    if let internalQuery { details.append("Query: \(internalQuery)") }
    if let context { details.append("Context: \(context)") }
    if let sqlState { details.append("SQLSTATE: \(sqlState)") }
    return Diagnostic(
      code: code.rawValue, message, at: location, details: details, hints: (serverHint.map { [$0] } ?? []) + hints)
  }

  package var description: String {
    ["\(code.rawValue): \(message)", sqlState.map { "SQLSTATE \($0)" }, detail, serverHint]
      .compactMap(\.self).joined(separator: "; ")
  }
}

/// Character positions of the server as UTF-8 offsets.
enum ServerPosition {
  /// Converts a position that counts characters from 1; `nil` when it lies outside the text.
  static func utf8Offset(ofCharacter position: Int, in text: String) -> Int? {
    guard position >= 1 else { return nil }
    var character = 0
    var offset = 0
    for byte in text.utf8 {
      if byte & 0xC0 != 0x80 {
        character += 1
        if character == position { return offset }
      }
      offset += 1
    }
    return character + 1 == position ? offset : nil
  }
}
