internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Repository
internal import SQLSyntax

struct StatusCommand: SessionCommand {
  static let name = "status"
  static let summary = "Show the branch, what is pending, and where each target is."
  static let discussion = """
    Reads only: no registry is created, nothing is written to a target. With --live the schema of each target is compared
    with the version that its registry names.
    """
  static let examples = [
    Example("confiture status", "the workspace and all targets"),
    Example("confiture status production --live", "one target, with a look for drift"),
    Example("confiture status --environments", "where each environment should be, and where it is"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .arguments(
      \.names, "<target>", "Targets (default: all that are configured, and the local one).", completing: .targets),
    .flag(
      "environments", \.environments,
      "A table of the environments: where each should be, where its database is, and how its last run ended."),
    .flag("live", \.live, "Compare the live schema of each target with its recorded version."),
    .negatableFlag("targets", \.targets, "Look at targets (the default)."),
  ]

  var names: [String] = []
  var environments = false
  var live = false
  var targets: Bool?

  func run(in session: Session) throws {
    let project = try session.project()
    let versions = try session.versions(of: project)
    if environments { return try showEnvironments(project, versions, session) }
    let workspace = try project.status(patchID: PatchID.of)
    let lacksReferences = try project.lacksReferences()
    if lacksReferences {
      session.warn(
        Diagnostic(
          .warning, code: RepositoryError.Code.missingReferences.rawValue,
          "the versions of this schema are not here: a clone by Git does not bring refs/confiture/",
          hints: ["confiture fetch"]))
    }
    let merge = try MergeFiles(project.store).read()
    var text = names.isEmpty && !lacksReferences ? lines(workspace, versions) + lines(merge) : []
    var states: [JSONValue] = []
    if targets ?? true {
      for name in try chosen(project, session) {
        let state = look(at: name, project, versions, session)
        text.append(state.line)
        states.append(state.json)
      }
    }
    session.present(
      text: text,
      json: .object([
        "branch": .optional(workspace.branch), "head": .optional(workspace.head?.hex),
        "pending": .strings(workspace.pending.map(\.migration.name)),
        "edited": .array(
          workspace.sealedEdits.map {
            .object(["folder": .string($0.folder), "kind": .string($0.kind.rawValue), "files": .strings($0.files)])
          }),
        "schema": .strings(workspace.schemaDifferences.map(\.path)), "targets": .array(states),
        "merge": merge.map { merge in
          .object([
            "theirs": .string(merge.theirs.hex), "name": .string(merge.theirName),
            "open": .integer(merge.open.count), "folder": .optional(merge.folder),
          ])
        } ?? .null,
      ]))
  }

  private func lines(_ merge: MergeState?) -> [String] {
    guard let merge else { return [] }
    let next = merge.open.isEmpty ? "--continue proves and seals it" : "--status shows them"
    return [
      "Merging \(merge.theirName): \(counted(merge.open.count, "conflict")) open (confiture merge \(next))"
    ]
  }

  private func lines(_ workspace: WorkspaceStatus, _ versions: VersionReader) -> [String] {
    let head = workspace.head.flatMap { versions.graph.version($0) }
    var text = [
      "On branch \(workspace.branch ?? "(none)")"
        + (head.map { " at \($0.name) (\($0.id.short()))" } ?? ", no versions yet")
    ]
    if !workspace.pending.isEmpty {
      text.append("Pending migrations (confiture commit proves and seals them):")
      text += workspace.pending.map { "  \($0.migration.name)" }
    }
    for edit in workspace.sealedEdits {
      text.append(
        "Edited although sealed (\(edit.kind.rawValue)): \(edit.folder) (\(edit.files.joined(separator: ", ")))")
    }
    if !workspace.schemaDifferences.isEmpty {
      text.append(
        "db/schema is not what was sealed: "
          + workspace.schemaDifferences.prefix(5).map(\.path).joined(separator: ", "))
    }
    if !workspace.sealedEdits.isEmpty || !workspace.schemaDifferences.isEmpty, let branch = workspace.branch {
      text.append("  (confiture switch --discard \(branch) writes what was sealed)")
    }
    if workspace.isClean { text.append("nothing pending, nothing edited") }
    return text
  }

  private func chosen(_ project: Project, _ session: Session) throws -> [String] {
    guard names.isEmpty else { return try names.map { try session.namedTarget($0, in: project).name } }
    let hasLocal = try session.hasLocalDatabase(project)
    return project.configuration.targets.map(\.name) + (hasLocal ? [LocalDatabase.targetName] : [])
  }

  private func look(
    at name: String, _ project: Project, _ versions: VersionReader, _ session: Session
  ) -> (line: String, json: JSONValue) {
    do {
      let target = try session.namedTarget(name, in: project)
      let control = try TargetConnection.open(target, role: "status")
      let state = try Registry.read(control, of: target.line)
      try versions.learn(from: control, state: state)
      var words: [String] = []
      let version = state.head.flatMap { versions.graph.version($0) }
      if let version {
        words.append("at \(version.name) (\(version.id.short()))")
      } else {
        words.append(state == .empty ? "no registry" : "nothing applied")
      }
      if let head = try project.head(), let version { words += distance(version, head, versions) }
      if let open = state.openRun {
        words.append(
          open.unfinished == nil ? "an earlier run was interrupted" : "a run was interrupted in the middle of a step")
      }
      if state.unrecordedOutcomes > 0 { words.append("\(state.unrecordedOutcomes) outcomes not yet recorded") }
      var drift: JSONValue = .null
      if live {
        let finding = try DriftCheck(of: target, control: control, versions: versions).compare(state)
        words.append(describe(finding))
        drift = .bool(isDrift(finding))
      }
      return (
        "Target \(name): " + words.joined(separator: ", "),
        .object([
          "name": .string(name), "version": .optional(state.head?.hex), "versionName": .optional(version?.name),
          "applied": .integer(state.applied.count), "openRun": .bool(state.openRun != nil), "drift": drift,
        ])
      )
    } catch {
      let message = (error as? any DiagnosedError)?.diagnostic.message ?? "\(error)"
      return (
        "Target \(name): \(message)", .object(["name": .string(name), "error": .string(message)])
      )
    }
  }

  private func distance(_ version: Version, _ head: ObjectID, _ versions: VersionReader) -> [String] {
    let here = versions.graph.ancestors(of: version.id)
    let there = versions.graph.ancestors(of: head)
    let behind = there.subtracting(here).count
    let ahead = here.subtracting(there).count
    var words: [String] = []
    if behind > 0 { words.append("\(behind) behind") }
    if ahead > 0 { words.append("\(ahead) not on this branch") }
    return words
  }

  private func describe(_ finding: DriftCheck.Finding) -> String {
    switch finding {
    case .none: "schema as recorded"
    case .unknown(let why): "not compared: \(why)"
    case .notAdopted(let objects): "\(counted(objects.count, "object")) that Confiture does not know"
    case .differs(let lines): "drift: \(counted(lines.count, "difference")) (confiture drift shows them)"
    }
  }

  private func isDrift(_ finding: DriftCheck.Finding) -> Bool {
    switch finding {
    case .none, .unknown: false
    case .notAdopted, .differs: true
    }
  }
}
