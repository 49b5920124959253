import Catalog
import GitStore
import History
import Planning
import Postgres
import Schema
import Scratch
import TestSupport

@testable import Execution

/// A repository in a temporary folder; what is sealed in it is proven on the shared server, as commits are.
final class SampleRepository {
  let folder: TemporaryFolder
  let store: ObjectStore
  let commits: SchemaCommits
  private let scratch: ScratchServer
  private let environment = testEnvironment()
  private var seconds: Int64 = 1_700_000_000
  /// The database that is at the version sealed last.
  private var database: ProofDatabase?
  private var databaseVersion: ObjectID?
  private(set) var last: Version?

  init() throws {
    folder = try TemporaryFolder()
    store = try ObjectStore.create(at: folder.path)
    commits = SchemaCommits(store)
    scratch = try TestServer.shared()
  }

  deinit { try? dropDatabase() }

  private func dropDatabase() throws {
    guard let database else { return }
    database.disconnect()
    try scratch.dropDatabase(database.name)
    self.database = nil
  }

  /// Where the sealed migration comes from, when it is not the version before it.
  enum Parent {
    case last
    case version(Version)
    /// It is the first of a line of its own.
    case nothing
  }

  /// Seals a migration on the version sealed last, or on another, and names it by a branch.
  @discardableResult func seal(
    _ name: String, _ up: String, down: String? = nil, verify: String? = nil, setup: String? = nil,
    change: String? = nil, outsideTransaction: Bool = false, on parent: Parent = .last
  ) throws -> Version {
    let parent: Version? =
      switch parent {
      case .last: last
      case .version(let version): version
      case .nothing: nil
      }
    func origin(_ text: String?, _ file: String) -> ScriptOrigin? {
      text.map { ScriptOrigin(migration: name, file: "\(name)/\(file)", text: $0) }
    }
    let texts = MigrationTexts(
      name: name, setup: origin(setup, "setup.sql"),
      up: ScriptOrigin(migration: name, file: "\(name)/up.sql", text: up), down: origin(down, "down.sql"),
      verify: origin(verify, "verify.sql"), runsOutsideTransaction: outsideTransaction)
    let proof = try state(at: parent.map { [$0] } ?? []).prove(texts)
    seconds += 60
    let manifest = MigrationManifest(
      change: ChangeID(derivedFrom: change ?? name), title: name,
      author: Author(name: "Ann", email: "ann@example.com"),
      date: CommitDate(seconds: seconds), reversible: proof.isReversible,
      transaction: outsideTransaction || proof.needsOwnTransactions ? .none : .single, writesData: proof.writesData,
      differences: proof.differences)
    let commit = try commits.write(
      parents: parent.map { [$0.id] } ?? [],
      migration: Migration(name: name, up: up, down: down, verify: verify, setup: setup, manifest: manifest),
      files: proof.snapshot.files.map { ($0.path, $0.text) }, fingerprint: proof.snapshot.fingerprint)
    return try keep(commit, name)
  }

  /// Writes a merge without a migration: both lines' migrations, one after the other.
  @discardableResult func merge(_ name: String, _ left: Version, _ right: Version) throws -> Version {
    let snapshot = try state(at: [left, right]).snapshot
    seconds += 60
    let commit = try commits.write(
      parents: [left.id, right.id], files: snapshot.files.map { ($0.path, $0.text) },
      fingerprint: snapshot.fingerprint,
      title: name, author: Author(name: "Ann", email: "ann@example.com"), date: CommitDate(seconds: seconds))
    return try keep(commit, name)
  }

  /// The scripts of a version that roads lead to; those of the second parent where there are any.
  struct RoadScripts {
    var up = "-- Nothing to run."
    var down: String?
    var upFromSecond: String
    var downToSecond: String
  }

