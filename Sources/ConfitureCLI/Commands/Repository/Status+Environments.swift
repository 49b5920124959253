internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Repository
internal import Terminal

extension StatusCommand {
  /// Where each environment should be, and where it is; reads only.
  func showEnvironments(_ project: Project, _ versions: VersionReader, _ session: Session) throws {
    let chosen =
      names.isEmpty ? project.configuration.environments : try names.map { try project.configuration.environment($0) }
    var table = Table(["ENVIRONMENT", "VERSION", "DATABASE", "BEHIND", "AHEAD", "DRIFT", "LAST RUN"])
    var list: [JSONValue] = []
    for settings in chosen {
      let row = try EnvironmentRow(settings, project, versions, session)
      table.add(row.cells)
      list.append(row.json)
    }
    let none = "there are no environments in \(Configuration.fileName): add them below 'environments:'"
    session.present(text: chosen.isEmpty ? [none] : table.lines(), json: .array(list))
  }
}

/// One environment as the table shows it.
private struct EnvironmentRow {
  private let settings: EnvironmentSettings
  private let promoted: ObjectID?
  private var registered: ObjectID?
  private var isReached = false
  private var error: String?
  /// Versions that the environment should have and its database has not, and the reverse.
  private var distance: (behind: Int, ahead: Int)?
  private var drift: DriftCheck.Finding?
  private let latest: Outcome?
  private let graph: HistoryGraph

  init(
    _ settings: EnvironmentSettings, _ project: Project, _ versions: VersionReader, _ session: Session
  ) throws {
    self.settings = settings
    promoted = try project.environments().version(of: settings.name)
    latest = try project.outcomes.latest(of: settings.name)?.outcome
    if settings.target != nil, settings.tenants == nil {
      do {
        let target = try session.namedTarget(settings.name, in: project)
        let control = try TargetConnection.open(target, role: "status")
        let state = try Registry.read(control, of: target.line)
        try versions.learn(from: control, state: state)
        (registered, isReached) = (state.head, true)
        drift = try DriftCheck(of: target, control: control, versions: versions).compare(state)
      } catch let error as any DiagnosedError {
        self.error = error.diagnostic.message
      }
    }
    graph = versions.graph
    if isReached, let promoted {
      let there = graph.ancestors(of: promoted)
      let here = registered.map { graph.ancestors(of: $0) } ?? VersionSet(capacity: graph.count)
      distance = (there.subtracting(here).count, here.subtracting(there).count)
    }
  }

  var cells: [String] {
    [
      settings.name, name(promoted) ?? "-", isReached ? name(registered) ?? "nothing" : error ?? "none of its own",
      distance.map { "\($0.behind)" } ?? "-", distance.map { "\($0.ahead)" } ?? "-", drift.map(Self.word) ?? "-",
      latest.map { "\($0.result.rawValue) \(CommitDate(seconds: Int64($0.ended)).text)" } ?? "never",
    ]
  }

  var json: JSONValue {
    .object([
      "name": .string(settings.name), "version": .optional(promoted?.hex),
      "database": .optional(registered?.hex), "reached": .bool(isReached), "error": .optional(error),
      "behind": distance.map { .integer($0.behind) } ?? .null, "ahead": distance.map { .integer($0.ahead) } ?? .null,
      "drift": drift.map { .string(Self.word($0)) } ?? .null, "promotesFrom": .optional(settings.promotesFrom),
      "protected": .bool(settings.policy.isProtected), "lastResult": .optional(latest?.result.rawValue),
      "lastEnded": .optional(latest.map { CommitDate(seconds: Int64($0.ended)).text }),
    ])
  }

  private func name(_ id: ObjectID?) -> String? {
    id.map { id in graph.version(id).map { "\($0.name) (\(id.short()))" } ?? id.short() }
  }

  private static func word(_ finding: DriftCheck.Finding) -> String {
    switch finding {
    case .none: "none"
    case .unknown: "unknown"
    case .notAdopted(let objects): counted(objects.count, "object")
    case .differs(let lines): counted(lines.count, "difference")
    }
  }
}
