internal import Diagnostics
package import History

/// A migration as its folder has it, not sealed yet.
package struct MigrationDraft: Sendable, Equatable {
  /// The name of its folder.
  package var name: String
  package var up: String
  package var down: String?
  package var upFromSecond: String?
  package var downToSecond: String?
  package var verify: String?
  package var setup: String?
  /// `nil` when the folder has no `migration.yaml`.
  package var manifest: MigrationManifest?

  package init(
    name: String, up: String, down: String? = nil, upFromSecond: String? = nil, downToSecond: String? = nil,
    verify: String? = nil, setup: String? = nil,
    manifest: MigrationManifest? = nil
  ) {
    self.name = name
    self.up = up
    self.down = down
    self.upFromSecond = upFromSecond
    self.downToSecond = downToSecond
    self.verify = verify
    self.setup = setup
    self.manifest = manifest
  }

  /// The migration, with a manifest for the case that the folder has none.
  package func migration(manifest other: @autoclosure () throws -> MigrationManifest) rethrows -> Migration {
    Migration(
      name: name, up: up, down: down, upFromSecond: upFromSecond, downToSecond: downToSecond, verify: verify,
      setup: setup,
      manifest: try manifest ?? other())
  }
}

extension Workspace {
  /// Reads the folder of a migration.
  ///
  /// - Parameter folder: Its name below `db/migrations`.
  /// - Returns: What the folder holds, without byte order marks.
  /// - Throws: An error that names the file: there is no `up.sql`, a file is not UTF-8 or holds a NUL byte,
  ///   `migration.yaml` cannot be read. It names similar folders when there is no such folder.
  package func readMigration(_ folder: String) throws -> MigrationDraft {
    let place = "\(Self.migrations)/\(folder)"
    guard !folder.isEmpty, !folder.contains("/"), FileAccess.kind(path(place)) == .folder else {
      let closest = Suggestions.closest(to: folder, among: try migrationFolders()).map { "did you mean '\($0)'?" }
      throw RepositoryError(
        .unknownMigration, "there is no folder '\(place)'",
        hints: closest.isEmpty ? ["confiture new \"title\" makes one"] : closest)
    }
    guard let up = try text(.up, in: place) else {
      throw RepositoryError(
        .missingUp, "'\(place)' has no '\(Migration.File.up.rawValue)'",
        hints: ["write the statements that bring the schema forward to '\(place)/\(Migration.File.up.rawValue)'"])
    }
    let manifest = try text(.manifest, in: place).map {
      try MigrationManifest.read($0, file: "\(place)/\(Migration.File.manifest.rawValue)").manifest
    }
    return MigrationDraft(
      name: folder, up: up, down: try text(.down, in: place),
      upFromSecond: try text(.upFromSecond, in: place), downToSecond: try text(.downToSecond, in: place),
      verify: try text(.verify, in: place),
      setup: try text(.setup, in: place), manifest: manifest)
  }

  private func text(_ file: Migration.File, in place: String) throws -> String? {
    let name = "\(place)/\(file.rawValue)"
    return try TextFile.read(path(name), as: name)
  }
}
