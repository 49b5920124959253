internal import Diagnostics
package import GitStore
package import History
internal import Catalog
internal import Postgres
package import Repository
internal import SQLSyntax
internal import Schema
internal import SchemaDiff
internal import Scratch

/// Shelves what was changed by hand in a disposable database, and brings it back.
///
/// A stash is a schema commit: its parent is the version that the database was recorded at, its migration leads from
/// there to what was found, and back. It is kept alive by a reference of its own, `refs/confiture/stashes/<n>`, which is
/// local only, as the operation log is: none of the folders of references that are shared holds it. A file beside the
/// repository would not do, since Git's garbage collection looks at references alone.
package struct Stash {
  private let resealing: Resealing
  private let project: Project
  private let store: ObjectStore

  package init(_ resealing: Resealing) {
    self.resealing = resealing
    project = resealing.project
    store = project.store
  }

  /// A stash in the list.
  package struct Entry: Sendable {
    package var number: Int
    package var commit: SchemaCommit
    package var migration: Migration
    /// The version that it was taken on.
    package var base: ObjectID
  }

  private static let folder = ConfitureReference.stashes

  // MARK: The list

  /// The stashes of a project, newest first.
  package static func list(in project: Project) throws -> [Entry] {
    try project.store.references(prefix: folder).compactMap { name, id -> Entry? in
      guard let number = Int(name.dropFirst(folder.count)) else { return nil }
      let commit = try project.commits.read(id)
      guard let migration = commit.migration, let base = commit.parents.first else { return nil }
      return Entry(number: number, commit: commit, migration: migration, base: base)
    }.sorted { $0.number > $1.number }
  }

  /// The stash of a number; without one the newest.
  package static func entry(_ number: Int?, in project: Project) throws -> Entry {
    let all = try list(in: project)
    if let found = number.map({ number in all.first { $0.number == number } }) ?? all.first { return found }
    throw EditingError(
      .noStash, number.map { "there is no stash \($0)" } ?? "there is no stash", hints: ["confiture stash list"])
  }

  /// Forgets a stash.
  package static func drop(_ entry: Entry, in project: Project) throws {
    try project.store.delete("\(folder)\(entry.number)", expecting: .exactly(entry.commit.id))
  }

  // MARK: Away and back

  /// Who stashes, and when.
  package struct Request: Sendable {
    package var message: String?
    package var author: Author
    package var date: CommitDate
    package var change: ChangeID
    package var patience = Duration.seconds(60)

    package init(message: String?, author: Author, date: CommitDate, change: ChangeID) {
      self.message = message
      self.author = author
      self.date = date
      self.change = change
    }
  }

  /// Stores how a database differs from its recorded version, and makes it that version again.
  ///
  /// - Returns: The stash, and what its rows lose on the way; `nil` when there is nothing to stash.
  /// - Throws: ``EditingError`` with `notDisposable`, or when no way back is known; the database is as it was then.
  package func push(_ target: Target, _ versions: VersionReader, _ request: Request) throws -> Entry? {
    let (control, head) = try open(target, versions, request.patience)
    let options = SnapshotOptions(includesAccess: head.fingerprint.includesAccess)
    let live = try CatalogReader.read(control, options: options)
    guard live.fingerprint != head.fingerprint else { return nil }
    let generated = try script(from: head, to: live, target)
    guard let down = generated.down, generated.isReversible else {
      throw EditingError(
        .noWayBack, "no way back to '\(head.name)' is known from what is in '\(target.name)'",
        details: generated.differences, hints: ["confiture drift \(target.option) --capture makes a migration of it"])
    }
    let title = try Workspace.title(request.message ?? "stash of \(target.name) on \(head.name)")
    var manifest = MigrationManifest(
      change: request.change, title: title, author: request.author, date: request.date,
      transaction: generated.needsOwnTransactions ? .none : .single)
    (manifest.losses, manifest.downLosses) = (generated.losses, generated.downLosses)
    manifest.renames = generated.renames
    let migration = Migration(name: "stash-of-\(target.name)", up: generated.up, down: down, manifest: manifest)
    let commit = try project.commits.write(
      parents: [head.id], migration: migration, files: live.files.map { ($0.path, $0.text) },
      fingerprint: live.fingerprint)
    let number = (try Self.list(in: project).first?.number ?? 0) + 1
    try store.update("\(Self.folder)\(number)", to: commit, expecting: .absent)
    try run(down, "down.sql", of: migration, on: target, reaching: head.fingerprint, options)
    return Entry(number: number, commit: try project.commits.read(commit), migration: migration, base: head.id)
  }

  /// Brings a stash back into a database that has the schema it was taken on, and forgets it.
  ///
  /// - Throws: ``EditingError`` with `stashBase` when the database has another schema; nothing is changed then.
  package func pop(_ entry: Entry, to target: Target, _ versions: VersionReader, patience: Duration) throws {
    let (control, head) = try open(target, versions, patience)
    let base = try project.commits.version(entry.base)
    let options = SnapshotOptions(includesAccess: base.fingerprint.includesAccess)
    let live = try CatalogReader.read(control, options: options)
    guard live.fingerprint == base.fingerprint else {
      throw EditingError(
        .stashBase, "'\(target.name)' does not have the schema that stash \(entry.number) was taken on",
        details: ["it was taken on \(base.name) (\(base.id.short())); '\(target.name)' is recorded at \(head.name)"],
        hints: ["confiture checkout \(base.id.short()) \(target.option)", "confiture stash show \(entry.number)"])
    }
    try run(
      entry.migration.up, "up.sql", of: entry.migration, on: target, reaching: entry.commit.fingerprint, options)
    try Self.drop(entry, in: project)
  }

  /// Locks a target that may be played with, and finds out where it is.
  private func open(_ target: Target, _ versions: VersionReader, _ patience: Duration) throws -> (Connection, Version)
  {
    guard target.isDisposable else {
      throw EditingError(
        .notDisposable, "'\(target.name)' is not disposable: what is in it is not put away",
        hints: [
          "confiture drift \(target.option) --capture makes a migration of it",
          "disposable: true in confiture.yaml says that it may be changed at will",
        ])
    }
    guard target.schema == nil else {
      throw EditingError(
        .notDisposable, "'\(target.name)' is one schema of a database, and a stash is of a whole one",
        hints: ["confiture drift \(target.option) --capture makes a migration of it"])
    }
    let control = try TargetConnection.open(target, role: "stash")
    try TargetLock.acquire(on: control, patience: patience, environment: resealing.environment)
    let state = try Registry.read(control)
    try versions.learn(from: control, state: state)
    guard state.openRun == nil else {
      throw EditingError(
        .inProgress, "a run on '\(target.name)' was interrupted",
        hints: ["confiture checkout --abort \(target.option)"])
    }
    guard let head = state.head else {
      throw EditingError(
        .stashBase, "'\(target.name)' has no recorded version to compare with",
        hints: ["confiture checkout REV \(target.option)"])
    }
    return (control, try versions.version(head))
  }

  // MARK: Scripts

  private func script(from head: Version, to live: Snapshot, _ target: Target) throws -> GeneratedMigration {
    let base = try resealing.proof.loaded(head)
    defer {
      base.disconnect()
      try? base.scratch.dropDatabase(base.name)
    }
    let generator = MigrationGenerator(
      scratch: resealing.scratch, options: base.options, environment: resealing.environment)
    let generation = try generator.generate(
      from: base, to: NamedSchema(label: target.name, snapshot: live),
      settings: PlannerOptions(isOnline: false, refusesAmbiguity: false), title: "Stash of \(target.name)")
    guard generation.migrations.count == 1, let migration = generation.migrations.first else {
      throw EditingError(
        .noWayBack, "what is in '\(target.name)' cannot be made by one script",
        hints: ["confiture drift \(target.option) --capture makes migrations of it"])
    }
    return migration
  }

  private func run(
    _ text: String, _ file: String, of migration: Migration, on target: Target, reaching fingerprint: Fingerprint,
    _ options: SnapshotOptions
  ) throws {
    let worker = try Worker(
      target.address,
      settings: .init(applicationName: "confiture stash", sharesRoles: target.isScratch, holdsRunLock: target.line),
      environment: resealing.environment)
    let origin = ScriptOrigin(migration: migration.name, file: file, text: text)
    let script = try MigrationScript(
      text, grouping: migration.manifest.transaction == .none ? .eachStatement : .asWritten)
    try worker.beginScript()
    let runner = SegmentRunner(worker: worker, origin: origin)
    for segment in script.segments {
      switch segment.kind {
      case .transaction: _ = try runner.runTransaction(segment.statements)
      case .rolledBack: _ = try runner.runTransaction(segment.statements, ending: .rollback)
      case .alone: for statement in segment.statements { _ = try runner.runAlone(statement) }
      }
    }
    try worker.reset()
    let reached = try CatalogReader.read(worker.connection, options: options)
    guard reached.fingerprint == fingerprint else {
      throw EditingError(
        .stashMisses, "the script ran, and '\(target.name)' has another schema than was proven",
        hints: ["confiture drift \(target.option) shows the differences", "the stash is kept: confiture stash list"])
    }
  }
}
