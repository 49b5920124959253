package import Postgres
import Schema

/// Builds what a snapshot describes in an empty database.
package enum SnapshotLoading {
  /// Runs the statements of a snapshot's files in an order in which they succeed.
  ///
  /// Outside a transaction the statements are committed in batches, as one transaction could run out of lock slots: a
  /// database in which this fails holds a part of the snapshot. Inside an open transaction they are part of it.
  /// Materialized views are filled where their queries run on empty tables.
  /// Roles that the snapshot names and the server lacks are created, unable to log in, if `createRoles` says so.
  /// - Throws: a ``CatalogError`` that names the statements which could not be run, or the roles that are missing.
  package static func load(
    _ files: [(path: String, text: String)], into connection: Connection, createRoles: Bool
  ) throws(CatalogError) {
    let plan = SnapshotLoader.plan(for: files)
    try provide(plan.roles, in: connection, createRoles: createRoles)
    var loader = BatchLoader(connection)
    let isNested = connection.transactionStatus == .inTransaction
    let settings = isNested ? try CatalogSession.currentSettings(of: connection) : []
    try loader.run(plan.statements)
    if plan.statements.contains(where: { $0.text.hasPrefix("CREATE MATERIALIZED VIEW") }) { try populate(connection) }
    // Releasing a savepoint keeps what was set in it, so the caller's settings are put back.
    if isNested { try CatalogSession.restore(settings, in: connection) }
  }

  // MARK: Roles

  private static func provide(
    _ roles: [String], in connection: Connection, createRoles: Bool
  ) throws(CatalogError) {
    if roles.isEmpty { return }
    let missing = try missing(roles, in: connection)
    if missing.isEmpty { return }
    guard createRoles else {
      throw CatalogError(
        .missingRoles, "the server lacks roles that the snapshot names: \(missing.joined(separator: ", "))",
        hints: missing.map { "CREATE ROLE \(Identifier($0).sql)" })
    }
    for role in missing {
      do throws(PostgresError) {
        try connection.execute("CREATE ROLE \(identifier: role) NOLOGIN")
      } catch  where error.sqlState == "42710" || error.sqlState == "23505" {
        continue  // Another session was faster.
      } catch {
        throw CatalogError(.loadFailed, "cannot create role '\(role)': \(error.message)", cause: error)
      }
    }
  }

  private static func missing(_ roles: [String], in connection: Connection) throws(CatalogError) -> [String] {
    do throws(PostgresError) {
      let found = try connection.query("SELECT rolname FROM pg_roles WHERE rolname = ANY (\(roles)::text[])")
      let names = Set(found.rows.map { Identifier($0.text(0)) })
      return roles.filter { !names.contains(Identifier($0)) }
    } catch {
      throw CatalogError(error)
    }
  }
}

/// Runs statements in batches, and what fails for lack of something again when that is there.
private struct BatchLoader {
  private let connection: Connection
  private let isNested: Bool
  private var failures: [Failure] = []

  private struct Failure {
    let statement: LoadStatement
    let error: PostgresError
  }

  /// Few enough for the lock table of a server with default settings.
  private static let batchSize = 800

  init(_ connection: Connection) {
    self.connection = connection
    isNested = connection.transactionStatus == .inTransaction
  }

  mutating func run(_ statements: [LoadStatement]) throws(CatalogError) {
    for start in stride(from: 0, to: statements.count, by: Self.batchSize) {
      try runBatch(Array(statements[start..<min(start + Self.batchSize, statements.count)]))
    }
    while !failures.isEmpty {
      let pending = failures.map(\.statement)
      failures = []
      try runOneByOne(pending)
      if failures.count == pending.count { throw Self.error(failures) }
    }
  }

  // MARK: Batches

  private mutating func runBatch(_ batch: [LoadStatement]) throws(CatalogError) {
    let statements = opening + batch.map { SQLText(unescaped: $0.text) } + closing
    do throws(PostgresError) {
      _ = try connection.pipeline(statements)
    } catch  where error.code == .statementFailed {
      try undo()
      try runOneByOne(batch)
    } catch {
      throw CatalogError(.loadFailed, "cannot load the snapshot: \(error.message)", cause: error)
    }
  }

  /// Runs each statement under a savepoint of its own and keeps those that fail for later.
  private mutating func runOneByOne(_ batch: [LoadStatement]) throws(CatalogError) {
    do throws(PostgresError) {
      for statement in opening { try connection.execute(statement) }
      for statement in batch {
        do throws(PostgresError) {
          _ = try connection.pipeline([
            "SAVEPOINT confiture_statement", SQLText(unescaped: statement.text),
            "RELEASE SAVEPOINT confiture_statement",
          ])
        } catch  where error.code == .statementFailed {
          try connection.execute("ROLLBACK TO SAVEPOINT confiture_statement")
          failures.append(Failure(statement: statement, error: error))
        }
      }
      for statement in closing { try connection.execute(statement) }
    } catch {
      throw CatalogError(.loadFailed, "cannot load the snapshot: \(error.message)", cause: error)
    }
  }

  private var opening: [SQLText] {
    [isNested ? "SAVEPOINT confiture_load" : "BEGIN", CatalogSession.setUp(CatalogSession.loadSettings)]
  }

  private var closing: [SQLText] { isNested ? ["RELEASE SAVEPOINT confiture_load"] : ["COMMIT"] }

  private func undo() throws(CatalogError) {
    do throws(PostgresError) {
      if isNested {
        try connection.execute("ROLLBACK TO SAVEPOINT confiture_load")
      } else if connection.transactionStatus != .idle {
        try connection.execute("ROLLBACK")
      }
    } catch {
      throw CatalogError(.loadFailed, "cannot load the snapshot: \(error.message)", cause: error)
    }
  }

  private static func error(_ failures: [Failure]) -> CatalogError {
    let shown = failures.prefix(10).map { "\($0.statement.path): \($0.error.serverMessage ?? $0.error.message)" }
    let rest = failures.count > shown.count ? ["and \(failures.count - shown.count) more"] : []
    let first = failures.first
    let message = first.map {
      "'\($0.statement.path)' cannot be loaded: \($0.error.serverMessage ?? $0.error.message)"
    }
    return CatalogError(
      .loadFailed, message ?? "the snapshot cannot be loaded", details: shown + rest, cause: first?.error)
  }
}
