internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Repository

struct RebaseCommand: EditCommand {
  static let name = "rebase"
  static let sequence = EditSequence.Command.rebase
  static let summary = "Put the migrations of this branch on top of another version."
  static let discussion = """
    The migrations that the branch has and <upstream> has not are proven one after the other on scratch, on top of
    <upstream> or of what --onto names, and sealed there. Change ids stay. What is there already, by change id or by its
    statements, is left out. The branch moves when all of them are there.

    One that does not run there stops the command: nothing has moved. Edit its folder in db/migrations, then --continue.

    What a target, tag, environment or remote reaches is not rewritten. No database is touched: the next checkout takes
    the way from the old versions to the new ones.
    """
  static let examples = [
    Example("confiture rebase main", "this branch on top of main"),
    Example("confiture rebase --onto main feature~2", "only the two newest migrations of feature, on main"),
    Example("confiture rebase --continue", "go on with what was edited"),
    Example("confiture rebase --abort", "give up; nothing has moved"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .optionalArgument(\.upstream, "<upstream>", "What it reaches is not the branch's own.", completing: .revisions),
    .option("onto", \.onto, "<rev>", "Where to put the migrations (default: <upstream>).", completing: .revisions),
    .flag("continue", \.resumption.proceeds, "Go on with the text that the stopped folder has now."),
    .flag("skip", \.resumption.skips, "Go on without the migration that stopped."),
    .flag("abort", \.resumption.aborts, "Give up; nothing has moved."),
  ]

  var upstream: String?
  var onto: String?
  var resumption = ResumptionOptions()

  func run(in session: Session) throws {
    let project = try session.project()
    if let way = try resumption.way() { return try resume(way, in: project, session) }
    guard let upstream else {
      throw CommandFailure(
        .editingNoRevision, "say on top of what to put the migrations", hints: ["confiture rebase main"])
    }
    try EditSequence.checkNone(in: project)
    try BranchRewrite.checkWorkspace(of: project)
    let versions = try session.versions(of: project)
    let branch = try project.branchName()
    let base = try session.version(upstream, in: project, versions)
    let destination = try onto.map { try session.version($0, in: project, versions) } ?? base
    let line = "rebase " + (onto.map { "--onto \($0) " } ?? "") + upstream
    let plan = try RebasePlan(
      branch: branch, tip: session.tip(of: branch, in: project, versions), upstream: base, onto: destination,
      versions: versions, in: project, line: line)
    guard !plan.isUpToDate else {
      session.present(
        text: ["\(branch) stands on \(destination.name) (\(destination.id.short())) already"],
        json: .object([
          "branch": .string(branch), "after": .string(plan.sequence.start?.hex ?? ""), "steps": .array([]),
        ]))
      return
    }
    for step in plan.sequence.done { session.say(Self.line(step)) }
    let finished = try runner(in: project, session).run(
      plan.sequence, recording: session.operation(line, in: project))
    present(finished, session)
  }
}
