import FoundationEssentials

/// Reads a folder of migrations in the form of the tool that wrote it.
package enum HistoryReader {
  /// - Throws: ``ImportError`` that names the file and what is wrong with it.
  package static func read(_ path: String, format: ImportFormat) throws(ImportError) -> ImportedHistory {
    let folder = try SourceFolder(path)
    let actual = format == .automatic ? try detect(folder) : format
    var history: ImportedHistory
    switch actual {
    case .automatic, .plain, .confiture: history = try PlainFolders.read(folder, format: actual)
    case .diesel: history = try DieselFolders.read(folder)
    case .golangMigrate: history = try GolangMigrateFiles.read(folder)
    case .dbmate: history = try DbmateFiles.read(folder)
    case .flyway: history = try FlywayFiles.read(folder)
    case .sqitch: history = try SqitchProject.read(folder)
    }
    guard !history.migrations.isEmpty else {
      throw ImportError(
        .unknownFormat, "there are no migrations of the format '\(actual.rawValue)' in '\(path)'",
        hints: ["name the format: --format \(ImportFormat.allCases.map(\.rawValue).joined(separator: "|"))"])
    }
    for index in history.migrations.indices {
      let text = history.migrations[index].up.text
      if MigrationText.declaresNoTransaction(text) { history.migrations[index].outsideTransaction = true }
    }
    return history
  }

  /// Recognises the format by the files that are there.
  package static func detect(_ path: String) throws(ImportError) -> ImportFormat { try detect(SourceFolder(path)) }

  private static func detect(_ folder: SourceFolder) throws(ImportError) -> ImportFormat {
    let names = try folder.names()
    if folder.contains("sqitch.plan"), folder.isFolder("deploy") { return .sqitch }
    let folders = names.filter { folder.contains("\($0)/up.sql") }
    if !folders.isEmpty {
      if folders.contains(where: { folder.contains("\($0)/migration.yaml") }) { return .confiture }
      let looksLikeDiesel = folders.allSatisfy { DieselFolders.isVersioned($0) } || folder.contains("diesel.toml")
      return looksLikeDiesel ? .diesel : .plain
    }
    let files = names.filter { $0.hasSuffix(".sql") }
    if files.contains(where: { $0.hasSuffix(".up.sql") }) { return .golangMigrate }
    if files.contains(where: { $0.wholeMatch(of: FlywayFiles.pattern) != nil }) { return .flyway }
    for file in files.prefix(20) {
      if let source = try folder.optionalSource(file), source.text.contains("-- migrate:up") { return .dbmate }
    }
    throw ImportError(
      .unknownFormat, "the folder '\(folder.path)' has the form of no tool that is known here",
      details: [
        "looked for: NAME/up.sql, VERSION_title.up.sql, V1__title.sql, files with '-- migrate:up', sqitch.plan with deploy/"
      ],
      hints: ["name the format: --format \(ImportFormat.allCases.map(\.rawValue).joined(separator: "|"))"])
  }
}
