internal import Digests
package import Postgres

/// Names for databases that have none.
package enum TargetName {
  /// A name that a reference may have, the same for the same database, or the same schema of it:
  /// `shop.db-example-org.5432`, `shop.db-example-org.5432.tenant_acme`.
  package static func derived(from address: ConnectionString, schema: String? = nil) -> String {
    let host = address.host ?? "localhost"
    let place = host.hasPrefix("/") ? "socket-" + Hexadecimal.encode(SHA256.digest(of: host.utf8)).prefix(8) : host
    let parts = [address.database ?? address.user ?? "postgres", place] + (address.port.map { [$0] } ?? [])
    return (parts.map(safe) + (schema.map { [part(of: $0)] } ?? [])).joined(separator: ".")
  }

  /// Names of schemas that only differ in what a reference may not hold stay apart.
  private static func part(of schema: String) -> String {
    let name = safe(schema)
    return name == schema ? name : name + "-" + Hexadecimal.encode(SHA256.digest(of: schema.utf8)).prefix(8)
  }

  private static func safe(_ part: String) -> String {
    String(part.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "-" })
  }
}
