internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Repository
internal import Schema
internal import SchemaDiff
internal import Scratch

struct NewCommand: PlanningCommand {
  static let name = "new"
  static let summary = "Start a migration, or have it written."
  static let discussion = """
    Makes a folder db/migrations/<date>-<title> with up.sql, down.sql and migration.yaml. Write the SQL, then seal it with
    confiture commit.

    With --from-database, --from-schema or --from, Confiture writes the SQL itself: the way from the schema of the branch,
    with what is pending on top, to that of a database, of a folder of SQL files or of another version. What it writes is
    proven on scratch before a file is made: up leads to exactly that schema, down leads back, and rows in the tables are
    kept unless the migration says that they go. A change that needs a commit in between becomes several migrations.
    """
  static let examples = [
    Example("confiture new \"add invoices\"", "db/migrations/20260131-add-invoices/"),
    Example("confiture new \"add phone\" --from-database local", "what was changed by hand in the local database"),
    Example("confiture new \"invoices\" --from-schema schema/", "what the SQL files in schema/ say"),
    Example("confiture new \"take over pricing\" --from feature", "what another branch has"),
    Example(
      "confiture new \"people\" --from-schema schema/ --rename 'table public.users -> public.people'",
      "with a rename, which is never guessed"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] =
    [
      .argument(\.title, "<title>", "What it does, in a few words."),
      .option(
        "from-database", \.database, "<target>", "Write what leads to the schema of this target or address.",
        completing: .targets),
      .option(
        "from-schema", \.folder, "<dir>", "Write what leads to the schema that the SQL files of a folder make.",
        completing: .files),
      .option("from", \.revision, "<rev>", "Write what leads to the schema of this version.", completing: .revisions),
    ] + generationParameters + [
      .flag("dry-run", \.dryRun, "Print what would be written, and write nothing.", short: "n")
    ]

  var title = ""
  var database: String?
  var folder: String?
  var revision: String?
  var generation = GenerationOptions()
  var dryRun = false

  func run(in session: Session) throws {
    let project = try session.project()
    let title = try Workspace.title(self.title)
    guard let desired = try desired(in: project, session) else {
      guard !dryRun else {
        throw CommandFailure(
          .newNothingToWrite, "there is nothing to print: no schema was named",
          hints: ["confiture new TITLE --from-database TARGET", "confiture new TITLE --from-schema DIR"])
      }
      return try scaffold(title, in: project, session)
    }
    let proof = try session.proof(for: project)
    let scratch = try session.scratch(for: project)
    let base = try session.base(proof, in: project)
    defer {
      base.disconnect()
      try? scratch.dropDatabase(base.name)
    }
    let known = Set(base.snapshot.uncovered)
    let generated = try session.generate(
      title, from: base, to: desired.state, settings: generation.plannerOptions(isOnline: desired.isOnline),
      on: scratch, in: project)
    guard !generated.migrations.isEmpty else {
      session.present(
        text: ["nothing to write: the schema is that of '\(desired.state.label)' already"],
        json: .object(["folder": .null, "migrations": .array([])]))
      return
    }
    let folders = dryRun ? [] : try session.write(generated, title: title, in: project)
    session.present(
      generated, folders: folders, dryRun: dryRun, uncovered: desired.state.uncovered.filter { !known.contains($0) })
  }

  private func scaffold(_ title: String, in project: Project, _ session: Session) throws {
    var generator = session.generator
    let folder = try project.workspace.scaffold(
      title: title, date: session.date, change: ChangeID(using: &generator), author: try session.author(in: project))
    session.present(text: [folder], json: .object(["folder": .string(folder)]))
    session.say("write up.sql and down.sql, then: confiture commit")
  }

  /// The schema to reach, and whether its tables are in use.
  private func desired(in project: Project, _ session: Session) throws -> (state: NamedSchema, isOnline: Bool)? {
    let named = [database, folder, revision].compactMap { $0 }
    guard named.count <= 1 else {
      throw CommandFailure(
        .newSeveralSources, "--from-database, --from-schema and --from exclude each other",
        hints: ["a migration leads to one schema: name one"])
    }
    let online = project.configuration.generatesOnline
    if let database {
      let target = try session.database(database, in: project)
      let configured = project.configuration.targets.first { $0.name == target.name }
      return (
        try session.liveState(target, in: project, role: "new"), configured?.generatesOnline ?? online
      )
    }
    if let folder { return (try session.state(of: session.folder(folder, project)), online) }
    guard let revision else { return nil }
    return (try session.state(of: session.side(revision, project, session.versions(of: project))), online)
  }
}
