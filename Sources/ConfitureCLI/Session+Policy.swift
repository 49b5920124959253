internal import Diagnostics
internal import Execution
internal import GitStore
internal import History
internal import Planning
internal import Postgres
internal import Repository
internal import Schema

extension Session {
  /// The rules of an environment, with a word where the work tree says otherwise.
  func rules(of name: String, in project: Project) throws -> EnvironmentRules {
    let rules = try project.rules(of: name, environment: environment)
    if rules.isEditedHere {
      say("note: the rules of '\(name)' are those of \(rules.origin); what the work tree says does not hold")
    }
    return rules
  }

  /// The rules of the environment that a target is the database of; `nil` where nothing is ruled.
  ///
  /// A database that is named by its address is recognised, so that the name cannot be gone round.
  func rules(for target: Target, in project: Project) throws -> EnvironmentRules? {
    guard !target.isScratch else { return nil }
    // What was taken out of the work tree, or leads elsewhere there, is still the database that was committed.
    let committed = try project.protectedEnvironments(environment: environment)
    for settings in project.configuration.environments + committed {
      guard try isDatabase(target, of: settings, in: project) else { continue }
      let rules = try rules(of: settings.name, in: project)
      return rules.policy == EnvironmentPolicy() ? nil : rules
    }
    return nil
  }

  private func isDatabase(_ target: Target, of settings: EnvironmentSettings, in project: Project) throws -> Bool {
    guard settings.tenants == nil else {
      if target.name.hasPrefix("\(settings.name)/") { return true }
      guard !target.isConfigured, let listed = try? tenants(of: settings, in: project).all else { return false }
      return listed.contains { $0.address.namesSameDatabase(as: target.address) }
    }
    guard let configured = settings.target else { return false }
    if settings.name == target.name { return true }
    guard let address = try? configured.connectionString() else { return false }
    return address.namesSameDatabase(as: target.address)
  }

  /// What looks at plans for an environment.
  func policy(_ rules: EnvironmentRules, _ options: PolicyOptions, in project: Project) throws -> PlanPolicy {
    let environment = environment
    let versions = try versions(of: project)
    let rehearsal = PolicyRehearsal(
      session: self, project: project, versions: versions, target: try target(of: rules.settings, in: project))
    return PlanPolicy(
      rules, approvals: Approvals(project.store), keys: { try KeySigner(environment: environment) },
      isGenuine: { approval in
        (try? PlanFile.read(approval.plan, file: "plan.json", in: versions.graph))?.id == approval.planID
      }, rehearse: { plan in try rehearsal.run(plan) }, now: world.now(), required: options.required,
      overrides: try options.checked())
  }

  /// The database of an environment; `nil` when it has none of its own.
  func target(of settings: EnvironmentSettings, in project: Project) throws -> Target? {
    guard let configured = settings.target, settings.tenants == nil else { return nil }
    return Target(
      name: settings.name, address: try configured.connectionString(), isDisposable: configured.isDisposable)
  }

  /// Whether a version, or one after it, was promoted to a protected environment.
  func promoted(
    _ version: Version, to rules: EnvironmentRules, in project: Project, _ versions: VersionReader
  ) throws -> PolicyCheck {
    let name = rules.settings.name
    guard rules.policy.isProtected else { return .notNeeded(.promoted, "'\(name)' is not protected") }
    guard let promoted = try project.environments().version(of: name) else {
      return .failed(.promoted, "nothing was promoted to '\(name)' yet", hints: [promotion(to: rules)])
    }
    guard versions.graph.isAncestor(version.id, of: promoted) else {
      return .failed(.promoted, "'\(version.name)' was not promoted to '\(name)'", hints: [promotion(to: rules)])
    }
    return .passed(.promoted, "'\(name)' should be at \(versions.graph.version(promoted)?.name ?? promoted.short())")
  }

  private func promotion(to rules: EnvironmentRules) -> String {
    "confiture promote \(rules.settings.promotesFrom ?? "REV") \(rules.settings.name)"
  }
}

extension EnvironmentSettings {
  /// Says what to do in place of moving a database that is not there.
  var hasNoDatabase: CommandFailure {
    CommandFailure(
      .deployNoDatabase, "the environment '\(name)' has no database of its own",
      hints: [
        tenants == nil
          ? "name its address: environments.\(name).url in confiture.yaml"
          : "it has tenants: confiture tenants deploy \(name), or one of them as the target \(name)/NAME"
      ])
  }
}

extension ConnectionString {
  /// Whether two addresses lead to one database, as far as the addresses tell.
  fileprivate func namesSameDatabase(as other: ConnectionString) -> Bool {
    func place(_ address: ConnectionString) -> [String] {
      [address.host ?? "localhost", address.port ?? "5432", address.database ?? address.user ?? ""]
    }
    return place(self) == place(other)
  }
}
