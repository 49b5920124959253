internal import Glibc
internal import Processes

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

  /// A program of the clients that came with this server, such as `psql`; where there is none, its bare name, for the
  /// one of another version that may be in `PATH`.
  ///
  /// The folder may hold links to the server's programs only: then the client stands beside what they lead to.
  package func client(_ name: String) -> String {
    let beside = program(name)
    if ExecutableSearch.isExecutable(beside) { return beside }
    guard let server = realpath(program("postgres"), nil) else { return name }
    defer { free(server) }
    let folders = String(cString: server).split(separator: "/", omittingEmptySubsequences: false).dropLast()
    let linked = (folders + [Substring(name)]).joined(separator: "/")
    return ExecutableSearch.isExecutable(linked) ? linked : name
  }
}
