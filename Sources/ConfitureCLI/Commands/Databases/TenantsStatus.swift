internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Repository
internal import Terminal

struct TenantsStatusCommand: SessionCommand {
  static let name = "status"
  static let summary = "Show where the tenants of an environment are, grouped by state."
  static let discussion = """
    Reads only: one query for each tenant's registry, several at a time. Where there are many databases, those that were
    seen before and not written to since are not asked again: the statistics of their server tell (PostgreSQL 15 and
    later), and the answer says how many they are. With --fresh each is asked. With --drift the live schemas are compared
    with the recorded ones; where no definition has changed since that was last done, a hash over the catalogs tells so.
    With --cached only the control database is asked, for where a rollout last saw each.
    """
  static let examples = [
    Example("confiture tenants status", "the tenants of the only environment that has some"),
    Example("confiture tenants status production --check", "end with 1 unless all are where they should be"),
    Example("confiture tenants status production --drift", "also compare the live schemas"),
    Example("confiture tenants status production --fresh", "ask every database, also those that nobody wrote to"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .optionalArgument(
      \.environment, "<environment>", "The environment (default: the only one with tenants).", completing: .targets),
    .option(
      "version", \.revision, "<rev>", "Where the tenants should be (default: the version of the environment).",
      completing: .revisions),
    .flag("drift", \.drift, "Compare the live schema of each tenant with its recorded version."),
    .flag("cached", \.cached, "Ask the control database only."),
    .flag("fresh", \.fresh, "Ask each database, also where its server has counted no write since it was last seen."),
    .flag("check", \.check, "End with 1 unless every tenant is where it should be."),
    .flag("names", \.names, "Name all tenants of each group."),
    .option("concurrency", \.concurrency, "<n>", "How many tenants are asked at a time (default: 32)."),
  ]

  var environment: String?
  var revision: String?
  var drift = false
  var cached = false
  var fresh = false
  var check = false
  var names = false
  var concurrency = 32

  /// A tenant and how it stands.
  private struct Entry {
    var tenant: Tenant
    var condition: TenantCondition
    var head: ObjectID?
    /// The error of its newest run, when that failed.
    var failure: String?
    var goal: ObjectID?
    var followsOwnBranch: Bool
    /// When its database was looked at, where that was before; in seconds since 1970.
    var seen: Double?
  }

  func run(in session: Session) throws {
    let project = try session.project()
    let versions = try session.versions(of: project)
    let tenants = try session.tenants(of: session.tenantEnvironment(environment, in: project), in: project)
    let version =
      try revision.map { try session.version($0, in: project, versions) }
      ?? session.version(of: tenants.environment, in: project, versions)
    let branches = try session.ownBranches(of: tenants.all, in: project)
    let entries = try look(at: tenants, versions, session, project) { branches[$0.name] ?? version?.id }
      .map { entry in
        var entry = entry
        entry.followsOwnBranch = branches[entry.tenant.name] != nil
        return entry
      }
    session.present(
      text: lines(entries, version, tenants, versions),
      json: .object([
        "environment": .string(tenants.name), "version": .optional(version?.id.hex),
        "name": .optional(version?.name), "tenants": .array(entries.map { json($0, versions) }),
      ]))
    if check, !entries.allSatisfy({ $0.condition == .current }) { throw AnswerIsNo() }
  }

  private func look(
    at tenants: EnvironmentTenants, _ versions: VersionReader, _ session: Session, _ project: Project,
    goal: (Tenant) -> ObjectID?
  ) throws -> [Entry] {
    var conditions = TenantConditions(in: versions.graph)
    session.progress("looking at \(counted(tenants.all.count, "tenant"))")
    defer { session.progress(nil) }
    let looks = try cached ? remembered(tenants) : asked(tenants, session, project)
    var entries = looks.map { look in
      let goal = goal(look.tenant)
      let failed = look.state?.lastResult == .failed || look.state?.lastResult == .diverged
      return Entry(
        tenant: look.tenant, condition: conditions.condition(of: look, goal: goal), head: look.state?.head,
        failure: failed ? look.state?.lastError : nil, goal: goal, followsOwnBranch: false, seen: look.seen)
    }
    guard drift else { return entries }
    let reachable = entries.filter { $0.head != nil }.map(\.tenant)
    for (tenant, condition) in TenantDrift.find(
      in: reachable, store: project.store, index: versions.index, atOnce: tenants.settings.concurrency)
    {
      if let index = entries.firstIndex(where: { $0.tenant == tenant }) { entries[index].condition = condition }
    }
    return entries
  }

  /// What the databases say, or have said to an earlier command.
  private func asked(_ tenants: EnvironmentTenants, _ session: Session, _ project: Project) -> [TenantLook] {
    var memory = fresh ? FleetMemory() : FleetMemory(of: tenants.name, in: project.store)
    let looks = TenantLook.at(
      tenants.all, atOnce: max(1, concurrency), remembering: &memory, now: session.world.now())
    if looks.contains(where: { $0.seen == nil }) { memory.keep(of: tenants.name, in: project.store) }
    return looks
  }

  /// What the queue knows.
  private func remembered(_ tenants: EnvironmentTenants) throws -> [TenantLook] {
    let heads = try RolloutQueue(tenants.controlAddress()).lastHeads(of: tenants.name)
    return tenants.all.map { tenant in
      guard let known = heads[tenant.name] else {
        let unseen = Diagnostic(code: FleetError.Code.nothingOpen.rawValue, "no rollout has looked at it yet")
        return TenantLook(tenant: tenant, finding: .unreachable(unseen))
      }
      var state = TenantState.untouched
      state.head = known.head
      state.changes = known.seen
      state.lastError = known.error
      state.lastResult = known.error == nil ? nil : .failed
      return TenantLook(tenant: tenant, finding: .state(state))
    }
  }

  // MARK: Speaking

  private func lines(
    _ entries: [Entry], _ version: Version?, _ tenants: EnvironmentTenants, _ versions: VersionReader
  ) -> [String] {
    var groups: [(text: String, entries: [Entry])] = []
    for entry in entries {
      let text = describe(entry, versions)
      if let index = groups.firstIndex(where: { $0.text == text }) {
        groups[index].entries.append(entry)
      } else {
        groups.append((text, [entry]))
      }
    }
    let goal = version.map { "should be at \($0.name) (\($0.id.short()))" } ?? "has no version promoted to it yet"
    var table = Table(alignment: [.trailing])
    for (text, entries) in groups.sorted(by: { $0.entries.count > $1.entries.count }) {
      let isAll = entries.count == tenants.all.count
      let listed = entries.map(\.tenant.name)
      let who = isAll && !names ? "" : ": " + (names ? listed.joined(separator: ", ") : FleetPlanText.listed(listed))
      table.add("  \(entries.count)", text + who)
    }
    let seen = entries.compactMap(\.seen)
    let earlier = seen.min().map { first in
      "(\(seen.count) seen at \(CommitDate(seconds: Int64(first)).text) or later: no write to their databases was counted"
        + " since; --fresh asks each)"
    }
    return ["'\(tenants.name)' \(goal); \(counted(entries.count, "tenant"))"] + table.lines()
      + [earlier].compactMap(\.self)
  }

  private func describe(_ entry: Entry, _ versions: VersionReader) -> String {
    let place = entry.head.map { head in
      versions.graph.version(head).map { "\($0.name) (\($0.id.short()))" } ?? head.short()
    }
    let at = place.map { " at \($0)" } ?? ""
    let words: String
    switch entry.condition {
    case .current: words = "current\(at)"
    case .away(let behind, 0): words = "\(behind) behind\(at)"
    case .away(let behind, let ahead):
      words = (behind > 0 ? "\(behind) behind, " : "") + "\(ahead) not on its line\(at)"
    case .foreign: words = "at \(entry.head?.short() ?? ""), which this repository does not have"
    case .between: words = "between versions, last\(at)"
    case .interrupted: words = "a run was interrupted\(at)"
    case .untouched: words = "never deployed to"
    case .undecided: words = place.map { "at \($0)" } ?? "nothing applied"
    case .drifted(let lines): words = "drift\(at), \(counted(lines.count, "difference")): \(lines.first ?? "")"
    case .unreachable(let diagnostic): words = "not reached: \(diagnostic.message)"
    }
    let line = entry.followsOwnBranch ? ", on a branch of its own" : ""
    return words + line + (entry.failure.map { "; its last run failed: \($0)" } ?? "")
  }

  private func json(_ entry: Entry, _ versions: VersionReader) -> JSONValue {
    var members: [String: JSONValue] = [
      "name": .string(entry.tenant.name), "state": .string(entry.condition.word),
      "version": .optional(entry.head?.hex),
      "versionName": .optional(entry.head.flatMap { versions.graph.version($0)?.name }),
      "goal": .optional(entry.goal?.hex), "ownBranch": .bool(entry.followsOwnBranch),
      "lastError": .optional(entry.failure),
      "seen": entry.seen.map { .string(CommitDate(seconds: Int64($0)).text) } ?? .null,
    ]
    switch entry.condition {
    case .away(let behind, let ahead):
      members["behind"] = .integer(behind)
      members["ahead"] = .integer(ahead)
    case .drifted(let lines): members["differences"] = .strings(lines)
    case .unreachable(let diagnostic): members["error"] = .string(diagnostic.message)
    case .current, .foreign, .between, .interrupted, .untouched, .undecided: break
    }
    return .object(members)
  }
}
