internal import Diagnostics
package import Postgres
internal import SQLSyntax

/// How long a statement waits for a lock, and how often its transaction is tried again.
package struct LockPolicy: Sendable, Equatable {
  /// PostgreSQL's `lock_timeout` for each statement.
  package var timeout: Duration
  package var attempts: Int
  /// The pause before the second attempt; it doubles, up to a minute.
  package var firstPause: Duration

  package init(timeout: Duration = .seconds(2), attempts: Int = 10, firstPause: Duration = .milliseconds(500)) {
    self.timeout = timeout
    self.attempts = attempts
    self.firstPause = firstPause
  }
}

/// The session that runs migrations: it starts every script from the same session state, and starts anew when a
/// migration changed what sessions of the database begin with.
package final class Worker {
  package struct Settings: Sendable {
    package var applicationName: String
    package var locks: LockPolicy
    /// The server is scratch: its roles are shared by databases that replay the same history.
    package var sharesRoles: Bool
    /// Hold the shared lock that says that migrations of this line are being run here.
    package var holdsRunLock: RegistryLine?
    /// What sessions begin with in place of the server's default.
    package var searchPath: String?

    package init(
      applicationName: String = "confiture", locks: LockPolicy = LockPolicy(), sharesRoles: Bool = false,
      holdsRunLock: RegistryLine? = nil, searchPath: String? = nil
    ) {
      self.applicationName = applicationName
      self.locks = locks
      self.sharesRoles = sharesRoles
      self.holdsRunLock = holdsRunLock
      self.searchPath = searchPath
    }
  }

  package let address: ConnectionString
  package let settings: Settings
  package let environment: RunEnvironment
  package private(set) var connection: Connection
  /// Looks at what a transaction has done before it is committed; what it throws undoes the transaction.
  var beforeCommit: SegmentRunner.Inspection?
  /// Who blocks a statement of this worker; asked over another connection.
  package var findBlockers: ((Int32) -> [Blocker])?
  private var isUsed = false
  /// The next script needs a new session.
  private(set) var mustReconnect = false
  /// The statements that are prepared in the session, by the numbers in their names.
  private var preparedTexts: [String] = []
  /// Brings the session back to where it started; to be sent before the first statement of a script.
  private(set) var opening: [SQLText] = []

  /// Opens the session, or waits for it where it was begun already with the same address and settings.
  package init(
    _ address: ConnectionString, connecting: consuming PendingConnection? = nil, settings: Settings,
    environment: RunEnvironment
  ) throws(PostgresError) {
    self.address = address
    self.settings = settings
    self.environment = environment
    connection = try Self.finish(connecting.take() ?? Self.begin(address, settings), settings)
  }

  private static func connect(_ address: ConnectionString, _ settings: Settings) throws(PostgresError) -> Connection {
    try finish(begin(address, settings), settings)
  }

  private static func finish(
    _ pending: consuming PendingConnection, _ settings: Settings
  ) throws(PostgresError) -> Connection {
    let connection = try Connection(pending)
    if let line = settings.holdsRunLock { _ = try connection.query(TargetLock.holdWorkerKey(of: line)) }
    return connection
  }

  /// Begins to open a worker's session, without waiting for the server.
  static func begin(_ address: ConnectionString, _ settings: Settings) -> PendingConnection {
    PendingConnection(
      address, applicationName: settings.applicationName,
      sessionSettings: [
        ("lock_timeout", "\(settings.locks.timeout.milliseconds)ms"), ("client_connection_check_interval", "500ms"),
        ("idle_in_transaction_session_timeout", "0"), ("statement_timeout", "0"),
        ("client_min_messages", "warning"),
      ] + (settings.searchPath.map { [("search_path", $0)] } ?? []))
  }

  /// Begins a file: what another one left in the session does not reach it. Within a file the session stays as it is.
  ///
  /// - Parameter keepsPrepared: The script cannot see what ``prepared(_:)`` left in the session.
  /// - Throws: `PostgresError` when a new session is needed and cannot be had.
  func beginScript(keepsPrepared: Bool = false) throws(PostgresError) {
    if mustReconnect {
      connection = try Self.connect(address, settings)
      mustReconnect = false
      isUsed = false
      preparedTexts = []
    }
    opening = isUsed ? Self.resetting : []
    if isUsed {
      preparedTexts = []
    } else if !preparedTexts.isEmpty, !keepsPrepared {
      opening = ["DEALLOCATE ALL"]
      preparedTexts = []
    }
    isUsed = true
  }

  /// Call when ``opening`` was sent, and not rolled back.
  func didOpen() { opening = [] }

  /// Brings the session back at once.
  func reset() throws(PostgresError) {
    try beginScript()
    if !opening.isEmpty { _ = try connection.pipeline(opening) }
    didOpen()
  }

  /// What a new session would give, but for the advisory locks, which the run needs.
  private static let resetting: [SQLText] =
    resettingSettings + ["CLOSE ALL", "DEALLOCATE ALL", "UNLISTEN *", "DISCARD TEMP", "DISCARD SEQUENCES"]

  /// The user, the role and the settings that the session began with.
  static let resettingSettings: [SQLText] = ["SET SESSION AUTHORIZATION DEFAULT", "RESET ROLE", "RESET ALL"]

  /// Call after a script whose text may have changed what new sessions begin with.
  func noticeSessionDefaults(after text: String) {
    if Self.mayChangeSessionDefaults(text) { mustReconnect = true }
  }

  /// Call after a script that began with the session as a new one has it, and says whether it left it so.
  ///
  /// Plain definitions leave a session as it was, so that the next script need not wait for it to be brought back.
  func noticeUntouchedSession(after isPlain: Bool) {
    isUsed = !isPlain
  }

  /// Has the server keep the plan of a statement that comes again with every script; adds to ``opening`` what that
  /// needs.
  ///
  /// Only for scripts that leave the session alone: any other may drop what is prepared.
  /// - Returns: What to send in place of the statement.
  func prepared(_ sql: SQLText) -> SQLText {
    let known = preparedTexts.firstIndex(of: sql.text)
    guard known != nil || preparedTexts.count < Self.mostPrepared else { return sql }
    let name = "confiture_step_\(known ?? preparedTexts.count)"
    if known == nil {
      opening.append(SQLText(unescaped: "PREPARE \(name) AS \(sql.text)"))
      preparedTexts.append(sql.text)
    }
    var call = SQLText(unescaped: "EXECUTE \(name) (")
    for (index, value) in sql.parameters.enumerated() {
      if index > 0 { call = "\(sql: call), " }
      call = value.map { "\(sql: call)\(literal: $0)" } ?? "\(sql: call)NULL"
    }
    return "\(sql: call))"
  }

  /// The registry's rows have few shapes; what has another one is planned each time.
  private static let mostPrepared = 8

  /// Call when a script that was sent ahead failed, so that nobody knows what the session is like.
  func forgetSession() {
    preparedTexts = []
    isUsed = true
    opening = Self.resetting
  }

  /// `ALTER DATABASE`, `ALTER ROLE`; and the defaults of transactions, which cannot be put back in the transaction that
  /// they would be put back for.
  private static let changingSessions: [(first: String, second: String)] = [
    ("alter", "database"), ("alter", "role"), ("alter", "user"), ("default", "transaction"),
    ("session", "characteristics"),
  ]

  private static func changesSessions(_ first: [UInt8], _ second: [UInt8]) -> Bool {
    changingSessions.contains { first.elementsEqual($0.first.utf8) && second.elementsEqual($0.second.utf8) }
  }

  private static func mayChangeSessionDefaults(_ text: String) -> Bool {
    // The words may stand in a string that a block executes, so they are looked for in the whole text.
    var previous: [UInt8] = []
    var word: [UInt8] = []
    for byte in text.utf8 {
      let lower = byte | 0x20
      if lower >= UInt8(ascii: "a"), lower <= UInt8(ascii: "z") {
        word.append(lower)
      } else if !word.isEmpty {
        if changesSessions(previous, word) { return true }
        swap(&previous, &word)
        word.removeAll(keepingCapacity: true)
      }
    }
    return changesSessions(previous, word)
  }
}

extension Duration {
  package var milliseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds * 1000 + attoseconds / 1_000_000_000_000_000
  }

  package var inMilliseconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) * 1000 + Double(attoseconds) / 1e15
  }
}
