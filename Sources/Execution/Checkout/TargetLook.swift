internal import Postgres

/// The first look at a target, on a thread of its own: the control session, the registry, and whether the catalogs are
/// as they were. Meanwhile the history is loaded.
package final class TargetLook: Sendable {
  /// What was found.
  struct Found: @unchecked Sendable {
    // Safe because the thread that opened the session is done with it when it is handed over.
    let control: Connection
    let state: RegistryState
    /// The stamp of the catalogs, read after the registry; `nil` where it would tell nothing.
    let stamp: String?
  }

  private let found: Deferred<Found>

  /// Begins to look; what goes wrong is said to the checkout that is to use what was found.
  package init(at target: Target) {
    found = Deferred { try Self.look(at: target) }
  }

  private static func look(at target: Target) throws -> Found {
    let control = try TargetConnection.open(target, role: "control")
    let state = try Registry.read(control, of: target.line)
    let isOfUse = CatalogStamp.expected(at: state) != nil
    return Found(
      control: control, state: state,
      stamp: isOfUse ? try control.queryKept(target.stampQuery).text(0, 0) : nil)
  }

  /// Waits for what was found, which one checkout then owns.
  ///
  /// - Throws: ``ExecutionError`` or `PostgresError`, as opening a session and reading a registry do.
  func take() throws -> Found { try found.get() }
}
