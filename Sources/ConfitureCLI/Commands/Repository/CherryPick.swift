internal import CommandLineKit
internal import Diagnostics
internal import Execution
internal import History
internal import Repository

struct CherryPickCommand: EditCommand {
  static let name = "cherry-pick"
  static let sequence = EditSequence.Command.cherryPick
  static let summary = "Copy migrations of other lines to this branch."
  static let discussion = """
    Each migration is proven on scratch on top of the branch and sealed there: a new version with the same change id. When
    its own line is merged later, a database that has the copy is not given the change a second time.

    One that does not run here stops the command: nothing has moved, its folder is in db/migrations to be edited, and
    --continue goes on.
    """
  static let examples = [
    Example("confiture cherry-pick feature", "the newest migration of another branch"),
    Example("confiture cherry-pick 20260119-hotfix", "by name"),
    Example("confiture cherry-pick main..feature", "all that feature has and main has not"),
    Example("confiture cherry-pick --continue", "go on with what was edited"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .arguments(\.revisions, "<rev>", "Versions, or ranges A..B.", completing: .revisions),
    .flag("continue", \.resumption.proceeds, "Go on with the text that the stopped folder has now."),
    .flag("skip", \.resumption.skips, "Go on without the migration that stopped."),
    .flag("abort", \.resumption.aborts, "Give up; nothing has moved."),
  ]

  var revisions: [String] = []
  var resumption = ResumptionOptions()

  func run(in session: Session) throws {
    let project = try session.project()
    if let way = try resumption.way() { return try resume(way, in: project, session) }
    guard !revisions.isEmpty else {
      throw CommandFailure(.editingNoRevision, "say which versions to copy", hints: ["confiture cherry-pick REV"])
    }
    try EditSequence.checkNone(in: project)
    try BranchRewrite.checkWorkspace(of: project)
    let versions = try session.versions(of: project)
    let branch = try project.branchName()
    let line = "cherry-pick \(revisions.joined(separator: " "))"
    let plan = try CherryPickPlan(
      session.picked(revisions, in: project, versions), to: branch, tip: project.head().map(versions.version),
      versions: versions, line: line)
    for step in plan.sequence.done { session.say(Self.line(step)) }
    let finished = try runner(in: project, session).run(
      plan.sequence, recording: session.operation(line, in: project))
    present(finished, session)
  }
}
