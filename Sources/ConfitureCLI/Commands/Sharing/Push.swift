internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import History
internal import Repository

struct PushCommand: SessionCommand {
  static let name = "push"
  static let summary = "Send branches, and what was released, promoted, run and approved, to another repository."
  static let discussion = """
    All or nothing, and never over what somebody else sent: a branch, an environment or a chain of outcomes that has
    something new on the remote is refused with "fetch first". The outcomes of the local scratch database and the log of
    operations stay here.
    """
  static let examples = [
    Example("confiture push", "the branch of the workspace, and all records"),
    Example("confiture push origin loyalty main", "two branches"),
    Example("confiture push --records", "releases, environments, outcomes and approvals alone"),
    Example("confiture push origin --delete loyalty", "delete a branch there"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .optionalArgument(\.remote, "<remote>", "The remote (default: origin, or the only one)."),
    .arguments(\.branches, "<branch>", "Branches (default: that of the workspace).", completing: .branches),
    .flag("all", \.all, "All branches."),
    .flag("records", \.recordsOnly, "No branch: tags, environments, outcomes and approvals only."),
    .flag("delete", \.delete, "Delete the branches on the remote.", short: "d"),
    .flag(
      "force", \.force, "Replace branches that were rewritten, if the remote has what the last fetch saw.", short: "f"
    ),
    .flag("dry-run", \.dryRun, "Ask the remote what would happen.", short: "n"),
  ]

  var remote: String?
  var branches: [String] = []
  var all = false
  var recordsOnly = false
  var delete = false
  var force = false
  var dryRun = false

  func run(in session: Session) throws {
    let project = try session.project()
    try project.requireReferences()
    let transport = session.transport(of: project)
    let remote = try remote(transport, project)
    let report = try Push(project, transport: transport).run(to: remote, request(for: project))
    session.present(
      text: report.changes.allSatisfy { $0.kind == .unchanged }
        ? ["'\(remote)' has everything"]
        : report.changes.map { "\($0.kind.rawValue.padded(to: 10))\($0.name)" },
      json: .object([
        "remote": .string(report.remote), "dryRun": .bool(dryRun),
        "changes": .array(
          report.changes.map { .object(["name": .string($0.name), "kind": .string($0.kind.rawValue)]) }),
      ]))
  }

  /// The remote that is meant; a branch in its place is told.
  private func remote(_ transport: GitTransport, _ project: Project) throws -> String {
    do throws(RepositoryError) {
      return try transport.remote(remote)
    } catch {
      guard error.code == .unknownRemote, let word = remote, (try? project.branches().tip(of: word)) != nil,
        let usual = try? transport.remote(nil)
      else { throw error }
      throw RepositoryError(
        .unknownRemote, "there is no remote '\(word)', which is a branch",
        hints: ["confiture push \(usual) \(word)"])
    }
  }

  private func request(for project: Project) throws -> PushRequest {
    if recordsOnly, all || delete || !branches.isEmpty {
      throw CommandFailure(.pushChoices, "--records sends no branch, so it stands alone")
    }
    if delete, all || branches.isEmpty {
      throw CommandFailure(
        .pushChoices, "--delete needs the names of branches", hints: ["confiture push origin --delete NAME"])
    }
    var request = PushRequest()
    request.isTrial = dryRun
    request.replacesBranches = force
    if delete {
      request.deleting = branches
      request.includesRecords = false
    } else if all {
      request.branches = try project.branches().list().map(\.name)
    } else if !recordsOnly {
      request.branches = branches.isEmpty ? [try project.branchName()] : branches
    }
    return request
  }
}
