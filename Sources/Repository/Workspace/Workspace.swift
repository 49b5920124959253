package import GitStore
internal import History

/// The files that users edit and commit with their code: `db/` in the project's folder.
package struct Workspace: Sendable {
  /// Where migrations are, one folder each, from the root of the project.
  package static let migrations = "db/migrations"
  /// Where the snapshot of the branch's tip is.
  package static let schema = "db/schema"

  /// The project's folder.
  package let root: String
  let store: ObjectStore

  package init(root: String, store: ObjectStore) {
    self.root = root
    self.store = store
  }

  func path(_ name: String) -> String { "\(root)/\(name)" }

  /// Makes the folders that are missing.
  package func makeFolders() throws {
    try FileAccess.makeFolder(path(Self.migrations))
    try FileAccess.makeFolder(path(Self.schema))
  }

  /// The names of all folders that hold a file of a migration, sorted by their bytes.
  package func migrationFolders() throws -> [String] {
    try FileAccess.names(in: path(Self.migrations)).filter { name in
      Migration.File.allCases.contains { FileAccess.kind(path("\(Self.migrations)/\(name)/\($0.rawValue)")) == .file }
    }
  }

  /// The folders that a branch does not have, in the order in which they are to be sealed: by the date that their names
  /// begin with, then by the moment in their manifests, then by name.
  package func pendingMigrations(besides image: WorkspaceImage) throws -> [PendingMigration] {
    let sealed = Set(image.folders.map(\.name))
    return try migrationFolders().filter { !sealed.contains($0) }
      .map { PendingMigration(name: $0, moment: manifestDate(of: $0)?.seconds) }
      .sorted { $0.precedes($1) }
  }

  /// `nil` when there is no manifest, or one that cannot be read: whoever reads the migration is told why.
  private func manifestDate(of folder: String) -> CommitDate? {
    let file = "\(Self.migrations)/\(folder)/\(Migration.File.manifest.rawValue)"
    guard let text = try? TextFile.read(path(file), as: file) else { return nil }
    return (try? MigrationManifest.read(text, file: file))?.manifest.date
  }

  /// The id that the file's content has as a blob; `nil` when there is no file.
  func blob(at name: String) throws -> ObjectID? {
    guard let bytes = try FileAccess.bytes(path(name)) else { return nil }
    return try ObjectStore.hash(.blob, bytes)
  }
}

/// A migration that is not sealed in the branch.
package struct PendingMigration: Sendable, Equatable {
  /// The name of its folder.
  package let name: String
  /// When its manifest says that it was written; seconds since 1970.
  package let moment: Int64?

  /// The folder from the root of the project.
  package var path: String { "\(Workspace.migrations)/\(name)" }

  fileprivate func precedes(_ other: PendingMigration) -> Bool {
    let (day, otherDay) = (Self.day(of: name), Self.day(of: other.name))
    if !day.elementsEqual(otherDay) { return day.lexicographicallyPrecedes(otherDay) }
    // A folder that somebody made by hand is as old as its name says.
    let (first, second) = (moment ?? .min, other.moment ?? .min)
    return first != second ? first < second : name.utf8.lexicographicallyPrecedes(other.name.utf8)
  }

  /// What stands before the first hyphen, if it is a number; else the whole name.
  private static func day(of name: String) -> Substring.UTF8View {
    let digits = name.utf8.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    return digits.isEmpty ? Substring(name).utf8 : digits
  }
}
