internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Planning
internal import Reports

/// Waves and plans of a rollout, as people and programs read them.
enum FleetPlanText {
  static func nothingToDo(_ plan: FleetPlan, _ environment: String) -> String {
    let versions = Set(plan.unchanged.map(\.version.id))
    guard versions.count == 1, let version = plan.unchanged.first?.version else {
      return plan.unchanged.isEmpty
        ? "no tenants of '\(environment)' were chosen"
        : "all \(counted(plan.unchanged.count, "tenant")) of '\(environment)' are where they should be already"
    }
    return "all \(counted(plan.unchanged.count, "tenant")) of '\(environment)' are at \(version.name)"
      + " (\(version.id.short())) already"
  }

  static func lines(_ plan: FleetPlan, of environment: String) -> [String] {
    var lines: [String] = []
    for group in plan.groups {
      lines += PlanText.lines(group.plan)
      lines.append("  for \(counted(group.tenants.count, "tenant")): \(listed(group.tenants))")
    }
    for blocked in plan.blocked {
      lines.append("No plan for \(counted(blocked.tenants.count, "tenant")): \(listed(blocked.tenants))")
      lines.append("  \(blocked.diagnostic.message)")
    }
    for (name, diagnostic) in plan.unreachable.prefix(12) { lines.append("Not seen: \(name): \(diagnostic.message)") }
    if plan.unreachable.count > 12 { lines.append("Not seen: … and \(plan.unreachable.count - 12) more") }
    for (index, wave) in plan.waves.waves.enumerated() {
      let canary = index == 0 && plan.waves.hasCanary ? " (canary)" : ""
      lines.append("Wave \(index + 1)\(canary): \(counted(wave.count, "tenant")): \(listed(wave))")
    }
    if !plan.unchanged.isEmpty { lines.append("\(counted(plan.unchanged.count, "tenant")) there already") }
    return lines
  }

  static func listed(_ names: [String]) -> String {
    names.count <= 6 ? names.joined(separator: ", ") : names.prefix(5).joined(separator: ", ") + ", …"
  }

  typealias Findings = [(plan: Plan, findings: PlanPolicy.Findings?)]

  /// What the rules of the environment say of each plan.
  static func checks(_ findings: Findings) -> [String] {
    findings.flatMap { plan, findings -> [String] in
      let checks = findings?.checks.filter { $0.result != .notNeeded } ?? []
      return checks.isEmpty ? [] : ["Rules for plan \(plan.id.prefix(12)):"] + checks.lines
    }
  }

  static func json(_ plan: FleetPlan, _ findings: Findings, of environment: String) -> JSONValue {
    .object([
      "environment": .string(environment),
      "plans": .array(
        plan.groups.map { group in
          let checks = findings.first { $0.plan.id == group.plan.id }?.findings?.checks
          return .object([
            "plan": PlanText.json(group.plan), "tenants": .strings(group.tenants),
            "checks": checks?.json ?? .array([]),
          ])
        }),
      "blocked": .array(
        plan.blocked.map {
          .object([
            "tenants": .strings($0.tenants), "code": .string($0.diagnostic.code),
            "message": .string($0.diagnostic.message),
          ])
        }),
      "unreachable": .array(
        plan.unreachable.map { .object(["name": .string($0.name), "message": .string($0.diagnostic.message)]) }),
      "unchanged": .strings(plan.unchanged.map(\.name)), "canary": .bool(plan.waves.hasCanary),
      "waves": .array(plan.waves.waves.map { .strings($0) }),
    ])
  }

  /// - Throws: Why there is no plan for some tenants, with their names.
  static func refuseBlocked(_ plan: FleetPlan, of environment: String) throws {
    guard let blocked = plan.blocked.first else { return }
    var diagnostic = blocked.diagnostic
    diagnostic.details.append(
      "this is so for \(counted(blocked.tenants.count, "tenant")): \(listed(blocked.tenants))")
    diagnostic.hints.append(
      "or leave them out: " + blocked.tenants.prefix(3).map { "--exclude \($0)" }.joined(separator: " "))
    throw BlockedTenants(kind: blocked.kind, diagnostic: diagnostic)
  }
}

/// Why tenants cannot be moved, as the planner says it.
private struct BlockedTenants: DiagnosedError {
  var kind: FailureKind
  var diagnostic: Diagnostic
}

/// A rollout as programs read it.
enum RolloutText {
  static func json(_ rollout: Rollout, _ tenants: [QueuedTenant]? = nil, atWork: Int? = nil) -> JSONValue {
    var members: [String: JSONValue] = [
      "id": .string(rollout.id), "environment": .string(rollout.environment),
      "state": .string(rollout.state.rawValue),
      "version": .string(rollout.version.hex), "name": .string(rollout.versionName),
      "attempt": .integer(rollout.attempt), "wave": .integer(rollout.wave), "waves": .integer(rollout.waves),
      "canary": .bool(rollout.hasCanary), "stopAfter": .integer(rollout.stopsAfter), "by": .string(rollout.startedBy),
      "started": .string(CommitDate(seconds: Int64(rollout.started)).text),
      "outcome": .optional(rollout.outcome?.hex),
    ]
    if let atWork { members["atWork"] = .integer(atWork) }
    if let tenants {
      members["tenants"] = .array(
        tenants.map { tenant in
          .object([
            "name": .string(tenant.name), "wave": .integer(tenant.wave), "state": .string(tenant.state.rawValue),
            "version": .optional(tenant.head?.hex), "goal": .string(tenant.version.hex),
            "plan": .optional(tenant.plan), "attempts": .integer(tenant.attempts), "runner": .optional(tenant.runner),
            "error": .optional(tenant.error),
          ])
        })
    }
    return .object(members)
  }
}
