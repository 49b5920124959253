internal import GitStore
internal import History
internal import Postgres

/// Which versions a target's registry holds, so that it is given what it lacks and nothing twice.
///
/// A version is only of use with all that leads to it: also merges without a migration, and commits whose change came
/// by another one.
final class RegisteredVersions {
  private var commits: Set<ObjectID>

  /// Reads the registry, which exists.
  init(_ connection: Connection) throws {
    let rows = try connection.query("SELECT id FROM confiture.object WHERE kind = 'commit'").rows
    commits = Set(rows.compactMap { ObjectID(hex: $0.text(0)) })
  }

  /// For a registry that is created with the statements that follow.
  init() { commits = [] }

  /// Statements that add a version and what leads to it, as far as the registry lacks it.
  func adding(_ version: Version, from versions: VersionReader) throws -> [SQLText] {
    var missing: [ObjectID] = []
    var stack = [version.id]
    while let next = stack.popLast() {
      guard commits.insert(next).inserted else { continue }
      missing.append(next)
      stack += try versions.version(next).parents
    }
    return try missing.reversed().compactMap { try versions.registering($0) }
  }
}
