internal import Digests
internal import History
package import Scratch

/// The scratch database that belongs to one project: where `checkout` goes when no target is named.
package enum LocalDatabase {
  /// The name of its outcome chain.
  package static let targetName = ConfitureReference.localTarget

  /// The database's name on the scratch server: one per project folder.
  package static func databaseName(forProjectAt root: String) -> String {
    "local_" + Hexadecimal.encode(SHA256.digest(of: root.utf8)).prefix(16)
  }

  /// The local target, its database created where it is missing.
  package static func target(forProjectAt root: String, on scratch: ScratchServer) throws -> Target {
    let name = databaseName(forProjectAt: root)
    if try !scratch.databaseExists(name) { try scratch.createDatabase(name, template: nil) }
    return Target(
      name: targetName, address: scratch.connectionString(database: name), isDisposable: true, isScratch: true)
  }
}
