package import Diagnostics
package import GitStore
package import History
package import Planning
internal import Postgres
package import Repository

/// What a rollout would do: the plan of each state, and who comes in which wave.
package struct FleetPlan: Sendable {
  /// Tenants that are in one state and go to one version.
  package struct Group: Sendable {
    package var plan: Plan
    package var goal: Version
    package var tenants: [String]
  }

  /// Tenants for which there is no plan.
  package struct Blocked: Sendable {
    package var tenants: [String]
    package var diagnostic: Diagnostic
    package var kind: FailureKind
  }

  package var groups: [Group] = []
  package var blocked: [Blocked] = []
  /// Those that are where they should be.
  package var unchanged: [(name: String, version: Version)] = []
  package var unreachable: [(name: String, diagnostic: Diagnostic)] = []
  package var waves: Waves
  /// Where each was seen.
  package var heads: [String: ObjectID] = [:]
  /// Where each goes.
  package var goals: [String: ObjectID] = [:]

  /// Looks at tenants and plans their ways; nothing is written.
  ///
  /// - Parameters:
  ///   - tenants: Who is to be moved, and where to.
  ///   - plans: Makes the plans.
  ///   - versions: Learns the versions that a tenant has and the repository lacks.
  ///   - settings: The waves.
  /// - Throws: `PostgresError` when a tenant that was seen cannot be seen again; what blocks a plan is in ``blocked``.
  package init(
    for tenants: [(tenant: Tenant, goal: Version)], by plans: FleetPlans, versions: VersionReader,
    settings: TenantSettings
  ) throws {
    waves = Waves([], canary: [], sizes: [])
    let goalOf = Dictionary(tenants.map { ($0.tenant.name, $0.goal) }, uniquingKeysWith: { first, _ in first })
    goals = goalOf.mapValues(\.id)
    var byState: [String: (look: TenantLook, goal: Version, names: [String])] = [:]
    var order: [String] = []
    for look in TenantLook.at(tenants.map(\.tenant), atOnce: settings.concurrency) {
      let name = look.tenant.name
      guard let goal = goalOf[name] else { continue }
      switch look.finding {
      case .unreachable(let diagnostic): unreachable.append((name, diagnostic))
      case .state(let state):
        heads[name] = state.head
        if state.head == goal.id, state.isExact, !state.hasOpenRun {
          unchanged.append((name, goal))
          continue
        }
        let key = "\(goal.id.hex) \(state.head?.hex ?? "") \(state.changes)"
        if byState[key] == nil { order.append(key) }
        byState[key, default: (look, goal, [])].names.append(name)
      }
    }
    for key in order {
      guard let (look, goal, names) = byState[key] else { continue }
      do {
        let plan = try plans.plan(at: Self.state(of: look.tenant, versions), to: goal, reading: versions)
        groups.append(Group(plan: plan, goal: goal, tenants: names))
      } catch let error as any DiagnosedError {
        blocked.append(Blocked(tenants: names, diagnostic: error.diagnostic, kind: error.kind))
      }
    }
    let moving = Set(groups.flatMap(\.tenants) + blocked.flatMap(\.tenants) + unreachable.map(\.name))
    waves = Waves(
      tenants.map(\.tenant.name).filter { moving.contains($0) }, canary: settings.canary, sizes: settings.waves)
  }

  /// All that a plan depends on, read from one tenant for all that are in its state.
  private static func state(of tenant: Tenant, _ versions: VersionReader) throws -> TargetState {
    let control = try TargetConnection.open(tenant.target, role: "control")
    let state = try Registry.read(control, of: tenant.target.line)
    try versions.learn(from: control, state: state)
    return state.targetState
  }

  /// Nobody is to be moved, and everybody was seen.
  package var isNothingToDo: Bool { groups.isEmpty && blocked.isEmpty && unreachable.isEmpty }
}
