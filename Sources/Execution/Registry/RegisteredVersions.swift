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
    try adding([version], from: versions)
  }

  /// Statements that add versions and what leads to them, as far as the registry lacks it; the first in any case, those
  /// that follow as long as there is not much of it, as rows are cheaper together.
  func adding(_ wanted: [Version], from versions: VersionReader) throws -> [SQLText] {
    var statements: [SQLText] = []
    var rows = RegistryObjectRows([])
    for (index, version) in wanted.enumerated() where index == 0 || statements.isEmpty {
      for commit in try missing(for: version, from: versions) {
        rows.append(try versions.objects(of: commit))
        guard rows.size > Self.enough else { continue }
        statements += [RegistryWrite.objects(rows)].compactMap { $0 }
        rows = RegistryObjectRows([])
      }
    }
    return statements + [RegistryWrite.objects(rows)].compactMap { $0 }
  }

  /// How much text a statement has before the next one is begun, in bytes.
  private static let enough = 256 << 10

  /// Takes the commits for registered that the registry lacks; parents come first.
  private func missing(for version: Version, from versions: VersionReader) throws -> [ObjectID] {
    var missing: [ObjectID] = []
    var stack = [version.id]
    while let next = stack.popLast() {
      guard commits.insert(next).inserted else { continue }
      missing.append(next)
      stack += try versions.version(next).parents
    }
    return missing.reversed()
  }
}
