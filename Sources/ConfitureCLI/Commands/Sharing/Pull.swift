internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import GitStore
internal import History
internal import Repository

struct PullCommand: SessionCommand {
  static let name = "pull"
  static let summary = "Fetch, and move the workspace's branch on to what the remote has of it."
  static let discussion = """
    The branch is moved forwards only, with the files of the workspace; no database is touched. Where both sides have
    versions of their own, nothing moves unless --merge or --rebase says how they are joined: as confiture merge and
    confiture rebase do it, each of which proves the result, and goes on with --continue where it stopped.
    """
  static let examples = [
    Example("confiture pull", "the workspace's branch, from origin"),
    Example("confiture pull upstream main", "another remote's branch main"),
    Example("confiture pull --rebase", "and put this branch's own migrations on top"),
    Example("confiture pull --merge", "and join what both sides have"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .optionalArgument(\.remote, "<remote>", "The remote (default: origin, or the only one)."),
    .optionalArgument(
      \.branch, "<branch>", "The remote's branch (default: of the workspace's name).", completing: .branches),
    .flag("merge", \.merges, "Where both sides went on, merge the remote's branch."),
    .flag("rebase", \.rebases, "Where both sides went on, put this branch's migrations on top of the remote's."),
  ]

  var remote: String?
  var branch: String?
  var merges = false
  var rebases = false

  func run(in session: Session) throws {
    guard !merges || !rebases else {
      throw CommandFailure(.pullSeveralWays, "--merge and --rebase exclude each other")
    }
    let project = try session.project()
    let transport = session.transport(of: project)
    let operation = session.operation("pull", in: project)
    let report = try Fetch(project, transport: transport, recording: operation).run(from: transport.remote(remote))
    let current = try project.branchName()
    let wanted = branch ?? current
    let seen = ConfitureReference.remote(report.remote, ConfitureReference.head(wanted))
    guard let theirs = try project.store.resolveReference(seen) else {
      throw RepositoryError(
        .unknownBranch, "'\(report.remote)' has no branch '\(wanted)'", hints: ["confiture push \(report.remote)"])
    }
    let name = "\(report.remote)/\(wanted)"
    if merges || rebases, let ours = try project.head(),
      case .parted = try project.relation(of: ours, to: theirs)
    {
      for line in FetchCommand.lines(report) { session.say(line) }
      return try join(name, in: project, session)
    }
    let moved = try moveOn(project, to: theirs, named: name, operation)
    let head = try project.head()
    session.present(
      text: FetchCommand.lines(report) + [moved],
      json: .object([
        "fetch": FetchCommand.json(report), "branch": .string(current), "head": .optional(head?.hex),
      ]))
  }

  /// Hands on to the command that joins two lines.
  private func join(_ name: String, in project: Project, _ session: Session) throws {
    guard rebases else {
      return try MergeSteps(project: project, session: session).begin(name, message: nil, fastForward: .possible)
    }
    var rebase = RebaseCommand()
    rebase.upstream = name
    try rebase.run(in: session)
  }

  private func moveOn(
    _ project: Project, to theirs: ObjectID, named name: String, _ operation: Operation
  ) throws -> String {
    let current = try project.branchName()
    guard let ours = try project.head() else {
      try project.fastForward(to: theirs, recording: operation)
      return "\(current) begins at \(theirs.short())"
    }
    switch try project.relation(of: ours, to: theirs) {
    case .same: return "\(current) is up to date"
    case .ahead(let count): return "\(current) has \(counted(count, "version")) more than \(name)"
    case .behind(let count):
      try project.fastForward(to: theirs, recording: operation)
      return "\(current) moved on by \(counted(count, "version")) to \(theirs.short())"
    case .parted(let here, let there):
      throw RepositoryError(
        .linesParted,
        "'\(current)' has \(counted(here, "version")) that '\(name)' lacks, and lacks \(counted(there, "version"))",
        hints: [
          "confiture pull --merge joins them",
          "or, as long as nobody has applied yours: confiture pull --rebase",
        ])
    }
  }
}
