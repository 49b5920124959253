internal import Catalog
internal import Diagnostics
internal import GitStore
package import History
internal import Planning
internal import Postgres
package import Schema
internal import SchemaDiff
package import Scratch

/// Proves a migration on top of a version: loads the version's snapshot on scratch, runs up, verify and down.
package struct CommitProof {
  private let scratch: ScratchServer
  private let commits: SchemaCommits
  private let environment: RunEnvironment
  private let options: SnapshotOptions

  package init(scratch: ScratchServer, commits: SchemaCommits, environment: RunEnvironment, options: SnapshotOptions)
  {
    self.scratch = scratch
    self.commits = commits
    self.environment = environment
    self.options = options
  }

  /// Proves a migration; where rows that earlier ones wrote are missing, on a database that ran them all.
  ///
  /// - Parameters:
  ///   - texts: The migration.
  ///   - parent: The version that the migration stands on; `nil` for the first one.
  ///   - lineage: The parent and all it stands on, parents first.
  /// - Returns: What was found out.
  /// - Throws: ``MigrationFailure`` when up or verify do not run.
  package func prove(_ texts: MigrationTexts, on parent: Version?, lineage: [Version]) throws -> Proof {
    do {
      // Without a way back nothing would show that a template is not what it is taken for.
      let database = try loaded(parent, isReadAgain: texts.down == nil)
      let proof = try prove(texts, in: database)
      // A difference may be that of the template, which somebody changed: what is there is looked at.
      guard database.isTaken, !proof.isReversible, texts.down != nil else { return proof }
      return try prove(texts, in: loaded(parent, isReadAgain: true))
    } catch let failure as MigrationFailure {
      guard let state = failure.cause?.sqlState, Self.maySayThatRowsAreMissing(state),
        lineage.contains(where: \.writesData)
      else { throw failure }
      var proof = try prove(texts, in: replayed(lineage))
      proof.warnings.append(
        Diagnostic(
          .note, code: "proof.replayed",
          "\(texts.name) needs rows that earlier migrations wrote: proved on a database that ran them all"))
      return proof
    }
  }

  /// Class 23 is a violated constraint, P0 an exception that the migration itself raised, 02 no data.
  static func maySayThatRowsAreMissing(_ state: String) -> Bool {
    state.hasPrefix("23") || state.hasPrefix("P0") || state.hasPrefix("02")
  }

  private func prove(_ texts: MigrationTexts, in database: ProofDatabase) throws -> Proof {
    defer {
      database.disconnect()
      try? scratch.dropDatabase(database.name)
    }
    return try database.prove(texts)
  }

  /// A database that ran all that leads to a version, roads where only they lead on.
  func replayed(_ lineage: [Version]) throws -> ProofDatabase {
    let name = try scratch.createTemporaryDatabase()
    let database = try ProofDatabase(name, on: scratch, options: options, environment: environment)
    guard let last = lineage.last else { return database }
    let plan = try Planner(HistoryGraph(lineage)).plan(for: name, at: TargetState(), to: last)
    for step in plan.steps {
      guard let version = step.version else { continue }
      if step.action == .load {
        let files = try commits.snapshotFiles(of: version.id)
        try database.withConnection { try SnapshotLoading.load(files, into: $0, createRoles: true) }
      }
      guard step.action == .apply, let migration = try commits.read(version.id).migration else { continue }
      guard step.isRoad else {
        try database.replay(MigrationTexts(migration, folder: "\(version.id.short()):migration"))
        continue
      }
      _ = try database.run(
        StepScript(of: migration, .apply, parent: step.parent, at: version, verifies: false))
    }
    try database.refreshSnapshot()
    return database
  }

  /// A database with the schema of a version, copied from a cached template where there is one.
  ///
  /// The schema of a template that was read back file by file as it is stored is not read again.
  ///
  /// - Parameters:
  ///   - version: The version; `nil` for an empty schema.
  ///   - isReadAgain: Reads the schema in any case.
  /// - Returns: The database.
  /// - Throws: ``ExecutionError`` when loading the snapshot leads to another schema.
  package func loaded(_ version: Version?, isReadAgain: Bool = false) throws -> ProofDatabase {
    let template = StateTemplate(version, options)
    if let version, !isReadAgain, let name = try copy(of: template.exactKey) {
      return try database(name, of: version, known: stored(version))
    }
    for key in [template.exactKey, template.key] {
      if let database = try copy(of: key, as: version) { return database }
    }
    let name = try scratch.createTemporaryDatabase()
    do {
      let files = try version.map { try commits.snapshotFiles(of: $0.id) } ?? []
      let connection = try Connection(scratch.connectionString(database: name), applicationName: "confiture load")
      try SnapshotLoading.load(files, into: connection, createRoles: true)
    }
    let database = try database(name, of: version)
    try check(database.snapshot, is: version)
    let isExact = try version.map { try stored($0) == database.snapshot } ?? false
    database.disconnect()
    try scratch.saveTemplate(isExact ? template.exactKey : template.key, from: name)
    return database
  }

  private func copy(of key: String) throws -> String? {
    try scratch.hasTemplate(key) ? try? scratch.createTemporaryDatabase(fromTemplate: key) : nil
  }

  /// A copy of a template that has the schema of a version; a template that has another one is dropped.
  private func copy(of key: String, as version: Version?) throws -> ProofDatabase? {
    guard let name = try copy(of: key) else { return nil }
    let database = try database(name, of: version)
    let found = database.snapshot.fingerprint
    guard let expected = version?.fingerprint, expected.isComparable(with: found), expected != found else {
      return database
    }
    database.disconnect()
    try scratch.dropDatabase(name)
    try scratch.dropTemplate(key)
    return nil
  }

  private func database(_ name: String, of version: Version?, known: Snapshot? = nil) throws -> ProofDatabase {
    try ProofDatabase(name, on: scratch, options: options, environment: environment, known: known) {
      try loaded(version)
    }
  }

  /// The snapshot of a version as it is stored.
  private func stored(_ version: Version) throws -> Snapshot {
    let files = try commits.snapshotFiles(of: version.id)
    let state = try NamedSchema(label: version.name, stored: files, fingerprint: version.fingerprint)
    return Snapshot(files: state.files, fingerprint: version.fingerprint, uncovered: [])
  }

  /// Loads the snapshot of a version and reads it back.
  package func fingerprintOfLoaded(_ version: Version) throws -> Fingerprint {
    let database = try loaded(version, isReadAgain: true)
    defer {
      database.disconnect()
      try? scratch.dropDatabase(database.name)
    }
    return database.snapshot.fingerprint
  }

  /// Loading a snapshot has to lead to the fingerprint it was taken with.
  private func check(_ snapshot: Snapshot, is version: Version?) throws {
    guard let version, snapshot.fingerprint.isComparable(with: version.fingerprint),
      snapshot.fingerprint != version.fingerprint
    else { return }
    let differences = DifferenceSummary.lines(
      from: try commits.snapshotFiles(of: version.id), to: snapshot.files.map { ($0.path, $0.text) })
    throw ExecutionError(
      .fingerprintMismatch, .failed,
      "loading the snapshot of '\(version.name)' gives another schema than the one it was taken from",
      details: Checkout.listed(differences),
      hints: ["this is a fault of the snapshot: please report it with the objects named above"])
  }
}

/// The keys of the template with the schema of a version.
struct StateTemplate {
  let key: String
  /// Of one that was read back as the version has it, file by file, with nothing besides.
  let exactKey: String

  init(_ version: Version?, _ options: SnapshotOptions) {
    key = version.map(\.schemaTree.hex) ?? "empty"
    exactKey = "\(key) as stored, access \(options.includesAccess), format \(Fingerprint.currentFormat)"
  }
}
