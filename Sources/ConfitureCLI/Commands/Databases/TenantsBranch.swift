internal import CommandLineKit
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Repository

struct TenantsBranchCommand: SessionCommand {
  static let name = "branch"
  static let summary = "Give a tenant a line of its own, or take it away."
  static let discussion = """
    A tenant follows the version of its environment. One that is to differ gets a branch of its own, which begins where
    the environment is, or at another version: from then on it follows that branch, to which migrations are committed
    and merged as to any other (confiture switch tenants/production/acme). Without a name, lists such branches.

    No database is touched: confiture tenants deploy moves it.
    """
  static let examples = [
    Example("confiture tenants branch acme", "acme no longer follows production"),
    Example("confiture tenants branch acme --from v1.2 --environment production", "its line begins at a release"),
    Example("confiture tenants branch acme --delete", "acme follows production again"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .optionalArgument(\.tenant, "<tenant>", "The tenant."),
    .option(
      "environment", \.environment, "<name>", "The environment (default: the only one with tenants).", short: "e",
      completing: .targets),
    .option(
      "from", \.start, "<rev>", "Where its line begins (default: the version of the environment).",
      completing: .revisions),
    .flag("delete", \.delete, "Let it follow its environment again.", short: "d"),
    .flag("force", \.force, "Delete the branch although versions of it are on no other one.", short: "f"),
  ]

  var tenant: String?
  var environment: String?
  var start: String?
  var delete = false
  var force = false

  func run(in session: Session) throws {
    let project = try session.project()
    let environment = try session.tenantEnvironment(environment, in: project)
    guard let tenant else { return try list(environment, project, session) }
    let branch = Tenant.branchPrefix(of: environment.name) + tenant
    if delete {
      let operation = session.operation("tenants branch --delete \(tenant)", in: project)
      // A tenant that is gone may have left its branch.
      _ = try project.branches(recording: operation).delete(branch, force: force)
      session.present(
        text: ["'\(tenant)' follows '\(environment.name)' again"], json: .object(["deleted": .string(branch)]))
      return
    }
    try session.tenants(of: environment, in: project).check(tenant)
    let versions = try session.versions(of: project)
    let version = try session.destination(start, of: environment, in: project, versions)
    try project.branches(recording: session.operation("tenants branch \(tenant)", in: project)).create(
      branch, at: version.id)
    session.present(
      text: ["'\(tenant)' follows the branch \(branch), at \(version.name) (\(version.id.short()))"],
      json: .object([
        "tenant": .string(tenant), "branch": .string(branch), "version": .string(version.id.hex),
      ]))
    session.say("to work on it: confiture switch \(branch)")
  }

  private func list(_ environment: EnvironmentSettings, _ project: Project, _ session: Session) throws {
    let versions = try session.versions(of: project)
    let prefix = Tenant.branchPrefix(of: environment.name)
    let branches = try project.branches().list().filter { $0.name.hasPrefix(prefix) }
    session.present(
      text: branches.isEmpty
        ? ["all tenants of '\(environment.name)' follow it"]
        : branches.map { branch in
          let version = versions.graph.version(branch.tip)
          return
            "\(branch.name.dropFirst(prefix.count))  \(branch.name) at \(version?.name ?? "") (\(branch.tip.short()))"
        },
      json: .array(
        branches.map {
          .object([
            "tenant": .string(String($0.name.dropFirst(prefix.count))), "branch": .string($0.name),
            "version": .string($0.tip.hex),
          ])
        }))
  }
}
