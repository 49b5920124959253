internal import Scratch
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
    try await TestDatabase.$current.withValue(server.connectionString(database: name)) { try await function() }
  }
}

extension Trait where Self == ScratchDatabaseTrait {
  /// Gives the test a database; see ``TestDatabase``.
  package static var scratchDatabase: Self { Self() }
}

/// The database of the running test.
package enum TestDatabase {
  @TaskLocal package static var current: ConnectionString?

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

  /// Returns the first column of a query's rows, NULL as `nil`, from a session of its own.
  package static func column(_ sql: SQLText) throws -> [String?] {
    try connect().query(sql).rows.map { $0.optionalText(0) }
  }
}
