import Digests
import GitFixtures
import GitStore
import History
import Schema

/// Values that tests of the history share.
enum Sample {
  static let ada = Author(name: "Ada Lovelace", email: "ada@example.org")
  static let date = CommitDate(seconds: 1_769_860_800, offset: 60)

  static func fingerprint(_ text: String) -> Fingerprint {
    Fingerprint(format: 1, includesAccess: false, digest: SHA256.digest(of: Array(text.utf8)))
  }

  static func manifest(_ title: String, at seconds: Int64 = date.seconds) -> MigrationManifest {
    MigrationManifest(
      change: ChangeID(derivedFrom: title), title: title, author: ada, date: CommitDate(seconds: seconds, offset: 60))
  }

  static func migration(_ name: String, at seconds: Int64 = date.seconds) -> Migration {
    Migration(
      name: name, up: "create table \(name)();\n", down: "drop table \(name);\n",
      manifest: manifest("Add \(name)", at: seconds))
  }

  static func id(_ number: Int) -> ObjectID {
    guard let id = ObjectID(bytes: SHA256.digest(of: Array("\(number)".utf8)).prefix(20)) else {
      fatalError("a digest is long enough for an id")
    }
    return id
  }
}

/// A repository with schema commits, for tests.
struct SampleRepository {
  let folder = TemporaryFolder()
  let store: ObjectStore
  let commits: SchemaCommits
  let git: StockGit

  init() throws {
    try GitLibrary.readUserConfiguration(from: [])
    store = try ObjectStore.create(at: folder.path)
    commits = SchemaCommits(store)
    git = StockGit(in: folder.path)
  }

  /// Adds a version that has one table more than its parents, and moves a branch to it.
  @discardableResult
  func add(_ name: String, on branch: String = "main", parents: [ObjectID] = [], at seconds: Int64) throws -> ObjectID
  {
    var files: [String: String] = [:]
    for parent in parents {
      for (path, text) in try commits.snapshotFiles(of: parent) { files[path] = text }
    }
    files["public/tables/\(name).sql"] = "CREATE TABLE public.\(name) ();\n"
    let snapshot = files.sorted { $0.key < $1.key }.map { (path: $0.key, text: $0.value) }
    let id = try commits.write(
      parents: parents, migration: Sample.migration(name, at: seconds), files: snapshot,
      fingerprint: Sample.fingerprint(snapshot.map(\.path).joined()))
    try store.update(ConfitureReference.head(branch), to: id, expecting: .any)
    return id
  }
}
