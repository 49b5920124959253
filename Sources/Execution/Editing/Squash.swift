internal import Diagnostics
package import GitStore
package import History
internal import Repository
internal import Schema
package import SchemaDiff

/// Adds a second road to a version: one script in place of all migrations between an older version and it.
///
/// Nothing is rewritten and no database has to be told: the new version has the schema of its first parent, the old
/// road stays, and whoever is at the older version may take the short one. Where the branch has gone on since, the new
/// version is joined to its head, so that the road leads there too.
package struct Squash {
  /// What to squash.
  package struct Request: Sendable {
    /// Where the road begins; `nil` for the empty schema.
    package var start: Version?
    package var end: Version
    /// The head of the branch: the end, or what came after it.
    package var head: Version
    package var title: String
    package var settings = PlannerOptions()
    package var author: Author
    package var date: CommitDate
    package var change: ChangeID
    /// A road of which the way back does not restore everything is accepted.
    package var isIrreversible = false

    package init(
      from start: Version?, to end: Version, below head: Version, title: String, author: Author, date: CommitDate,
      change: ChangeID
    ) {
      self.start = start
      self.end = end
      self.head = head
      self.title = title
      self.author = author
      self.date = date
      self.change = change
    }
  }

  /// The version that was made.
  package struct Squashed: Sendable {
    package var commit: ObjectID
    /// What the branch moves to: the version itself, or one that joins it to what came after it.
    package var head: ObjectID
    package var migration: Migration
    /// How many migrations the road replaces.
    package var replaced: Int
    /// The script was planned from the two schemas; otherwise it is the texts one after another.
    package var isPlanned: Bool
  }

  private let resealing: Resealing

  package init(_ resealing: Resealing) { self.resealing = resealing }

  /// Writes the road, proves it on scratch in both directions, and stores the version; no reference moves.
  ///
  /// - Throws: ``EditingError``: there is nothing to squash, or the script leads elsewhere.
  package func squash(_ request: Request, in graph: HistoryGraph) throws -> Squashed {
    guard graph.isAncestor(request.end.id, of: request.head.id) else {
      throw EditingError(
        .squashRange,
        "\(request.end.id.short()) (\(request.end.title)) is not on this branch, which is at \(request.head.id.short())",
        hints: ["confiture switch to a branch that has it", "confiture log lists what this one has"])
    }
    let replaced = try migrations(of: request, in: graph)
    var scripts: Scripts
    if replaced.contains(where: \.manifest.writesData) {
      scripts = Scripts(joining: replaced)
    } else {
      // What cannot be planned, such as a change that only its author knows how to make, keeps its texts.
      scripts = try planned(request, replaced) ?? Scripts(joining: replaced)
    }
    let name = try resealing.project.workspace.freeName(titled: request.title, date: request.date)
    var proof = try prove(scripts, request, name, in: graph)
    if proof.snapshot.fingerprint != request.end.fingerprint, scripts.isPlanned {
      scripts = Scripts(joining: replaced)
      proof = try prove(scripts, request, name, in: graph)
    }
    try check(proof, scripts, request)
    let migration = migration(scripts, proof, request, name, replaced.count)
    let commits = resealing.project.commits
    let commit = try commits.write(
      parents: [request.end.id] + (request.start.map { [$0.id] } ?? []), migration: migration,
      files: commits.snapshotFiles(of: request.end.id), fingerprint: request.end.fingerprint)
    return Squashed(
      commit: commit, head: try head(over: commit, named: name, request, commits), migration: migration,
      replaced: replaced.count, isPlanned: scripts.isPlanned)
  }

  /// Joins the squash to what came after its end.
  ///
  /// There is nothing to prove: from the head the squash runs nothing, and from the squash, which has the schema of its
  /// end, the later migrations run as they always did.
  private func head(
    over squash: ObjectID, named name: String, _ request: Request, _ commits: SchemaCommits
  ) throws -> ObjectID {
    guard request.end.id != request.head.id else { return squash }
    let trailers = ["Merge-Base: \(request.end.id.hex)", "Squash: \(name)"]
    return try commits.write(
      parents: [request.head.id, squash], files: commits.snapshotFiles(of: request.head.id),
      fingerprint: request.head.fingerprint, title: "Merge \(name)", details: trailers.joined(separator: "\n"),
      author: request.author, date: CommitDate(seconds: request.date.seconds + 1, offset: request.date.offset))
  }

  // MARK: What is replaced

  /// The migrations of the range, parents first, each change once.
  private func migrations(of request: Request, in graph: HistoryGraph) throws -> [Migration] {
    var range = graph.ancestors(of: request.end.id)
    if let start = request.start {
      guard graph.isAncestor(start.id, of: request.end.id) else {
        throw EditingError(
          .squashRange, "'\(start.name)' does not lead to '\(request.end.name)'", hints: ["confiture log --graph"])
      }
      range = range.subtracting(graph.ancestors(of: start.id))
    }
    var known = Set(request.start.map { graph.lineage(of: $0.id).compactMap(\.change) } ?? [])
    let versions = graph.topologicalOrder(of: range).map { graph.version(at: $0) }.filter { version in
      version.kind != .squash && version.change.map { known.insert($0).inserted } ?? false
    }
    guard versions.count > 1 else {
      throw EditingError(
        .squashRange,
        "there is nothing to squash: the range has \(versions.count == 1 ? "one migration" : "no migration")",
        hints: ["name the version before the first one to replace: confiture squash A..B"])
    }
    if let roads = versions.first(where: { $0.kind == .reconciliation }), versions.contains(where: \.writesData) {
      throw EditingError(
        .squashRange,
        "'\(roads.name)' joins lines by scripts of its own, and some migrations of the range write rows",
        details: ["their texts cannot be run one after another, and what they write is in no schema"],
        hints: ["squash what came before or after it"])
    }
    return try versions.compactMap { try resealing.project.commits.readMigration($0.id) }
  }

  // MARK: The script

  fileprivate struct Scripts {
    var up: String
    /// `nil` when there is no way back.
    var down: String?
    var losses: [String]
    var downLosses: [String]
    var writesData: Bool
    var isPlanned: Bool
  }

  /// `nil` when no plan is known.
  private func planned(_ request: Request, _ replaced: [Migration]) throws -> Scripts? {
    let commits = resealing.project.commits
    let old = try NamedSchema(
      label: "", stored: request.start.map { try commits.snapshotFiles(of: $0.id) } ?? [], fingerprint: nil)
    let new = try NamedSchema(label: "", stored: commits.snapshotFiles(of: request.end.id), fingerprint: nil)
    var settings = request.settings
    settings.refusesAmbiguity = false
    settings.renames = RenameComposition(replaced.flatMap(\.manifest.renames)).renames
    do {
      let up = try SchemaPlanner.plan(from: old.files, to: new.files, options: settings)
      settings.renames = DownPlan.inverse(of: settings.renames)
      let down = try? SchemaPlanner.plan(from: new.files, to: old.files, options: settings)
      return Scripts(
        up: CommentedScript(up.migrations.map(\.changes), title: request.title).text,
        down: down.map { CommentedScript($0.migrations.map(\.changes), title: "Takes back: \(request.title)").text },
        losses: DownPlan.losses(of: up.migrations), downLosses: down.map { DownPlan.losses(of: $0.migrations) } ?? [],
        writesData: false, isPlanned: true)
    } catch {
      return nil
    }
  }

  private func prove(_ scripts: Scripts, _ request: Request, _ name: String, in graph: HistoryGraph) throws -> Proof {
    func origin(_ text: String, _ file: Migration.File) -> ScriptOrigin {
      ScriptOrigin(migration: name, file: "\(name)/\(file.rawValue)", text: text)
    }
    let texts = MigrationTexts(
      name: name, up: origin(scripts.up, .upFromSecond), down: scripts.down.map { origin($0, .downToSecond) })
    do {
      return try resealing.proof.prove(
        texts, on: request.start, lineage: request.start.map { graph.lineage(of: $0.id) } ?? [])
    } catch let failure as MigrationFailure {
      guard failure.kind != .cancelled else { throw failure }
      throw EditingError(
        .squashMisses, "the script of the squash does not run: \(failure.diagnostic.message)",
        at: failure.diagnostic.location, details: failure.diagnostic.details,
        hints: ["squash a shorter range"], cause: failure)
    }
  }

  private func check(_ proof: Proof, _ scripts: Scripts, _ request: Request) throws {
    guard proof.snapshot.fingerprint == request.end.fingerprint else {
      let files = try resealing.project.commits.snapshotFiles(of: request.end.id)
      throw EditingError(
        .squashMisses, "the script of the squash does not lead to the schema of '\(request.end.name)'",
        details: Checkout.listed(
          DifferenceSummary.lines(from: files, to: proof.snapshot.files.map { ($0.path, $0.text) })),
        hints: ["squash a shorter range"])
    }
    guard proof.isReversible || request.isIrreversible else {
      let start = request.start?.name ?? "the empty schema"
      throw EditingError(
        .squashMisses, "the way back of the squash does not lead to \(start)",
        details: Checkout.listed(proof.differences),
        hints: ["accept that: --irreversible"])
    }
  }

  private func migration(
    _ scripts: Scripts, _ proof: Proof, _ request: Request, _ name: String, _ count: Int
  ) -> Migration {
    let start = request.start.map { "\($0.name) (\($0.id.short()))" } ?? "the empty schema"
    var manifest = MigrationManifest(
      change: request.change, title: request.title,
      details:
        "One script from \(start) to \(request.end.name) (\(request.end.id.short())), in place of \(count) migrations.",
      author: request.author, date: request.date, reversible: proof.isReversible,
      transaction: proof.needsOwnTransactions ? .none : .single, writesData: scripts.writesData || proof.writesData,
      differences: proof.differences, losses: scripts.losses, downLosses: scripts.downLosses)
    manifest.kind = .squash
    let nothing = "-- The schema is that of \(request.end.name) already: there is nothing to run from there.\n"
    return Migration(
      name: name, up: nothing, down: nothing, upFromSecond: scripts.up, downToSecond: scripts.down, manifest: manifest
    )
  }
}

extension Squash.Scripts {
  /// The texts of migrations one after another; their downs the other way round, if each has one that restores.
  init(joining migrations: [Migration]) {
    func part(_ migration: Migration, _ text: String) -> String {
      "-- \(migration.name): \(migration.manifest.title)\n" + (text.hasSuffix("\n") ? text : text + "\n")
    }
    up = migrations.map { part($0, $0.up) }.joined(separator: "\n")
    let downs = migrations.reversed().map { migration in migration.down.map { part(migration, $0) } }
    down = downs.contains(nil) ? nil : downs.compactMap { $0 }.joined(separator: "\n")
    losses = migrations.flatMap(\.manifest.losses)
    downLosses = migrations.reversed().flatMap(\.manifest.downLosses)
    writesData = migrations.contains(where: \.manifest.writesData)
    isPlanned = false
  }
}
