internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Repository
internal import SchemaDiff

struct SquashCommand: PlanningCommand {
  static let name = "squash"
  static let summary = "Add one script as a short road past many migrations; nothing is rewritten."
  static let discussion = """
    Makes a version with the schema of B and one script that leads there from A, in place of all migrations between them.
    The migrations stay, and databases between A and B go on as before: only who is at A takes the short road. ROOT..B leads
    from an empty database. B is the head of the branch or older; what came after it is joined to the short road.

    The script is planned from the two schemas; where a migration of the range writes rows, it is the texts one after
    another. It is accepted when it leads to the schema of B on scratch, and back to that of A.
    """
  static let examples = [
    Example("confiture squash v1.0..main", "one script from a release to the head of this branch"),
    Example("confiture squash ROOT..HEAD --title 'Start here'", "one script for new databases"),
    Example("confiture squash v1.0..v2.0", "one script past what lies between two releases"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] =
    [
      .argument(\.range, "<A..B>", "From where to where; B is on this branch.", completing: .revisions),
      .option("title", \.title, "<title>", "What the version is called (default: Squash A..B)."),
      .flag("irreversible", \.irreversible, "Accept that the way back does not restore everything."),
    ] + generationParameters

  var range = ""
  var title: String?
  var irreversible = false
  var generation = GenerationOptions()

  /// The word for the state before the first version.
  private static let root = "ROOT"

  func run(in session: Session) throws {
    let project = try session.project()
    try EditSequence.checkNone(in: project)
    try BranchRewrite.checkWorkspace(of: project)
    let versions = try session.versions(of: project)
    let branch = try project.branchName()
    let tip = try session.tip(of: branch, in: project, versions)
    let (start, end) = try ends(project, versions, session)
    var generator = session.generator
    var request = Squash.Request(
      from: start, to: end, below: tip, title: try Workspace.title(title ?? "Squash \(range)"),
      author: try session.author(in: project), date: session.date, change: ChangeID(using: &generator))
    request.isIrreversible = irreversible
    request.settings = generation.plannerOptions(isOnline: project.configuration.generatesOnline)
    session.progress("planning and proving")
    let squashed = try Squash(session.resealing(in: project)).squash(request, in: versions.graph)
    session.progress(nil)
    try BranchRewrite(project, branch: branch, tip: tip.id).move(
      to: squashed.head, recording: session.operation("squash \(range)", in: project))
    let directions = squashed.migration.manifest.reversible ? "both ways" : "forwards"
    let how = squashed.isPlanned ? "one planned script" : "their texts one after another"
    let joined =
      squashed.head == squashed.commit ? [] : ["[\(branch) \(squashed.head.short())] joins it to \(tip.name)"]
    let at = joined.isEmpty ? "\(branch) " : ""
    session.present(
      text: ["[\(at)\(squashed.commit.short())] \(squashed.migration.name)"]
        + squashed.migration.manifest.losses.map { "  loses \($0)" } + joined,
      json: .object([
        "branch": .string(branch), "commit": .string(squashed.commit.hex), "head": .string(squashed.head.hex),
        "name": .string(squashed.migration.name),
        "from": .optional(start?.id.hex), "to": .string(end.id.hex), "replaces": .integer(squashed.replaced),
        "planned": .bool(squashed.isPlanned), "reversible": .bool(squashed.migration.manifest.reversible),
        "losses": .strings(squashed.migration.manifest.losses),
      ]))
    session.say(
      "a road from \(start?.name ?? "the empty schema") past \(counted(squashed.replaced, "migration")): \(how), proven \(directions)"
    )
  }

  private func ends(
    _ project: Project, _ versions: VersionReader, _ session: Session
  ) throws -> (start: Version?, end: Version) {
    if range.hasPrefix("\(Self.root)..") {
      let end = String(range.dropFirst(Self.root.count + 2))
      return (nil, try session.version(end.isEmpty ? "HEAD" : end, in: project, versions))
    }
    guard case .range(let start, let end) = try RevisionRange(range) else {
      throw EditingError(
        .squashRange, "'\(range)' is no range", hints: ["confiture squash A..B", "confiture squash ROOT..B"])
    }
    let resolver = try session.resolver(project, versions)
    return (try resolver.version(start), try resolver.version(end))
  }
}