  /// Seals a version with roads: its schema is what `up` makes of its first parent.
  @discardableResult func seal(
    _ name: String, _ kind: VersionKind, of parents: [Version], _ scripts: RoadScripts, writesData: Bool = false,
    downLosses: [String] = [], change: String? = nil
  ) throws -> Version {
    let versions = try VersionReader(store: store)
    try dropDatabase()
    let proof = CommitProof(
      scratch: scratch, commits: commits, environment: environment, options: SnapshotOptions())
    let new = try proof.replayed(parents.first.map { versions.lineage(of: $0) } ?? [])
    try new.run(
      ScriptOrigin(migration: name, file: "\(name)/up.sql", text: scripts.up), outsideTransaction: false)
    try new.refreshSnapshot()
    database = new
    seconds += 60
    var manifest = MigrationManifest(
      change: ChangeID(derivedFrom: change ?? name), title: name,
      author: Author(name: "Ann", email: "ann@example.com"),
      date: CommitDate(seconds: seconds), writesData: writesData, downLosses: downLosses)
    manifest.kind = kind
    let migration = Migration(
      name: name, up: scripts.up, down: scripts.down, upFromSecond: scripts.upFromSecond,
      downToSecond: scripts.downToSecond, manifest: manifest)
    let commit = try commits.write(
      parents: parents.map(\.id), migration: migration, files: new.snapshot.files.map { ($0.path, $0.text) },
      fingerprint: new.snapshot.fingerprint)
    return try keep(commit, name)
  }

  private func keep(_ commit: ObjectID, _ name: String) throws -> Version {
    try store.update(ConfitureReference.head(name), to: commit, expecting: .any, message: "sealed")
    let version = try commits.version(commit)
    last = version
    databaseVersion = commit
    return version
  }

  /// A database with the migrations of these versions.
  private func state(at parents: [Version]) throws -> ProofDatabase {
    if let database, parents.map(\.id) == [databaseVersion].compactMap({ $0 }) { return database }
    try dropDatabase()
    if parents.count == 1 {
      let lineage = try VersionReader(store: store).lineage(of: parents[0])
      let new = try CommitProof(
        scratch: scratch, commits: commits, environment: environment, options: SnapshotOptions()
      ).replayed(lineage)
      database = new
      return new
    }
    let new = try ProofDatabase(
      scratch.createTemporaryDatabase(), on: scratch, options: SnapshotOptions(), environment: environment,
      known: DatabaseSchema().snapshot(SnapshotOptions()))
    database = new
    let versions = try VersionReader(store: store)
    var seen: Set<ChangeID> = []
    for version in parents.flatMap({ versions.lineage(of: $0) }) {
      guard let change = version.change, seen.insert(change).inserted else { continue }
      try new.replay(MigrationTexts(versions.migration(of: version), folder: version.name))
    }
    if !parents.isEmpty { try new.refreshSnapshot() }
    return new
  }

  // MARK: Moving a database

  /// Moves the test's database, as a command of its own would.
  @discardableResult func checkout(
    _ version: Version?, address: ConnectionString? = nil, disposable: Bool = false, scratch: Bool = true,
    adjust: (inout CheckoutRequest) -> Void = { _ in }, report: @escaping @Sendable (RunEvent) -> Void = { _ in }
  ) throws -> CheckoutResult {
    var request = CheckoutRequest(destination: version)
    request.locks = LockPolicy(timeout: .milliseconds(200), attempts: 3, firstPause: .milliseconds(20))
    request.patience = .seconds(10)
    request.options.isDisposable = disposable
    adjust(&request)
    let target = Target(
      name: Self.targetName, address: try address ?? TestDatabase.address, isDisposable: disposable,
      isScratch: scratch)
    let checkout = try Checkout(
      target, versions: VersionReader(store: store), recorder: OutcomeRecorder(store),
      environment: testEnvironment(report: report))
    return try checkout.run(request) { _ in true }
  }

  static let targetName = "shop"

  @discardableResult func baseline(_ version: Version) throws -> Outcome {
    try Baseline(
      versions: VersionReader(store: store), recorder: OutcomeRecorder(store), environment: testEnvironment()
    ).adopt(Target(name: Self.targetName, address: try TestDatabase.address), at: version, patience: .seconds(1))
  }

  func outcomes() throws -> [Outcome] { try Outcomes(store).chain(of: Self.targetName).map(\.outcome) }
}

/// What the test's database has.
enum Live {
  static func registry() throws -> RegistryState { try TestDatabase.look { try Registry.read($0) } }

  static func fingerprint() throws -> Fingerprint {
    try TestDatabase.look { try CatalogReader.read($0, options: SnapshotOptions()).fingerprint }
  }

  /// The journal's rows of the open run: `step.statement state`.
  static func journal() throws -> [String] {
    try TestDatabase.column(
      "SELECT step || '.' || statement || ' ' || state FROM confiture.journal ORDER BY step, statement"
    ).map { $0 ?? "" }
  }
}
