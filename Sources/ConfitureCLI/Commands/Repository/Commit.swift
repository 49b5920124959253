internal import SQLSyntax
internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Repository
internal import Schema

struct CommitCommand: SessionCommand {
  static let name = "commit"
  static let summary = "Prove pending migrations on scratch and seal them."
  static let discussion = """
    Each pending migration of db/migrations is proven on top of the current branch: the snapshot of the head is loaded on
    scratch, up.sql is run, verify.sql is run, and down.sql must bring the schema back. What comes out is sealed as a
    version, and the branch moves on.

    A down.sql that does not restore everything is refused, unless the migration says so itself: reversible: false.
    """
  static let examples = [
    Example("confiture commit", "prove and seal all pending migrations, in the order of their names"),
    Example("confiture commit 20260131-invoices", "only this one"),
    Example("confiture commit -m 'Invoices have a due date'", "with another title than its folder's name gives"),
    Example("confiture commit --irreversible", "accept that the down does not restore everything"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .arguments(\.names, "<migration>", "Pending migrations (default: all).", completing: .migrations),
    .option(
      "message", \.message, "<text>", "The title of the migration, and after an empty line what there is to say.",
      short: "m"),
    .flag("irreversible", \.irreversible, "Seal migrations whose down does not restore everything as irreversible."),
    .flag("dry-run", \.dryRun, "Prove, but seal nothing.", short: "n"),
  ]

  var names: [String] = []
  var message: String?
  var irreversible = false
  var dryRun = false

  func run(in session: Session) throws {
    let project = try session.project()
    try project.requireReferences()
    try EditSequence.checkNone(in: project)
    var pending = try chosen(project.pendingMigrations()).map { try draft($0, project, session) }
    if let part = pending.first(where: { $0.manifest.kind != .step }) {
      throw CommandFailure(
        .mergePartOfMerge,
        "'\(part.name)' is a \(part.manifest.kind.word): its scripts lead from two versions to one",
        hints: ["confiture merge --continue proves and seals it, confiture merge --abort takes it away"])
    }
    guard !pending.isEmpty else {
      session.present(
        text: ["nothing to seal: there are no pending migrations"], json: .object(["sealed": .array([])]))
      return
    }
    if let message {
      guard pending.count == 1 else {
        throw CommandFailure(
          .commitMessage, "a message is about one migration, and \(pending.count) are pending",
          details: pending.map(\.name), hints: ["confiture commit \(pending[0].name) --message …"])
      }
      try Amendment.set(message, of: &pending[0].manifest)
    }
    try checkEdits(project, session)
    let branch = try project.branchName()
    let scratch = try session.scratch(for: project)
    let options = project.configuration.snapshot
    let proof = CommitProof(
      scratch: scratch, commits: project.commits, environment: session.runEnvironment, options: options)
    var sealed: [JSONValue] = []
    var text: [String] = []
    var head = try project.head()
    for draft in pending {
      session.progress("proving \(draft.name)")
      let versions = try session.versions(of: project)
      let parent = try head.map { try versions.version($0) }
      let lineage = parent.map { versions.graph.lineage(of: $0.id) } ?? []
      try checkUnused(draft, lineage)
      let texts = MigrationTexts(draft, folder: "db/migrations/\(draft.name)")
      let result = try proof.prove(texts, on: parent, lineage: lineage)
      session.progress(nil)
      for warning in result.warnings { session.warn(warning) }
      try checkReversible(draft, result)
      let migration = completed(draft, result)
      if dryRun {
        text.append("proven: \(draft.name)")
        guard pending.count == 1 || draft.name != pending.last?.name else { continue }
        if pending.count > 1 {
          session.say("note: only the first pending migration can be proven without sealing it")
        }
        break
      }
      let commit = try project.commits.write(
        parents: head.map { [$0] } ?? [], migration: migration,
        files: result.snapshot.files.map { ($0.path, $0.text) },
        fingerprint: result.snapshot.fingerprint)
      try project.advance(
        branch, from: head, to: commit, recording: session.operation("commit \(draft.name)", in: project))
      try project.writeWorkspace(of: commit, replacing: head)
      head = commit
      let reversibility = migration.manifest.reversible ? "" : " (irreversible)"
      text.append("[\(branch) \(commit.short())] \(draft.name)\(reversibility)")
      sealed.append(
        .object([
          "name": .string(draft.name), "commit": .string(commit.hex),
          "reversible": .bool(migration.manifest.reversible),
          "fingerprint": .string(result.snapshot.fingerprint.hex),
        ]))
    }
    session.present(text: text, json: .object(["branch": .string(branch), "sealed": .array(sealed)]))
  }

  /// The texts of a pending folder; a migration.yaml that is missing is made up.
  private func draft(_ pending: PendingMigration, _ project: Project, _ session: Session) throws -> Migration {
    var generator = session.generator
    return try project.workspace.readMigration(pending.name).migration(
      manifest: MigrationManifest(
        change: ChangeID(using: &generator), title: MigrationText.title(fromName: pending.name),
        author: try session.author(in: project), date: session.date))
  }

  /// Edits that change what a sealed migration does are refused; others are told.
  private func checkEdits(_ project: Project, _ session: Session) throws {
    let all = try project.status(patchID: PatchID.of).sealedEdits
    for edit in all where edit.kind == .cosmetic {
      session.say(
        "note: '\(edit.folder)' is sealed, and was edited in comments or white space: the sealed text stays as it was"
      )
    }
    let edits = all.filter { $0.kind != .cosmetic }
    guard edits.isEmpty else {
      throw CommandFailure(
        .commitSealedEdited, "sealed migrations were edited: \(edits.map(\.folder).joined(separator: ", "))",
        details: edits.flatMap { edit in edit.files.map { "\(edit.folder)/\($0)" } },
        hints: ["a sealed migration does not change: undo the edit, and write what should change as a new migration"])
    }
  }

  private func chosen(_ pending: [PendingMigration]) throws -> [PendingMigration] {
    guard !names.isEmpty else { return pending }
    return try names.map { name in
      let short = name.split(separator: "/").last.map(String.init) ?? name
      if let found = pending.first(where: { $0.name == short }) { return found }
      let near = Suggestions.closest(to: short, among: pending.map(\.name))
      throw CommandFailure(
        .commitNotPending, "'\(name)' is not a pending migration",
        hints: near.isEmpty ? ["confiture status lists them"] : near.map { "did you mean '\($0)'?" })
    }
  }

  private func checkUnused(_ draft: Migration, _ lineage: [Version]) throws {
    if let taken = lineage.first(where: { $0.change == draft.manifest.change }) {
      throw CommandFailure(
        .commitChangeTaken, "'\(draft.name)' has the change id of '\(taken.name)', which is sealed",
        hints: ["was the folder copied? give its migration.yaml a new change id, or make it with confiture new"])
    }
  }

  private func checkReversible(_ draft: Migration, _ proof: Proof) throws {
    guard !proof.isReversible, !irreversible, draft.manifest.reversible else { return }
    throw CommandFailure(
      .commitDownDoesNotRestore, "the down of '\(draft.name)' does not restore what was there",
      details: proof.differences,
      hints: ["correct down.sql, or say so: reversible: false in migration.yaml, or --irreversible"])
  }

  private func completed(_ draft: Migration, _ proof: Proof) -> Migration {
    var migration = draft
    migration.manifest.reversible = proof.isReversible
    migration.manifest.differences = proof.differences
    migration.manifest.writesData = proof.writesData
    if proof.needsOwnTransactions { migration.manifest.transaction = .none }
    return migration
  }
}
