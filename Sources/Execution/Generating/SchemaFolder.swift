internal import Diagnostics
internal import Postgres
package import SQLSyntax
internal import Schema

/// SQL files that say how a schema is to be: read, and split into statements.
package struct SchemaFolder: Sendable {
  /// One file's statements.
  package struct File: Sendable {
    /// As errors name it.
    package let path: String
    package let text: String
    package let statements: [Statement]
  }

  /// Sorted by the bytes of their paths, files of a folder before those of the folders in it.
  package let files: [File]

  /// Reads all files below a folder whose names end in `.sql`; hidden ones and psql's `\restrict` guards aside.
  ///
  /// - Parameters:
  ///   - path: Where the folder is.
  ///   - name: How errors name it.
  /// - Throws: ``GenerationError``, or ``SQLSyntaxError`` with file and line.
  package init(_ path: String, as name: String) throws {
    let root: SourceFolder
    do { root = try SourceFolder(path) } catch {
      throw GenerationError(
        .noFolder, "there is no folder '\(name)'", hints: ["name a folder of SQL files, such as schema/"])
    }
    files = try Self.read(root, as: name.hasSuffix("/") ? String(name.dropLast()) : name)
    guard !files.isEmpty else {
      throw GenerationError(
        .noFolder, "the folder '\(name)' has no SQL files", hints: ["files are those whose names end in .sql"])
    }
  }

  private static func read(_ folder: SourceFolder, as name: String) throws -> [File] {
    let names = try folder.names()
    let own = names.filter { $0.hasSuffix(".sql") && !folder.isFolder($0) }
    return try own.map { try read($0, in: folder, as: "\(name)/\($0)") }
      + names.filter(folder.isFolder).flatMap { try read(folder.folder($0), as: "\(name)/\($0)") }
  }

  private static func read(_ file: String, in folder: SourceFolder, as name: String) throws -> File {
    let source: ImportedMigration.Source
    do { source = try folder.source(file) } catch {
      throw GenerationError(
        .unreadable, error.diagnostic.message, details: error.diagnostic.details, hints: error.diagnostic.hints)
    }
    do throws(SQLSyntaxError) {
      return File(path: name, text: source.text, statements: try StatementSplitter.statements(of: source.text))
    } catch {
      var error = error.located(file: name, in: source.text)
      if error.code == .metaCommand {
        error.message = error.message.replacing(" in a migration", with: "")
        error.hints = ["only SQL can be loaded: write what the command does as statements, or remove the line"]
      }
      throw error
    }
  }

  /// The roles that the statements give something to, or that own something.
  var roles: [String] {
    let statements = files.flatMap(\.statements).map { ("", Self.withUpperCaseKeywords($0.text)) }
    return SnapshotLoader.plan(for: statements).roles
  }

  /// The words by which a statement's roles are found, as snapshots write them.
  private static let keywords: Set<String> = [
    "alter", "as", "authorization", "create", "current_role", "current_user", "default", "for", "from", "grant",
    "in", "mapping", "on", "owner", "policy", "privileges", "public", "revoke", "role", "schema", "server",
    "session_user", "to", "user", "using", "with",
  ]

  private static func withUpperCaseKeywords(_ text: String) -> String {
    var bytes = Array(text.utf8)
    for token in SQLTokenizer.tokens(of: bytes) where token.kind == .word {
      let word = String(decoding: bytes[token.range], as: UTF8.self).lowercased()
      bytes.replaceSubrange(token.range, with: (keywords.contains(word) ? word.uppercased() : word).utf8)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
