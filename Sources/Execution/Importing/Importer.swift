package import Diagnostics
internal import Digests
package import GitStore
package import History
internal import SQLSyntax
package import Schema
package import Scratch

/// How a history is imported.
package struct ImportOptions: Sendable {
  /// Take declared parents for the shape of the history, rather than the tool's order.
  package var followsGraph = false
  /// Take downs to restore their parents, unseen.
  package var trustsDown = false
  package var snapshot = SnapshotOptions()

  package init() {}
}

/// One migration of an imported history, and what became of it.
package struct ImportedVersion: Sendable {
  package var name: String
  package var commit: ObjectID
  package var isReversible: Bool
  package var differences: [String]
  package var warnings: [Diagnostic]
  /// What it needs beyond what it declares.
  package var undeclared: [String]
}

/// A merge of an imported history whose two orders lead to different schemas.
package struct UnprovenMerge: Sendable {
  package var name: String
  package var differences: [String]
}

/// What an import did.
package struct ImportReport: Sendable {
  package var sealed: [ImportedVersion] = []
  /// Migrations that an earlier import had sealed already.
  package var alreadyThere = 0
  package var merges = 0
  package var unprovenMerges: [UnprovenMerge] = []
  package var head: ObjectID?
  package var notes: [String] = []
  package var tags: [(name: String, commit: ObjectID)] = []
}

/// Where an import is, for progress.
package struct ImportProgress: Sendable, Equatable {
  package var position: Int
  package var count: Int
  package var name: String
}

