import Catalog
import Diagnostics
import GitStore
import History
import Postgres
import Schema
import SchemaDiff
import Scratch
import TestSupport

@testable import Execution

/// A history of two lines in a repository of its own, whose states come from running the migrations.
final class MergeBench {
  /// A migration of a line.
  struct Step: Sendable {
    var name: String
    var up: String
    var renames: [Rename] = []
    var commutes: [String] = []
    var writesData = false
  }

  let scratch: ScratchServer
  let commits: SchemaCommits
  private let folder: TemporaryFolder
  private let store: ObjectStore
  private var seconds: Int64 = 1_700_000_000
  private(set) var versions: [Version] = []
  private var databases: [ObjectID: String] = [:]

  init() throws {
    folder = try TemporaryFolder()
    store = try ObjectStore.create(at: folder.path)
    commits = SchemaCommits(store)
    scratch = try TestServer.shared()
  }

  deinit { for name in databases.values { try? scratch.dropDatabase(name) } }

  var graph: HistoryGraph { HistoryGraph(versions) }

  /// Runs a migration on top of a version, and seals it.
  func seal(_ step: Step, on parent: Version?) throws -> Version {
    let name =
      try parent.flatMap { databases[$0.id] }.map { try scratch.createTemporaryDatabase(copying: $0) }
      ?? scratch.createTemporaryDatabase()
    let database = try ProofDatabase(name, on: scratch, options: SnapshotOptions(), environment: environment)
    do {
      try database.replay(
        MigrationTexts(
          name: step.name, up: ScriptOrigin(migration: step.name, file: "\(step.name)/up.sql", text: step.up)))
      try database.refreshSnapshot()
    } catch {
      database.disconnect()
      try scratch.dropDatabase(name)
      throw error
    }
    database.disconnect()
    seconds += 60
    var manifest = MigrationManifest(
      change: ChangeID(derivedFrom: step.name), title: step.name,
      author: Author(name: "Ann", email: "ann@example.com"),
      date: CommitDate(seconds: seconds), reversible: false)
    manifest.renames = step.renames
    manifest.commutes = step.commutes
    manifest.writesData = step.writesData
    let commit = try commits.write(
      parents: parent.map { [$0.id] } ?? [],
      migration: Migration(name: step.name, up: step.up, manifest: manifest),
      files: database.snapshot.files.map { ($0.path, $0.text) }, fingerprint: database.snapshot.fingerprint)
    databases[commit] = name
    let version = try commits.version(commit)
    versions.append(version)
    return version
  }

  func seal(_ steps: [Step], on parent: Version?) throws -> Version? {
    var last = parent
    for step in steps { last = try seal(step, on: last) }
    return last
  }

  /// Writes a merge of two versions whose schema is given.
  func join(_ left: Version, _ right: Version, _ snapshot: Snapshot) throws -> Version {
    seconds += 60
    let commit = try commits.write(
      parents: [left.id, right.id], files: snapshot.files.map { ($0.path, $0.text) },
      fingerprint: snapshot.fingerprint, title: "merge", author: Author(name: "Ann", email: "ann@example.com"),
      date: CommitDate(seconds: seconds))
    versions.append(try commits.version(commit))
    return versions[versions.count - 1]
  }

  /// Goes on from a merge, whose database is made by running what its parents have.
  func extend(_ merge: Version, _ name: String, _ up: String, from parents: [Version]) throws -> Version {
    let database = try scratch.createTemporaryDatabase()
    do {
      let connection = try Connection(scratch.connectionString(database: database), applicationName: "confiture test")
      var seen: Set<String> = []
      for version in parents.flatMap({ graph.lineage(of: $0.id) }) where seen.insert(version.name).inserted {
        if let text = try commits.readMigration(version.id)?.up { try connection.script(text) }
      }
    }
    databases[merge.id] = database
    return try seal(Step(name: name, up: up), on: merge)
  }

  let environment = RunEnvironment(now: { 0 }, random: { 0 }, sleep: { _ in }, actor: "test")

  func merger(widensTypes: Bool = false) -> Merger {
    Merger(
      scratch: scratch, commits: commits, environment: environment,
      options: SnapshotOptions(), graph: graph, widensTypes: widensTypes)
  }

  func merge(
    _ ours: Version, _ theirs: Version, deciding items: [MergeState.Item] = [], widensTypes: Bool = false,
    allowsUnrelated: Bool = false
  ) throws -> Merger.Finding {
    try merger(widensTypes: widensTypes).merge(
      MergeSides(ours: ours, theirs: theirs, in: graph, allowsUnrelated: allowsUnrelated), deciding: items)
  }
}
