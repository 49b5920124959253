internal import Scratch
internal import Synchronization
package import Postgres
package import Testing

/// Gives each test, and each case of a parameterised one, a fresh empty database of its own.
package struct ScratchDatabaseTrait: TestTrait, SuiteTrait, TestScoping {
  package var isRecursive: Bool { true }

  package func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    guard testCase != nil else { return try await function() }
    let server = try TestServer.shared()
    let name = try server.createTemporaryDatabase()
    defer { try? server.dropDatabase(name) }
    let address = server.connectionString(database: name)
    try await TestDatabase.$current.withValue(address) {
      try await TestDatabase.$looking.withValue(LookingSession(address)) { try await function() }
    }
  }
}

extension Trait where Self == ScratchDatabaseTrait {
  /// Gives the test a database; see ``TestDatabase``.
  package static var scratchDatabase: Self { Self() }
}

/// The database of the running test.
package enum TestDatabase {
  @TaskLocal package static var current: ConnectionString?
  @TaskLocal fileprivate static var looking: LookingSession?

  /// The test has no `.scratchDatabase` trait.
  package struct Missing: Error {}

  package static var address: ConnectionString {
    get throws {
      guard let current else { throw Missing() }
      return current
    }
  }

  /// Connects to the database of the running test.
  package static func connect(sessionSettings: [(String, String)] = []) throws -> Connection {
    try Connection(address, applicationName: "confiture test", sessionSettings: sessionSettings)
  }

  /// Runs SQL, many statements at once, in a session of its own.
  package static func run(_ sql: String) throws { try connect().script(sql) }

  /// Returns the first column of a query's rows, NULL as `nil`, from a session that no settings were changed in.
  package static func column(_ sql: SQLText) throws -> [String?] {
    try look { try $0.query(sql).rows.map { $0.optionalText(0) } }
  }

  /// Looks at what there is, in the one session of the test that is for that: it has to be left as it was.
  package static func look<R: Sendable>(_ body: (Connection) throws -> R) throws -> R {
    guard let looking else { return try body(connect()) }
    return try looking.look(body)
  }
}

/// A session that a test looks at its database with, again and again: each new one takes the server 5 ms.
private final class LookingSession: Sendable {
  private let address: ConnectionString
  private let session = Mutex<Connection?>(nil)

  init(_ address: ConnectionString) { self.address = address }

  func look<R: Sendable>(_ body: (Connection) throws -> R) throws -> R {
    try session.withLock { session in
      if let session, !session.isBroken, session.transactionStatus == .idle { return try body(session) }
      let connection = try Connection(address, applicationName: "confiture test")
      let value = try body(connection)
      session = connection
      return value
    }
  }
}
