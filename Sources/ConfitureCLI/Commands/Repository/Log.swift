internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Repository
internal import Schema

struct LogCommand: SessionCommand {
  static let name = "log"
  static let summary = "List versions, or what happened to a target."
  static let discussion = """
    With a revision or a range, lists versions, newest first. With the name of a target, lists its outcomes: every run
    against it, successful or not.

    With objects or paths behind --, lists the versions that changed them, as Git does: what a merge did not take is left
    out, and a merge is listed when it differs from all its parents.
    """
  static let examples = [
    Example("confiture log --graph --oneline", "the shape of the history"),
    Example("confiture log main..feature", "what feature has and main has not"),
    Example("confiture log -- public.users public.orders", "what changed these tables"),
    Example("confiture log production", "what happened to production"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .optionalArgument(
      \.revision, "<rev>", "A revision, a range A..B, or a target (default: HEAD).", completing: .revisions),
    .arguments(\.objects, "<object>", "Only what changed these objects, files or folders of the snapshot.")
      .behindDashes,
    .flag("graph", \.graph, "Draw the lines of the history."),
    .flag("oneline", \.oneline, "One line per version."),
    .flag("all", \.all, "All branches."),
    .flag("reverse", \.reverse, "Oldest first."),
    .option("max-count", \.count, "<n>", "At most so many.", short: "n"),
  ]

  var revision: String?
  var objects: [String] = []
  var graph = false
  var oneline = false
  var all = false
  var reverse = false
  var count: Int?

  func run(in session: Session) throws {
    let project = try session.project()
    if let revision, objects.isEmpty, try session.isTarget(revision, in: project) {
      return try showOutcomes(of: revision, project, session)
    }
    let versions = try session.versions(of: project)
    try session.requireVersions(of: project, versions)
    let set = try chosen(project, versions, session)
    let changed =
      objects.isEmpty
      ? nil
      : try ObjectHistory(
        of: objects.map(ObjectPattern.init), in: set, versions.graph, store: project.store)
    let ordered = changed?.versions ?? versions.graph.logOrder(of: set).map { versions.graph.version(at: $0) }
    let listed = count.map { Array(ordered.prefix($0)) } ?? ordered
    let decorations = LogDecorations(
      versions.index, branch: try project.branchName(), targets: try session.targetPlaces(in: project))
    if session.format == .json {
      session.present(text: [], json: .array((reverse ? listed.reversed() : listed).map { json($0, decorations) }))
      return
    }
    if graph {
      var renderer = LogGraphRenderer<ObjectID>()
      let lines = listed.flatMap { version in
        renderer.lines(
          for: version.id, parents: changed?.parents(of: version) ?? version.parents,
          text: oneline ? [oneLine(version, decorations, session)] : paragraph(version, decorations)
        ).map(\.plain)
      }
      session.present(text: lines.withoutBlankEnd, json: .null)
      return
    }
    let lines = (reverse ? listed.reversed() : listed).flatMap { version in
      oneline ? [oneLine(version, decorations, session)] : paragraph(version, decorations)
    }
    session.present(text: lines.withoutBlankEnd, json: .null)
    if lines.isEmpty, revision == nil {
      session.say("no versions yet: confiture new and confiture commit make the first, confiture import brings many")
    }
  }

  private func chosen(_ project: Project, _ versions: VersionReader, _ session: Session) throws -> VersionSet {
    if all { return versions.graph.all }
    guard let revision else {
      guard let head = try project.head() else { return versions.graph.ancestors(of: [ObjectID]()) }
      return versions.graph.ancestors(of: head)
    }
    return try session.versionSet(revision, in: project, versions)
  }

  private func oneLine(_ version: Version, _ decorations: LogDecorations, _ session: Session) -> String {
    let entry = LogEntry(version: version, decorations: decorations.names(at: version.id))
    return entry.oneline + (version.isReversible ? "" : " (irreversible)")
  }

  private static func suffix(_ names: [String]) -> String {
    names.isEmpty ? "" : " (\(names.joined(separator: ", ")))"
  }

  private func paragraph(_ version: Version, _ decorations: LogDecorations) -> [String] {
    var lines = ["version \(version.id.hex)" + Self.suffix(decorations.names(at: version.id))]
    if let change = version.change { lines.append("Change:      \(change.text)") }
    if version.isMerge { lines.append("Parents:     " + version.parents.map { $0.short() }.joined(separator: " ")) }
    lines.append("Author:      \(version.author)")
    lines.append("Date:        \(version.date.text)")
    lines.append("Fingerprint: \(version.fingerprint.short)")
    if !version.isReversible { lines.append("Reversible:  no") }
    return lines + ["", "    \(version.title)", ""]
  }

  private func json(_ version: Version, _ decorations: LogDecorations) -> JSONValue {
    .object([
      "id": .string(version.id.hex), "parents": .strings(version.parents.map(\.hex)),
      "change": .optional(version.change?.text), "name": .string(version.name), "title": .string(version.title),
      "author": .string(version.author), "date": .string(version.date.text),
      "fingerprint": .string(version.fingerprint.hex), "reversible": .bool(version.isReversible),
      "writesData": .bool(version.writesData), "refs": .strings(decorations.names(at: version.id)),
    ])
  }

  // MARK: Outcomes

  private func showOutcomes(of target: String, _ project: Project, _ session: Session) throws {
    let chain = try Outcomes(project.store).chain(of: target)
    let limited = count.map { Array(chain.prefix($0)) } ?? chain
    let isRollout = try project.store.reference(ConfitureReference.outcome(target)) == nil
    let text = limited.flatMap { entry in
      oneline
        ? [OutcomeText.line(entry, isRollout: isRollout)]
        : OutcomeText.lines(entry, session, isRollout: isRollout)
    }
    session.present(
      text: text.isEmpty ? ["nothing has happened to '\(target)' yet"] : text,
      json: .array(limited.map(OutcomeText.json)))
  }
}
