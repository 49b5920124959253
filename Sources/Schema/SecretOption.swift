/// Tells which options hold secrets: their values are never in a snapshot.
///
/// A ``placeholder`` stands for the value, so that it shows that there is one; that it changed does not show.
package enum SecretOption {
  package static let placeholder = "<secret>"

  /// Options of user mappings that are known not to be secret. Any other may be one: wrappers name them as they like.
  private static let harmless: Set<String> = [
    "user", "username", "user_name", "role", "database", "dbname", "schema", "password_required",
    "use_scram_passthrough", "sslmode", "sslcert", "sslkey", "sslrootcert",
  ]

  private static let suspicious = [
    "password", "passwd", "pwd", "passphrase", "secret", "token", "credential", "api_key", "apikey", "access_key",
    "private_key", "scram_client_key", "scram_server_key",
  ]

  /// Whether the option of a user mapping may be a secret.
  package static func isSecret(inUserMapping name: String) -> Bool { !harmless.contains(name.lowercased()) }

  /// Whether an option of a server, a wrapper, a foreign table or a connection sounds like a secret.
  package static func isSecret(_ name: String) -> Bool {
    let name = name.lowercased()
    return name != "password_required" && suspicious.contains { name.contains($0) }
  }
}
