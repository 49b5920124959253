import Postgres
import SchemaDiff

/// Runs a plan as `confiture checkout` would: a transaction for each migration, and statements that cannot be in one
/// between transactions.
struct PlanRunner {
  struct Failure: Error {
    let statement: String
    let error: PostgresError

    /// Whether rows are at fault, and not the statement.
    var isAboutRows: Bool {
      guard let state = error.sqlState else { return false }
      return state.hasPrefix("23") || state.hasPrefix("22")
    }

    var text: String {
      let detail = error.detail.map { "\n\($0)" } ?? ""
      return "\(error.sqlState ?? "") \(error.serverMessage ?? error.message)\(detail)\nin: \(statement)"
    }
  }

  let connection: Connection

  func run(_ plan: SchemaPlan) throws {
    for migration in plan.migrations {
      var isOpen = false
      for statement in migration.changes.flatMap(\.statements) {
        if statement.isTransactional, !isOpen { try run("BEGIN") }
        if !statement.isTransactional, isOpen { try run("COMMIT") }
        isOpen = statement.isTransactional
        try run(statement.text)
      }
      if isOpen { try run("COMMIT") }
    }
  }

  private func run(_ statement: String) throws {
    do {
      try connection.execute(SQLText(unescaped: statement))
    } catch {
      if connection.transactionStatus != .idle { _ = try? connection.execute("ROLLBACK") }
      throw Failure(statement: statement, error: error)
    }
  }
}
