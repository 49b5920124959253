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
  /// Those that go with this object.
  private var ownDatabases: [String] = []

  init() throws {
    folder = try TemporaryFolder()
    store = try ObjectStore.create(at: folder.path)
    commits = SchemaCommits(store)
    scratch = try TestServer.shared()
  }

  deinit { for name in ownDatabases { try? scratch.dropDatabase(name) } }

  var graph: HistoryGraph { HistoryGraph(versions) }

  /// Runs a migration on top of a version, and seals it.
  func seal(_ step: Step, on parent: Version?) throws -> Version {
    let state = try self.state(after: step, on: parent)
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
      files: state.snapshot.files.map { ($0.path, $0.text) }, fingerprint: state.snapshot.fingerprint)
    databases[commit] = state.database
    let version = try commits.version(commit)
    versions.append(version)
    return version
  }

  /// What a migration leads to; where many histories begin with it, that is found out once.
  private func state(after step: Step, on parent: Version?) throws -> SharedStart.State {
    if parent == nil, let start = SharedStart.of(step.up) { return try start.state { try run(step, in: $0) } }
    let origin = parent.flatMap { databases[$0.id] }
    let name =
      try origin.map { try scratch.createTemporaryDatabase(copying: $0) } ?? scratch.createTemporaryDatabase()
    ownDatabases.append(name)
    return SharedStart.State(database: name, snapshot: try run(step, in: name))
  }

  private func run(_ step: Step, in name: String) throws -> Snapshot {
    // Nobody looks at the schema before the step.
    let database = try ProofDatabase(
      name, on: scratch, options: SnapshotOptions(), environment: environment,
      known: DatabaseSchema().snapshot(SnapshotOptions()))
    defer { database.disconnect() }
    try database.replay(
      MigrationTexts(
        name: step.name, up: ScriptOrigin(migration: step.name, file: "\(step.name)/up.sql", text: step.up)))
    try database.refreshSnapshot()
    return database.snapshot
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
    ownDatabases.append(database)
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
