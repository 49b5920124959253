internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import GitStore
internal import History
internal import Repository

struct FetchCommand: SessionCommand {
  static let name = "fetch"
  static let summary = "Bring branches, releases, environments and records from another repository."
  static let discussion = """
    Git does the transport, with the credentials it has. What the remote has is kept below refs/confiture/remotes/ and read
    as origin/main; branches of yours do not move. Outcomes and approvals that both sides recorded are joined. An
    environment moves forwards only: where both sides promoted it, yours stays until --accept takes the remote's.

    In a clone made by Git, which brings no references of Confiture, this is the step that makes it complete.
    """
  static let examples = [
    Example("confiture fetch", "from origin, or the only remote"),
    Example("confiture fetch upstream", "from another remote"),
    Example("confiture fetch --accept production", "take the remote's word for where production should be"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .optionalArgument(\.remote, "<remote>", "The remote (default: origin, or the only one)."),
    .options(
      "accept", \.accepted, "<env>", "Replace our reference of an environment that the remote moved elsewhere."),
  ]

  var remote: String?
  var accepted: [String] = []

  func run(in session: Session) throws {
    let project = try Project.discover(
      from: session.workingDirectory, environment: session.environment, needsSchema: false)
    let transport = session.transport(of: project)
    let report = try Fetch(project, transport: transport, recording: session.operation("fetch", in: project))
      .run(from: try transport.remote(remote), accepting: Set(accepted))
    session.present(text: Self.lines(report), json: Self.json(report))
    if !report.diverged.isEmpty { throw Self.parted(report) }
  }

  static func lines(_ report: FetchReport) -> [String] {
    var lines = report.changes.map { change in
      let name = change.name.hasPrefix("heads/") ? "\(report.remote)/\(change.name.dropFirst(6))" : change.name
      let ids = [change.before, change.after].compactMap { $0?.short() }.joined(separator: "..")
      return "\(change.kind.rawValue.padded(to: 10))\(name)  \(ids)"
    }
    if let branch = report.adoptedBranch { lines.append("the workspace is on branch \(branch)") }
    return lines.isEmpty ? ["nothing new on \(report.remote)"] : lines
  }

  static func json(_ report: FetchReport) -> JSONValue {
    .object([
      "remote": .string(report.remote), "adoptedBranch": .optional(report.adoptedBranch),
      "changes": .array(
        report.changes.map {
          .object([
            "name": .string($0.name), "kind": .string($0.kind.rawValue), "before": .optional($0.before?.hex),
            "after": .optional($0.after?.hex),
          ])
        }),
    ])
  }

  /// The answer is no: something is not what the remote has, and somebody has to decide.
  private static func parted(_ report: FetchReport) -> CommandFailure {
    let names = report.diverged.map(\.name)
    let hints = names.map { name in
      name.hasPrefix("environments/")
        ? "confiture fetch --accept \(name.dropFirst("environments/".count)) takes the remote's"
        : "confiture tag --delete --force \(name.dropFirst("tags/".count)), then fetch, takes the remote's"
    }
    return CommandFailure(
      .fetchDiverged,
      "\(names.map { "'\($0)'" }.joined(separator: ", ")): moved here and on '\(report.remote)'; ours stays",
      hints: hints)
  }
}

extension String {
  func padded(to width: Int) -> String {
    count >= width ? self + " " : self + String(repeating: " ", count: width - count)
  }
}
