internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Reports
internal import Repository
internal import SQLSyntax
internal import SchemaDiff
internal import Scratch

struct GenerateDownCommand: PlanningCommand {
  static let name = "generate-down"
  static let summary = "Write the down.sql of a pending migration from its up.sql."
  static let discussion = """
    Runs up.sql on scratch, on top of the branch and what is pending before it, plans the way back from the schema it leads
    to, and runs that too. Renames that migration.yaml declares are undone as renames. What the way back does not restore
    is written into migration.yaml.
    """
  static let examples = [
    Example("confiture generate-down", "for every pending migration that has no down yet"),
    Example("confiture generate-down 20260131-invoices --force", "instead of the one that is there"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] =
    [
      .arguments(
        \.names, "<migration>", "Pending migrations (default: all without a down).", completing: .migrations),
      .flag("force", \.force, "Replace a down.sql that has statements.", short: "f"),
      .flag("dry-run", \.dryRun, "Print what would be written, and write nothing.", short: "n"),
    ] + generationParameters

  var names: [String] = []
  var force = false
  var dryRun = false
  var generation = GenerationOptions()

  func run(in session: Session) throws {
    let project = try session.project()
    let drafts = try chosen(in: project)
    let proof = try session.proof(for: project)
    let scratch = try session.scratch(for: project)
    let generator = MigrationGenerator(
      scratch: scratch, options: project.configuration.snapshot, environment: session.runEnvironment)
    var text: [String] = []
    var structured: [JSONValue] = []
    for draft in drafts {
      let base = try session.base(proof, in: project, before: draft.name)
      defer {
        base.disconnect()
        try? scratch.dropDatabase(base.name)
      }
      var settings = generation.plannerOptions(isOnline: project.configuration.generatesOnline)
      let renames = settings.renames + (draft.manifest?.renames ?? [])
      settings.renames = []
      session.progress("planning the way back of \(draft.name)")
      let down = try generator.writeDown(
        of: session.texts(of: draft.name, in: project), on: base, undoing: renames, settings: settings,
        title: draft.manifest?.title ?? draft.name)
      session.progress(nil)
      if !dryRun { try write(down, draft, renames, in: project) }
      text += dryRun ? [down.script.trimmingLines()] : lines(down, draft)
      structured.append(json(down, draft))
    }
    session.present(text: text, json: .object(["downs": .array(structured)]))
  }

  // MARK: Which

  private func chosen(in project: Project) throws -> [MigrationDraft] {
    let pending = try project.pendingMigrations().map { try project.workspace.readMigration($0.name) }
    guard !names.isEmpty else {
      let drafts = try pending.filter { try !hasDown($0) }
      guard !drafts.isEmpty else {
        throw CommandFailure(
          .downNothingPending, "there is no pending migration without a down.sql",
          hints: ["confiture status lists what is pending", "confiture generate-down NAME --force replaces one"])
      }
      return drafts
    }
    return try names.map { name in
      let short = name.split(separator: "/").last.map(String.init) ?? name
      guard let draft = pending.first(where: { $0.name == short }) else {
        let near = Suggestions.closest(to: short, among: pending.map(\.name)).map { "did you mean '\($0)'?" }
        throw CommandFailure(
          .downNothingPending, "'\(name)' is not a pending migration",
          hints: near.isEmpty ? ["confiture status lists them"] : near)
      }
      guard try force || dryRun || !hasDown(draft) else {
        throw CommandFailure(
          .downPresent, "'\(draft.name)' has a down.sql already",
          hints: ["confiture generate-down \(draft.name) --force replaces it", "--dry-run prints what it would be"])
      }
      return draft
    }
  }

  private func hasDown(_ draft: MigrationDraft) throws -> Bool {
    guard let down = draft.down else { return false }
    return try !StatementSplitter.statements(of: down).isEmpty
  }

  // MARK: Result

  private func write(
    _ down: GeneratedDown, _ draft: MigrationDraft, _ renames: [Rename], in project: Project
  ) throws {
    try project.workspace.write(down.script, to: .down, of: draft.name)
    guard var manifest = draft.manifest else { return }
    manifest.reversible = down.isReversible
    (manifest.differences, manifest.downLosses, manifest.renames) = (down.differences, down.losses, renames)
    try project.workspace.write(manifest.text(name: draft.name), to: .manifest, of: draft.name)
  }

  private func lines(_ down: GeneratedDown, _ draft: MigrationDraft) -> [String] {
    var lines = ["db/migrations/\(draft.name)/down.sql" + (down.isReversible ? "" : " (irreversible)")]
    lines += PlannedMigrationText.lines(down.changes)
    lines += down.differences.prefix(8).map { "  does not restore: \($0)" }
    return lines
  }

  private func json(_ down: GeneratedDown, _ draft: MigrationDraft) -> JSONValue {
    .object([
      "name": .string(draft.name), "down": .string(down.script), "reversible": .bool(down.isReversible),
      "differences": .strings(down.differences), "losses": .strings(down.losses),
      "changes": .array(down.changes.map(PlannedMigrationText.json)),
    ])
  }
}
