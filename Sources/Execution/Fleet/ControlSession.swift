internal import Postgres

/// The control session of one thread of a runner: kept for the next tenant where that is a schema of the same database,
/// so that neither the session nor the server's plans are made anew for each.
///
/// Only Confiture's own statements run in it; what migrations do is done in a session of each tenant's own.
final class ControlSession {
  private var kept: Connection?

  /// The session for a tenant: that of the tenant before, or a new one.
  func open(_ target: Target) throws -> Connection {
    if let kept, kept.address == target.address, Self.isFree(kept) { return kept }
    kept = nil
    let connection = try TargetConnection.open(target, role: "control")
    if target.schema != nil {
      try connection.keepStatements()
      kept = connection
    }
    return connection
  }

  /// Gives up what was locked for a tenant; a session that cannot is closed, and its locks with it.
  func release() {
    guard let kept, Self.isFree(kept), (try? kept.execute("SELECT pg_catalog.pg_advisory_unlock_all()")) != nil else {
      self.kept = nil
      return
    }
  }

  private static func isFree(_ connection: Connection) -> Bool {
    !connection.isBroken && connection.transactionStatus == .idle
  }
}
