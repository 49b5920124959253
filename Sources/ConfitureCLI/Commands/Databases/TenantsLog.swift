internal import CommandLineKit
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Repository

struct TenantsLogCommand: SessionCommand {
  static let name = "log"
  static let summary = "List what happened to one tenant."
  static let discussion = """
    Rollouts, and runs against this tenant alone, newest first. What happened to the environment as a whole is listed by
    confiture log ENVIRONMENT.
    """
  static let examples = [Example("confiture tenants log acme", "every run against acme")]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .argument(\.tenant, "<tenant>", "The tenant."),
    .option(
      "environment", \.environment, "<name>", "The environment (default: the only one with tenants).", short: "e",
      completing: .targets),
    .option("max-count", \.count, "<n>", "At most so many.", short: "n"),
  ]

  var tenant = ""
  var environment: String?
  var count: Int?

  func run(in session: Session) throws {
    let project = try session.project()
    let environment = try session.tenantEnvironment(environment, in: project)
    let rollouts = try FleetOutcomes(project.store).history(of: tenant, in: environment.name)
    let own = try project.outcomes.chain(of: "\(environment.name)/\(tenant)")
    // A tenant that is gone has still a history.
    if rollouts.isEmpty, own.isEmpty { try session.tenants(of: environment, in: project).check(tenant) }
    let links = (rollouts + own).sorted { $0.outcome.ended > $1.outcome.ended }.prefix(count ?? .max)
    session.present(
      text: links.isEmpty
        ? ["nothing has happened to '\(tenant)' yet"] : links.flatMap { OutcomeText.lines($0, session) },
      json: .array(links.map(OutcomeText.json)))
  }
}
