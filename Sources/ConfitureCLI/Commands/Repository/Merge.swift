internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Reports
internal import Repository
internal import Schema
internal import SchemaDiff

struct MergeCommand: SessionCommand {
  static let name = "merge"
  static let summary = "Join another line of versions to this branch; no database is touched."
  static let discussion = """
    Where the other line goes on from here, the branch moves on. Else the two snapshots are merged object by object and
    attribute by attribute, rows that both sides change are looked at, and both orders of the migrations are run on scratch:
    they must lead to one schema, the merged one. The result is a version with two parents and no migration.

    What does not go together is a conflict: it names the object, the value of each side and the migrations it comes from.
    What both sides made in the same way is no conflict: a script from each side leaves out what is there already.

    Lines that began apart have no version in common, and are refused unless --allow-unrelated-histories says that they
    belong together: they are merged as lines that left the empty schema, and a database of either can go on.

    Conflicts are decided on with --resolve, by side or with DDL. Confiture then writes a script from each side to the
    merged schema into a pending folder, to be looked at and edited; --continue proves and seals them.
    """
  static let examples = [
    Example("confiture merge loyalty", "join the branch loyalty"),
    Example("confiture merge --check loyalty --format markdown", "for a pull request: writes nothing, ends with 1"),
    Example("confiture merge --allow-unrelated-histories imported", "join a line that began apart"),
    Example("confiture merge --status", "what is open"),
    Example("confiture merge --resolve public.users.email.type=theirs", "decide on an attribute"),
    Example("confiture merge --resolve public.total=total.sql", "decide by the DDL in a file"),
    Example("confiture merge --continue", "prove the scripts and seal the merge"),
  ]
  static let formats = ["text", "json", "markdown"]
  static let parameters: [Parameter<Self>] = [
    .optionalArgument(\.revision, "<rev>", "The line to join.", completing: .revisions),
    .flag("check", \.check, "Only say whether it merges; write nothing, and end with 1 if it does not."),
    .flag("ff-only", \.fastForwardOnly, "Refuse unless the branch only has to move on."),
    .flag("no-ff", \.noFastForward, "Make a version with two parents even where the branch could just move on."),
    .flag(
      "allow-unrelated-histories", \.allowsUnrelated, "Join a line that has no version in common with this one."),
    .option("message", \.message, "<text>", "The message of the merge.", short: "m"),
    .flag("status", \.status, "Show the conflicts of the merge that is under way."),
    .options(
      "resolve", \.resolutions, "<what>=<how>",
      "Decide on a conflict: ours, theirs, merged, commutes, carried, none, or a file with DDL."),
    .flag("continue", \.isContinued, "Prove the scripts of the merge and seal it."),
    .flag("abort", \.abort, "Take the merge that is under way back."),
  ]

  var revision: String?
  var check = false
  var fastForwardOnly = false
  var noFastForward = false
  var allowsUnrelated = false
  var message: String?
  var status = false
  var resolutions: [String] = []
  var isContinued = false
  var abort = false

  func run(in session: Session) throws {
    let project = try session.project()
    let steps = MergeSteps(project: project, session: session)
    if status { return try steps.show() }
    if abort { return try steps.abort() }
    if !resolutions.isEmpty { return try steps.resolve(resolutions) }
    if isContinued { return try steps.proceed() }
    guard let revision else {
      throw CommandFailure(
        .mergeNoRevision, "which line is to be joined?",
        hints: ["confiture merge <branch>", "confiture branch lists them"])
    }
    if check { return try steps.check(revision, allowsUnrelated: allowsUnrelated) }
    try steps.begin(
      revision, message: message, fastForward: fastForwardOnly ? .only : noFastForward ? .never : .possible,
      allowsUnrelated: allowsUnrelated)
  }
}
