internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import Execution
internal import Reports
internal import Repository
internal import Schema
internal import SchemaDiff

struct DiffCommand: PlanningCommand {
  static let name = "diff"
  static let summary = "Compare two versions or databases, object by object."
  static let discussion = """
    Both sides may be revisions, `TARGET@{db}` (the version that a target's registry names), `TARGET@{live}` (what is in
    the database now), addresses of databases, or folders of SQL files, which are loaded on scratch. `A..B` is the same as
    `A B`; `A...B` compares B with where it left A.

    With --format sql it prints the migrations that lead from A to B, as they are planned: confiture new writes them, and
    proves them. With --format json they stand beside the changes, each with its locks and losses.
    """
  static let examples = [
    Example("confiture diff v1.0 main", "what changed since the release"),
    Example("confiture diff main...feature --format markdown", "a comment for a pull request"),
    Example("confiture diff production@{db} production@{live}", "drift"),
    Example(
      "confiture diff main schema/ --format sql", "the statements that lead to what a folder of SQL files says"),
  ]
  static let formats = ["text", "json", "markdown", "sql"]
  static let parameters: [Parameter<Self>] =
    [
      .optionalArgument(\.old, "<a>", "The old side (default: HEAD).", completing: .revisions),
      .optionalArgument(\.new, "<b>", "The new side (default: HEAD).", completing: .revisions),
      .flag("stat", \.stat, "Only name the objects that differ."),
      .flag("exit-code", \.exitCode, "End with 1 when there are differences."),
    ] + generationParameters

  var old: String?
  var new: String?
  var stat = false
  var exitCode = false
  var generation = GenerationOptions()

  func run(in session: Session) throws {
    let project = try session.project()
    let versions = try session.versions(of: project)
    let sides = try session.sides(old, new, in: project, versions)
    let changes = SnapshotDiff.changes(from: sides.old.files, to: sides.new.files)
    switch session.format {
    case .sql:
      let plan = try plan(sides.old, sides.new, project.configuration.generatesOnline, session)
      session.present(text: PlannedMigrationText.sql(plan).withoutBlankEnd, json: .null)
    case .markdown:
      let options = generation.plannerOptions(isOnline: project.configuration.generatesOnline)
      let review = try session.review([old, new].compactMap(\.self), sides, changes, options, project, versions)
      session.present(text: [PullRequestComment.text(review).trimmingLines()], json: .null)
    case .text:
      session.present(text: stat ? changes.map(DiffText.summary) : DiffText.lines(changes), json: .null)
    case .json:
      let (migrations, refusal) = planned(sides.old, sides.new, project.configuration.generatesOnline, session)
      session.present(
        text: [],
        json: .object([
          "old": .string(sides.old.label), "new": .string(sides.new.label),
          "changes": .array(changes.map(DiffText.json)), "migrations": migrations, "refusal": refusal,
        ]))
    }
    if exitCode, !changes.isEmpty { throw AnswerIsNo() }
  }

  private func plan(
    _ old: Session.Side, _ new: Session.Side, _ isOnline: Bool, _ session: Session
  ) throws -> SchemaPlan {
    let (from, to) = (try session.state(of: old), try session.state(of: new))
    let options = generation.plannerOptions(isOnline: isOnline)
    do {
      return try session.askingAboutRenames(options) { options in
        try SchemaPlanner.plan(from: from.files, to: to.files, options: options)
      }
    } catch let error as SchemaDiffError where error.code == .ambiguousRename {
      // Nothing is changed by looking: what nobody called a rename is shown as what it is without one.
      var diagnostic = error.diagnostic
      diagnostic.severity = .warning
      session.warn(diagnostic)
      return try Self.withoutAsking(from.files, to.files, options)
    }
  }

  private static func withoutAsking(
    _ old: [SnapshotFile], _ new: [SnapshotFile], _ options: PlannerOptions
  ) throws(SchemaDiffError) -> SchemaPlan {
    var options = options
    options.refusesAmbiguity = false
    return try SchemaPlanner.plan(from: old, to: new, options: options)
  }

  /// The migrations; or why there are none, as that is no reason not to tell the changes.
  private func planned(
    _ old: Session.Side, _ new: Session.Side, _ isOnline: Bool, _ session: Session
  ) -> (migrations: JSONValue, refusal: JSONValue) {
    do {
      let (from, to) = (try session.state(of: old), try session.state(of: new))
      let plan = try Self.withoutAsking(from.files, to.files, generation.plannerOptions(isOnline: isOnline))
      return (.array(plan.migrations.map(PlannedMigrationText.json)), .null)
    } catch {
      let diagnostic = (error as? any DiagnosedError)?.diagnostic
      return (
        .null,
        .object([
          "code": .optional(diagnostic?.code), "message": .string(diagnostic?.message ?? "\(error)"),
          "details": .strings(diagnostic?.details ?? []),
        ])
      )
    }
  }
}