/// Seals imported migrations, each proven on scratch, as versions on top of a branch.
package final class Importer {
  let store: ObjectStore
  let scratch: ScratchServer
  let environment: RunEnvironment
  let options: ImportOptions
  let commits: SchemaCommits
  private let progress: (ImportProgress) -> Void
  /// Called when the head has moved on durably, so that what is sealed so far can be kept.
  private let publish: (ObjectID) throws -> Void

  package init(
    store: ObjectStore, scratch: ScratchServer, environment: RunEnvironment, options: ImportOptions,
    progress: @escaping (ImportProgress) -> Void, publish: @escaping (ObjectID) throws -> Void
  ) {
    self.store = store
    self.scratch = scratch
    self.environment = environment
    self.options = options
    self.progress = progress
    self.publish = publish
    commits = SchemaCommits(store)
  }

  /// Imports a history on top of the versions that a branch has.
  ///
  /// Migrations that an earlier import sealed are recognised and passed over, so that an import that stopped goes on
  /// where it was.
  /// - Throws: what stopped it; everything before that is sealed and published.
  package func run(_ history: ImportedHistory, onto branch: [Version]) throws -> ImportReport {
    let identified = try identify(history)
    let known = try recognise(identified, in: branch)
    if options.followsGraph {
      return try GraphImport(importer: self, migrations: identified).run(
        known: known, branch: branch, notes: history.notes)
    }
    return try runInOrder(identified, known: known, branch: branch, notes: history.notes)
  }

  // MARK: Identity

  struct Identified {
    var migration: ImportedMigration
    var change: ChangeID
    var date: Int64
    var texts: MigrationTexts
  }

  /// Gives every migration its change id, its date, and its texts; the same input gives the same everywhere.
  private func identify(_ history: ImportedHistory) throws -> [Identified] {
    // Without any date, a history begins on 1 January 2000: dates are part of a commit's id, and must not depend on today.
    var last: Int64 = 946_684_799
    var seen: Set<String> = []
    return try history.migrations.map { migration in
      guard seen.insert(migration.name).inserted else {
        throw ImportError(.malformed, "two migrations are named '\(migration.name)'")
      }
      last = max(migration.date ?? NameDate.date(in: migration.name)?.seconds ?? 0, last + 1)
      func origin(_ source: ImportedMigration.Source?) -> ScriptOrigin? {
        source.map { ScriptOrigin(migration: migration.name, file: $0.file, text: $0.text) }
      }
      let up = ScriptOrigin(migration: migration.name, file: migration.up.file, text: migration.up.text)
      let texts = MigrationTexts(
        name: migration.name, setup: origin(migration.setup), up: up, down: origin(migration.down),
        verify: origin(migration.verify), runsOutsideTransaction: migration.outsideTransaction)
      let change =
        migration.manifest?.change
        ?? ChangeID(derivedFrom: "confiture import\0\(migration.name)\0\(migration.up.text)")
      return Identified(migration: migration, change: change, date: last, texts: texts)
    }
  }

  /// The versions that are there already, by migration name.
  private func recognise(_ migrations: [Identified], in branch: [Version]) throws -> [String: Version] {
    let byName = Dictionary(
      branch.filter { $0.change != nil }.map { ($0.name, $0) }, uniquingKeysWith: { _, last in last })
    var known: [String: Version] = [:]
    for identified in migrations {
      guard let version = byName[identified.migration.name] else { continue }
      if version.change != identified.change {
        let sealed = try commits.read(version.id).migration
        let isCosmetic = sealed.map { PatchID.of($0.up) == PatchID.of(identified.migration.up.text) } ?? false
        guard isCosmetic else {
          throw ImportError(
            .changed,
            "'\(identified.migration.name)' is sealed already, with other SQL than '\(identified.migration.up.file)'",
            kind: .refused,
            hints: [
              "a sealed migration does not change: write what should change as a new one",
              "confiture show \(version.name) prints what was sealed",
            ])
        }
      }
      known[identified.migration.name] = version
    }
    return known
  }

  // MARK: The tool's order

  private func runInOrder(
    _ migrations: [Identified], known: [String: Version], branch: [Version], notes: [String]
  ) throws -> ImportReport {
    var report = ImportReport(alreadyThere: known.count, head: branch.last?.id, notes: notes)
    let pending = migrations.filter { known[$0.migration.name] == nil }
    for identified in migrations {
      if let version = known[identified.migration.name] { addTags(of: identified, version.id, to: &report) }
    }
    guard !pending.isEmpty else { return report }
    let name = try scratch.createTemporaryDatabase()
    defer { try? scratch.dropDatabase(name) }
    let database = try ProofDatabase(name, on: scratch, options: options.snapshot, environment: environment)
    try replay(branch, in: database)
    for start in stride(from: 0, to: pending.count, by: Self.chunkSize) {
      let chunk = Array(pending[start..<min(start + Self.chunkSize, pending.count)])
      let before = report.head
      var failure: (any Error)?
      // References move only when what they lead to is stored.
      try store.batch {
        do { try seal(chunk, in: database, of: migrations.count, report: &report) } catch {
          failure = error  // What was sealed before it is kept.
        }
      }
      if let head = report.head, head != before { try publish(head) }
      if let failure { throw failure }
    }
    return report
  }

  /// How many versions are stored at a time: what a crash may cost.
  private static let chunkSize = 32

  private func seal(
    _ chunk: [Identified], in database: ProofDatabase, of count: Int, report: inout ImportReport
  ) throws {
    for identified in chunk {
      announce(report.alreadyThere + report.sealed.count + 1, of: count, identified.migration.name)
      let proof = try prove(identified, in: database)
      let parents = report.head.map { [$0] } ?? []
      let commit = try seal(identified, proof: proof, parents: parents, requires: [], undeclared: [])
      report.head = commit
      report.sealed.append(Self.version(identified, commit, proof, undeclared: []))
      addTags(of: identified, commit, to: &report)
    }
  }

  private func replay(_ branch: [Version], in database: ProofDatabase) throws {
    guard !branch.isEmpty else { return }
    for version in branch where version.change != nil {
      guard let migration = try commits.read(version.id).migration else { continue }
      try database.replay(MigrationTexts(migration, folder: "\(version.id.short()):migration"))
    }
    try database.refreshSnapshot()
  }

  // MARK: Proving and sealing

  func prove(_ identified: Identified, in database: ProofDatabase) throws -> Proof {
    try database.prove(identified.texts, trustsDown: options.trustsDown)
  }

  func seal(
    _ identified: Identified, proof: Proof, parents: [ObjectID], requires: [String], undeclared: [String]
  ) throws -> ObjectID {
    let migration = identified.migration
    var manifest =
      migration.manifest
      ?? MigrationManifest(
        change: identified.change, title: migration.title,
        author: Author(
          name: migration.author?.name ?? "Confiture import",
          email: migration.author?.email ?? "import@confiture.invalid"),
        date: CommitDate(seconds: identified.date))
    manifest.reversible = proof.isReversible
    manifest.transaction = migration.outsideTransaction || proof.needsOwnTransactions ? .none : .single
    manifest.writesData = proof.writesData
    manifest.differences = proof.differences
    if migration.manifest == nil { manifest.requires = requires }
    manifest.inferredRequires = undeclared
    return try commits.write(
      parents: parents,
      migration: Migration(
        name: migration.name, up: migration.up.text, down: migration.down?.text, verify: migration.verify?.text,
        setup: migration.setup?.text, manifest: manifest),
      files: proof.snapshot.files.map { ($0.path, $0.text) }, fingerprint: proof.snapshot.fingerprint)
  }

  static func version(_ identified: Identified, _ commit: ObjectID, _ proof: Proof, undeclared: [String])
    -> ImportedVersion
  {
    ImportedVersion(
      name: identified.migration.name, commit: commit, isReversible: proof.isReversible,
      differences: proof.differences,
      warnings: proof.warnings, undeclared: undeclared)
  }

  func addTags(of identified: Identified, _ commit: ObjectID, to report: inout ImportReport) {
    report.tags += identified.migration.tags.map { ($0, commit) }
  }

  func announce(_ position: Int, of count: Int, _ name: String) {
    progress(ImportProgress(position: position, count: count, name: name))
  }

  func announceHead(_ head: ObjectID) throws { try publish(head) }
}
