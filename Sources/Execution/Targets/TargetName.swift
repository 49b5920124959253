internal import Digests
package import Postgres

/// Names for databases that have none.
package enum TargetName {
  /// A name that a reference may have, the same for the same database: `shop.db-example-org.5432`.
  package static func derived(from address: ConnectionString) -> String {
    let host = address.host ?? "localhost"
    let place = host.hasPrefix("/") ? "socket-" + Hexadecimal.encode(SHA256.digest(of: host.utf8)).prefix(8) : host
    let parts = [address.database ?? address.user ?? "postgres", place] + (address.port.map { [$0] } ?? [])
    return parts.map { part in
      String(part.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "-" })
    }.joined(separator: ".")
  }
}
