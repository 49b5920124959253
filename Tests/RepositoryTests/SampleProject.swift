import Digests
import GitFixtures
import GitStore
import History
import Repository
import Schema
import Testing

/// A project in a temporary folder.
struct SampleProject {
  let folder: TemporaryFolder
  let project: Project
  let git: StockGit

  static let ada = Author(name: "Ada Lovelace", email: "ada@example.org")
  static let date = CommitDate(seconds: 1_769_860_800, offset: 60)

  init() throws {
    try GitLibrary.readUserConfiguration(from: [])
    folder = TemporaryFolder()
    project = try Project.initialize(at: folder.path, environment: [:]).project
    git = StockGit(in: folder.path)
  }

  static func operation(_ command: String) -> History.Operation {
    History.Operation(command: command, author: ada, date: date)
  }

  static func manifest(_ title: String, at seconds: Int64 = 0) -> MigrationManifest {
    MigrationManifest(
      change: ChangeID(derivedFrom: title), title: title, author: ada, date: CommitDate(seconds: seconds))
  }

  static func migration(_ name: String, at seconds: Int64 = 0) -> Migration {
    Migration(
      name: name, up: "create table \(name)();\n", down: "drop table \(name);\n",
      manifest: manifest("Add \(name)", at: seconds))
  }

  static func files(_ names: [String]) -> [(path: String, text: String)] {
    names.sorted().map { ("public/tables/\($0).sql", "CREATE TABLE public.\($0) ();\n") }
  }

  static func fingerprint(_ names: [String]) -> Fingerprint {
    Fingerprint(
      format: 1, includesAccess: false, digest: SHA256.digest(of: Array(names.sorted().joined(separator: ",").utf8)))
  }

  /// Seals a migration that adds a table, as the next version of a branch; the workspace stays as it is.
  @discardableResult
  func seal(
    _ name: String, tables: [String], on branch: String = "main", parents: [ObjectID]? = nil,
    migration: Migration? = nil
  ) throws -> ObjectID {
    let tip = try project.store.resolveReference(ConfitureReference.head(branch))
    let id = try project.commits.write(
      parents: parents ?? tip.map { [$0] } ?? [], migration: migration ?? Self.migration(name),
      files: Self.files(tables), fingerprint: Self.fingerprint(tables))
    try project.branches().advance(branch, from: tip, to: id)
    return id
  }

  /// A history of two versions, in the workspace too: `users`, then `orders`.
  static func withTwoVersions() throws -> SampleProject {
    let sample = try SampleProject()
    try sample.seal("users", tables: ["users"])
    let head = try sample.seal("orders", tables: ["orders", "users"])
    try sample.project.writeWorkspace(of: head, replacing: nil)
    return sample
  }

  /// Forgets white space and comments, well enough for tests.
  static func patchID(_ sql: String) -> String {
    sql.split(separator: "\n").filter { !$0.hasPrefix("--") }.joined(separator: " ").filter { !$0.isWhitespace }
  }

  func status() throws -> WorkspaceStatus { try project.status(patchID: Self.patchID) }
}

/// Runs the body, which must throw this kind of error, and returns it.
func failure<E: Error>(_ type: E.Type = E.self, _ body: () throws -> Void) throws -> E {
  do {
    try body()
  } catch let error as E {
    return error
  }
  throw Missing(expected: "\(type)")
}

/// No error of the expected type was thrown.
struct Missing: Error {
  let expected: String
}
