internal import Diagnostics
internal import Documents
internal import History

/// Folders `NAME/{up.sql, down.sql?, verify.sql?}`; `graph.tsv` declares parents, `setup.sql` prepares the database.
enum PlainFolders {
  static func read(_ folder: SourceFolder, format: ImportFormat) throws(ImportError) -> ImportedHistory {
    var migrations: [ImportedMigration] = []
    var notes: [String] = []
    for name in try folder.names() where folder.isFolder(name) {
      guard folder.contains("\(name)/up.sql") else {
        notes.append("folder '\(name)' has no up.sql and was passed over")
        continue
      }
      var migration = try migration(name, in: folder)
      if format == .confiture { try takeManifest(of: &migration, in: folder) }
      migrations.append(migration)
    }
    // Confiture's own folders are in the order in which they were begun.
    if format == .confiture {
      migrations.sort { ($0.date ?? 0, $0.name) < ($1.date ?? 0, $1.name) }
    }
    if let graph = try folder.optionalSource("graph.tsv") { try declareParents(graph, of: &migrations) }
    if let setup = try folder.optionalSource("setup.sql"), !migrations.isEmpty { migrations[0].setup = setup }
    return ImportedHistory(format: format, migrations: migrations, notes: notes)
  }

  private static func takeManifest(
    of migration: inout ImportedMigration, in folder: SourceFolder
  ) throws(ImportError) {
    guard let source = try folder.optionalSource("\(migration.name)/migration.yaml") else { return }
    let manifest: MigrationManifest
    do { manifest = try MigrationManifest.read(source.text, file: source.file).manifest } catch {
      let diagnostic = error.diagnostic
      throw ImportError(
        .malformed, diagnostic.message, at: diagnostic.location, details: diagnostic.details, hints: diagnostic.hints)
    }
    migration.manifest = manifest
    migration.title = manifest.title
    migration.author = (manifest.author.name, manifest.author.email)
    migration.date = manifest.date.seconds
    migration.outsideTransaction = manifest.transaction == .none
  }

  static func migration(_ name: String, in folder: SourceFolder) throws(ImportError) -> ImportedMigration {
    var migration = ImportedMigration(
      name: name, title: MigrationText.title(fromName: name), up: try folder.source("\(name)/up.sql"))
    migration.down = try folder.optionalSource("\(name)/down.sql")
    migration.verify = try folder.optionalSource("\(name)/verify.sql")
    return migration
  }

  /// Lines of `id TAB parents`, the parents separated by blanks or commas.
  private static func declareParents(
    _ graph: ImportedMigration.Source, of migrations: inout [ImportedMigration]
  ) throws(ImportError) {
    let position = Dictionary(uniqueKeysWithValues: migrations.enumerated().map { ($1.name, $0) })
    for (index, line) in graph.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let fields = line.split(separator: "\t", maxSplits: 1)
      guard let id = fields.first.map(String.init), !id.isEmpty, !id.hasPrefix("#") else { continue }
      func fail(_ message: String) -> ImportError {
        ImportError(.malformed, message, at: .init(file: graph.file, line: index + 1, excerpt: String(line)))
      }
      guard let place = position[id] else { throw fail("'\(id)' is not a migration of this folder") }
      let parents =
        fields.count < 2 ? [] : fields[1].split(whereSeparator: { $0 == " " || $0 == "," }).map(String.init)
      for parent in parents {
        guard position[parent] != nil else {
          throw fail("the parent '\(parent)' of '\(id)' is not a migration of this folder")
        }
      }
      migrations[place].parents = parents
    }
  }
}

/// Diesel's folders: `VERSION_title`, where dashes in the version do not count for the order.
enum DieselFolders {
  static func read(_ folder: SourceFolder) throws(ImportError) -> ImportedHistory {
    var migrations: [(version: String, migration: ImportedMigration)] = []
    for name in try folder.names() where folder.contains("\(name)/up.sql") {
      var migration = try PlainFolders.migration(name, in: folder)
      if let metadata = try folder.optionalSource("\(name)/metadata.toml") {
        migration.outsideTransaction = metadata.text.contains(/run_in_transaction\s*=\s*false/)
      }
      migrations.append((version(of: name), migration))
    }
    migrations.sort { ($0.version, $0.migration.name) < ($1.version, $1.migration.name) }
    return ImportedHistory(format: .diesel, migrations: migrations.map(\.migration))
  }

  static func version(of name: String) -> String {
    String(name.prefix { $0 != "_" }).filter { $0 != "-" }
  }

  /// `00000000000000_title` or `2024-01-31-120000_title`.
  static func isVersioned(_ name: String) -> Bool {
    name.contains(/^(\d{14}|\d{4}-\d{2}-\d{2}-\d{6}(-\d{4})?)_/)
  }
}
