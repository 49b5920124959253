internal import Diagnostics
internal import Execution
internal import GitStore
internal import History
internal import Planning
internal import Postgres
internal import Repository

/// The tenants of an environment, as a command works with them.
struct EnvironmentTenants {
  let environment: EnvironmentSettings
  let settings: TenantSettings
  let all: [Tenant]
  /// The database with the queue.
  let control: ConnectionString?

  var name: String { environment.name }

  /// - Throws: An error that says what to configure.
  func controlAddress() throws -> ConnectionString {
    if let control { return control }
    throw FleetError(
      .noControl, "nothing says where the queue of rollouts of '\(name)' is kept",
      hints: ["environments.\(name): add 'url:', or 'tenants.control:' with the address of a control database"])
  }

  /// The tenants of these names; all of them without any.
  func chosen(only: [String], exclude: [String]) throws -> [Tenant] {
    for name in only + exclude { try check(name) }
    return all.filter { (only.isEmpty || only.contains($0.name)) && !exclude.contains($0.name) }
  }

  /// - Throws: An error with similar names.
  @discardableResult func check(_ tenant: String) throws -> Tenant {
    if let found = all.first(where: { $0.name == tenant }) { return found }
    let near = Suggestions.closest(to: tenant, among: all.map(\.name)).map { "did you mean '\($0)'?" }
    throw FleetError(
      .unknownTenant, "'\(name)' has no tenant '\(tenant)'",
      hints: near.isEmpty ? ["confiture tenants list \(name)"] : near)
  }
}

extension Session {
  /// The environment of this name, or the only one that has tenants.
  func tenantEnvironment(_ name: String?, in project: Project) throws -> EnvironmentSettings {
    let having = project.configuration.environments.filter { $0.tenants != nil }
    if let name {
      let environment = try project.configuration.environment(name)
      guard environment.tenants != nil else {
        throw CommandFailure(
          .tenantsNone, "the environment '\(name)' has no tenants",
          hints: having.isEmpty
            ? ["add 'tenants:' to environments.\(name) in confiture.yaml"]
            : ["those with tenants are: \(having.map(\.name).joined(separator: ", "))"])
      }
      return environment
    }
    guard let first = having.first else {
      throw CommandFailure(
        .tenantsNone, "no environment has tenants",
        hints: ["add 'tenants:' to an environment in confiture.yaml: confiture tenants --help"])
    }
    guard having.count == 1 else {
      throw CommandFailure(
        .tenantsWhich, "which environment? \(having.map { "'\($0.name)'" }.joined(separator: ", ")) have tenants",
        hints: ["name it: confiture tenants status \(first.name)"])
    }
    return first
  }

  /// Finds out which tenants an environment has.
  func tenants(of environment: EnvironmentSettings, in project: Project) throws -> EnvironmentTenants {
    let settings = try tenantSettings(of: environment)
    let address = try environment.target?.connectionString()
    let listing = TenantListing(
      environment: environment.name, settings: settings, address: address, folder: project.root,
      variables: self.environment)
    progress("listing the tenants of \(environment.name)")
    defer { progress(nil) }
    return EnvironmentTenants(
      environment: environment, settings: settings, all: try listing.tenants(),
      control: try settings.controlAddress() ?? address)
  }

  /// The database with the queue of an environment's rollouts; the tenants themselves are not listed.
  func controlAddress(of environment: EnvironmentSettings) throws -> ConnectionString {
    let address = try environment.tenants?.controlAddress() ?? environment.target?.connectionString()
    return try EnvironmentTenants(
      environment: environment, settings: tenantSettings(of: environment), all: [], control: address
    ).controlAddress()
  }

  private func tenantSettings(of environment: EnvironmentSettings) throws -> TenantSettings {
    if let settings = environment.tenants { return settings }
    throw CommandFailure(.tenantsNone, "the environment '\(environment.name)' has no tenants")
  }

  /// The tenant that a target's name such as `production/acme` stands for; `nil` where there is no such environment.
  func tenantTarget(_ name: String, in project: Project) throws -> Target? {
    guard let slash = name.firstIndex(of: "/"),
      let environment = project.configuration.environments.first(where: {
        $0.name == name[..<slash] && $0.tenants != nil
      })
    else { return nil }
    return try tenants(of: environment, in: project).check(String(name[name.index(after: slash)...])).target
  }

  /// Where each tenant should be: its own branch, else the version of the environment.
  func goals(
    of tenants: [Tenant], following version: Version?, in project: Project, _ versions: VersionReader
  ) throws -> [String: Version] {
    let branches = try ownBranches(of: tenants, in: project)
    var goals: [String: Version] = [:]
    for tenant in tenants {
      goals[tenant.name] = try branches[tenant.name].map { try versions.version($0) } ?? version
    }
    return goals
  }

  /// What a rollout to these tenants would do.
  func plan(
    for chosen: [Tenant], of tenants: EnvironmentTenants, to version: Version, in project: Project,
    _ versions: VersionReader, options: PlanOptions
  ) throws -> FleetPlan {
    let goals = try goals(of: chosen, following: version, in: project, versions)
    progress("looking at \(counted(chosen.count, "tenant")) of \(tenants.name)")
    defer { progress(nil) }
    return try FleetPlan(
      for: chosen.compactMap { tenant in goals[tenant.name].map { (tenant, $0) } },
      by: FleetPlans(for: tenants.name, options: options), versions: versions,
      settings: tenants.settings)
  }

  /// The tips of the branches of tenants with a line of their own, by the tenant's name.
  func ownBranches(of tenants: [Tenant], in project: Project) throws -> [String: ObjectID] {
    guard let environment = tenants.first?.environment else { return [:] }
    let prefix = ConfitureReference.head(Tenant.branchPrefix(of: environment))
    return Dictionary(
      try project.store.references(prefix: prefix).map { (String($0.name.dropFirst(prefix.count)), $0.id) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The version that an environment should be at, as its reference says; `nil` as long as nobody has said.
  func version(of environment: EnvironmentSettings, in project: Project, _ versions: VersionReader) throws -> Version?
  {
    try project.store.resolveReference(ConfitureReference.environment(environment.name)).map {
      try versions.version(project.store.peeled($0))
    }
  }

  /// Where an environment goes: the revision given, else the version that its reference names.
  func destination(
    _ revision: String?, of environment: EnvironmentSettings, in project: Project, _ versions: VersionReader
  ) throws -> Version {
    if let revision { return try version(revision, in: project, versions) }
    if let version = try version(of: environment, in: project, versions) { return version }
    throw CommandFailure(
      .tenantsNoVersion, "where should '\(environment.name)' be? no version was promoted to it yet",
      hints: [
        "promote one: confiture promote \(environment.promotesFrom ?? "REV") \(environment.name)",
        "or name it in the command: confiture tenants deploy \(environment.name) REV",
      ])
  }
}
