package import Postgres

/// What there is of scratch, looked at without starting or prolonging anything.
package struct ScratchStatus: Sendable, Equatable {
  package var isRunning: Bool
  /// Such as `15.20`.
  package var version: String
  /// Where the programs are; `nil` for a server of the user's own.
  package var binDirectory: String?
  /// The folder of the private server.
  package var directory: String?
  package var socketDirectory: String?
  package var logFile: String?
  package var processID: Int32?
  /// How a client reaches it.
  package var address: ConnectionString
  /// Databases that stay.
  package var databases: [String] = []
  /// Databases of running commands, and of those that were killed.
  package var temporaryDatabases: [String] = []
  /// The keys of the templates.
  package var templates: [String] = []
  package var idleTimeout: Duration?
}
