internal import CommandLineKit
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Postgres
internal import Repository
internal import Terminal

struct TenantsListCommand: SessionCommand {
  static let name = "list"
  static let summary = "List the tenants of an environment, and which have a line of their own."
  static let discussion = """
    Reads where confiture.yaml says that the tenants stand: a list, a query on the environment's database, or what a
    program prints. No tenant's database is touched.
    """
  static let examples = [
    Example("confiture tenants list", "the tenants of the only environment that has some"),
    Example("confiture tenants list production --format json", "the same for a program"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .optionalArgument(
      \.environment, "<environment>", "The environment (default: the only one with tenants).", completing: .targets)
  ]

  var environment: String?

  func run(in session: Session) throws {
    let project = try session.project()
    let tenants = try session.tenants(of: session.tenantEnvironment(environment, in: project), in: project)
    let versions = try session.versions(of: project)
    let branches = try session.ownBranches(of: tenants.all, in: project)
    var table = Table()
    for tenant in tenants.all {
      let tip = branches[tenant.name].flatMap { versions.graph.version($0) }
      let line = tip.map { "branch \(tenant.branch) at \($0.name) (\($0.id.short()))" } ?? ""
      table.add(tenant.name, tenant.place, line)
    }
    session.present(
      text: tenants.all.isEmpty ? ["'\(tenants.name)' has no tenants"] : table.lines(),
      json: .object([
        "environment": .string(tenants.name),
        "tenants": .array(
          tenants.all.map { tenant in
            .object([
              "name": .string(tenant.name), "target": .string(tenant.targetName),
              "address": .string(tenant.address.redacted),
              "schema": .optional(tenant.schema),
              "branch": .optional(branches[tenant.name].map { _ in tenant.branch }),
              "version": .optional(branches[tenant.name]?.hex),
            ])
          }),
      ]))
  }
}

extension Tenant {
  /// The database, for people: never with a password.
  var place: String { (schema.map { "schema \($0) of " } ?? "") + "database \(address.database ?? "?")" }
}
