/// A PostgreSQL on this machine: the programs of one version.
package struct PostgresInstallation: Sendable, Equatable {
  /// The folder of `initdb` and `postgres`.
  package let binDirectory: String
  /// Such as `15.20`, or `19beta1`.
  package let version: String

  package init(binDirectory: String, version: String) {
    self.binDirectory = binDirectory
    self.version = version
  }

  package var majorVersion: Int { Int(version.prefix { $0.isNumber }) ?? 0 }

  /// As the server reports it: 150020.
  package var versionNumber: Int {
    let parts = version.split(separator: ".")
    let minor = parts.count > 1 ? Int(parts[1].prefix { $0.isNumber }) ?? 0 : 0
    return majorVersion * 10000 + minor
  }

  package func program(_ name: String) -> String { "\(binDirectory)/\(name)" }
}
