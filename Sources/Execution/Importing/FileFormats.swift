/// golang-migrate's pairs of files, ordered by version number.
enum GolangMigrateFiles {
  static func read(_ folder: SourceFolder) throws(ImportError) -> ImportedHistory {
    var migrations: [(version: String, migration: ImportedMigration)] = []
    var notes: [String] = []
    for file in try folder.names() where file.hasSuffix(".up.sql") {
      let name = String(file.dropLast(".up.sql".count))
      let digits = name.prefix { $0.isNumber }
      guard !digits.isEmpty else {
        notes.append("'\(file)' has no version number and was passed over")
        continue
      }
      var migration = ImportedMigration(
        name: name, title: MigrationText.title(fromName: name), up: try folder.source(file))
      migration.down = try folder.optionalSource("\(name).down.sql")
      migrations.append((VersionNumber.padded(String(digits)), migration))
    }
    migrations.sort { ($0.version, $0.migration.name) < ($1.version, $1.migration.name) }
    for (first, second) in zip(migrations, migrations.dropFirst()) where first.version == second.version {
      notes.append("'\(first.migration.name)' and '\(second.migration.name)' have one version number")
    }
    return ImportedHistory(format: .golangMigrate, migrations: migrations.map(\.migration), notes: notes)
  }
}

/// dbmate's files with an up and a down part.
enum DbmateFiles {
  static func read(_ folder: SourceFolder) throws(ImportError) -> ImportedHistory {
    var migrations: [(version: String, migration: ImportedMigration)] = []
    for file in try folder.names() where file.hasSuffix(".sql") {
      let source = try folder.source(file)
      guard let up = part("up", of: source.text) else { continue }
      let name = String(file.dropLast(".sql".count))
      var migration = ImportedMigration(
        name: name, title: MigrationText.title(fromName: name), up: .init(text: up.text, file: source.file))
      migration.outsideTransaction = up.options.contains(/transaction\s*:\s*false/)
      if let down = part("down", of: source.text), !down.isEmpty {
        migration.down = .init(text: down.text, file: source.file)
      }
      migrations.append((VersionNumber.padded(String(name.prefix { $0.isNumber })), migration))
    }
    migrations.sort { ($0.version, $0.migration.name) < ($1.version, $1.migration.name) }
    return ImportedHistory(format: .dbmate, migrations: migrations.map(\.migration))
  }

  struct Part {
    var options: String
    /// The part's lines at their place in the file: what comes before is blank, so that line numbers hold.
    var text: String

    var isEmpty: Bool { text.allSatisfy(\.isWhitespace) }
  }

  static func part(_ name: String, of text: String) -> Part? {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let start = lines.firstIndex(where: { isMarker($0, name) }) else { return nil }
    let rest = lines[(start + 1)...]
    let end = rest.firstIndex { isMarker($0, "up") || isMarker($0, "down") } ?? lines.endIndex
    let blank = String(repeating: "\n", count: start + 1)
    return Part(options: String(lines[start]), text: blank + lines[(start + 1)..<end].joined(separator: "\n"))
  }

  private static func isMarker(_ line: Substring, _ name: String) -> Bool {
    line.trimmingPrefix(while: \.isWhitespace).hasPrefix("-- migrate:\(name)")
  }
}

/// Flyway's `V…__title.sql` with `U…__title.sql` to undo; repeatable ones cannot be part of a history.
enum FlywayFiles {
  static var pattern: Regex<(Substring, Substring, Substring, Substring)> { /([VUR])([0-9._]*)__(.+)\.sql/ }

  static func read(_ folder: SourceFolder) throws(ImportError) -> ImportedHistory {
    var migrations: [(version: String, migration: ImportedMigration)] = []
    var undos: [String: ImportedMigration.Source] = [:]
    var notes: [String] = []
    for file in try folder.names() {
      guard let match = file.wholeMatch(of: pattern) else { continue }
      let version = VersionNumber.padded(String(match.2))
      switch match.1 {
      case "U": undos[version] = try folder.source(file)
      case "R":
        notes.append("'\(file)' is repeatable: seal what it does now as a migration of its own (confiture new)")
      default:
        let name = String(file.dropLast(".sql".count))
        var migration = ImportedMigration(
          name: name, title: String(match.3).split(separator: "_").joined(separator: " "), up: try folder.source(file)
        )
        if let settings = try folder.optionalSource("\(file).conf") {
          migration.outsideTransaction = settings.text.contains(/executeInTransaction\s*=\s*false/)
        }
        migrations.append((version, migration))
      }
    }
    migrations.sort { ($0.version, $0.migration.name) < ($1.version, $1.migration.name) }
    for index in migrations.indices { migrations[index].migration.down = undos[migrations[index].version] }
    return ImportedHistory(format: .flyway, migrations: migrations.map(\.migration), notes: notes)
  }
}

/// Version numbers that compare as text once each number is padded.
enum VersionNumber {
  static func padded(_ version: String) -> String {
    version.split(whereSeparator: { $0 == "." || $0 == "_" }).map { part in
      String(repeating: "0", count: max(0, 24 - part.count)) + part
    }.joined(separator: ".")
  }
}

extension StringProtocol {
  fileprivate func trimmingPrefix(while predicate: (Character) -> Bool) -> SubSequence { drop(while: predicate) }
}
