internal import Diagnostics
package import Postgres

/// Opens sessions on a target, refusing what would break locks and settings.
package enum TargetConnection {
  /// - Throws: ``ExecutionError`` with `pooled` behind a transaction-pooling proxy.
  package static func open(_ target: Target, role: String) throws -> Connection {
    let connection = try Connection(
      target.address, applicationName: "confiture \(role)",
      // Our queries over large catalogs take longer to compile than to run.
      sessionSettings: [("client_min_messages", "warning"), ("jit", "off")])
    let server = Int32(try connection.query("SELECT pg_backend_pid()").int(0, 0))
    guard server == connection.backendPID else {
      throw ExecutionError(
        .pooled, .refused,
        "'\(target.name)' is reached through a pooling proxy, which would lose locks and session settings",
        details: ["the proxy answers for process \(connection.backendPID), the server for \(server)"],
        hints: [
          target.isConfigured
            ? "name the server itself: targets.\(target.name).direct_url in confiture.yaml"
            : "name the server itself in the address, not the proxy"
        ])
    }
    return connection
  }
}
