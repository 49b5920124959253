/// A session that is being opened while something else is done: the server does its part meanwhile.
///
/// Servers give up on those that do not go on within their `authentication_timeout`, a minute where it is not set.
package struct PendingConnection: ~Copyable {
  let attempt: ConnectionAttempt

  /// Begins to connect, without waiting for the server; what goes wrong is said by
  /// ``Connection/init(_:connectTimeout:)``.
  ///
  /// `sessionSettings` travel in the startup packet, so that `RESET ALL` returns to them.
  package init(_ address: ConnectionString, applicationName: String, sessionSettings: [(String, String)] = []) {
    attempt = ConnectionAttempt(address, applicationName: applicationName, sessionSettings: sessionSettings)
  }

  consuming func takeAttempt() -> ConnectionAttempt { attempt }
}
