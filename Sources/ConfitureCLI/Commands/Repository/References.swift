internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Repository

struct BranchCommand: SessionCommand {
  static let name = "branch"
  static let summary = "List, create or delete branches; no database is touched."
  static let examples = [
    Example("confiture branch", "list"),
    Example("confiture branch loyalty v1.2", "start a branch at a release"),
    Example("confiture branch --delete loyalty", "delete it"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .optionalArgument(\.branch, "<name>", "The branch.", completing: .branches),
    .optionalArgument(\.start, "<rev>", "Where it starts (default: HEAD).", completing: .revisions),
    .flag("delete", \.delete, "Delete it.", short: "d"),
    .flag("force", \.force, "Delete it although versions of it are on no other branch.", short: "f"),
  ]

  var branch: String?
  var start = "HEAD"
  var delete = false
  var force = false

  func run(in session: Session) throws {
    let project = try session.project()
    guard let branch else { return try list(project, session) }
    if delete {
      let operation = session.operation("branch --delete \(branch)", in: project)
      _ = try project.branches(recording: operation).delete(branch, force: force)
      session.present(text: ["deleted branch \(branch)"], json: .object(["deleted": .string(branch)]))
      return
    }
    let versions = try session.versions(of: project)
    let version = try session.version(start, in: project, versions)
    try project.branches(recording: session.operation("branch \(branch)", in: project)).create(branch, at: version.id)
    session.present(
      text: ["branch \(branch) at \(version.id.short()) (\(version.name))"],
      json: .object(["branch": .string(branch), "version": .string(version.id.hex)]))
  }

  private func list(_ project: Project, _ session: Session) throws {
    let current = try project.branchName()
    let tips = try project.store.references(prefix: ConfitureReference.heads).map { reference in
      (name: String(reference.name.dropFirst(ConfitureReference.heads.count)), id: reference.id)
    }
    var text = tips.map { "\($0.name == current ? "*" : " ") \($0.name) \($0.id.short())" }
    if !tips.contains(where: { $0.name == current }) { text.insert("* \(current) (no versions yet)", at: 0) }
    session.present(
      text: text,
      json: .array(
        tips.map {
          .object(["name": .string($0.name), "version": .string($0.id.hex), "current": .bool($0.name == current)])
        }))
  }
}

struct SwitchCommand: SessionCommand {
  static let name = "switch"
  static let summary = "Change the branch of the workspace; no database is touched."
  static let examples = [
    Example("confiture switch loyalty", "go to a branch"),
    Example("confiture switch --create invoices", "start one here and go to it"),
    Example("confiture switch --create hotfix production", "start one at what production should be at"),
  ]
  static let parameters: [Parameter<Self>] = [
    .argument(\.branch, "<branch>", "The branch.", completing: .branches),
    .optionalArgument(
      \.start, "<rev>", "With --create, where it starts (default: HEAD).", completing: .revisions),
    .flag("create", \.create, "Create it first.", short: "c"),
    .flag("discard", \.discard, "Overwrite what was edited in sealed folders and in db/schema."),
  ]

  var branch = ""
  var start: String?
  var create = false
  var discard = false

  func run(in session: Session) throws {
    let project = try session.project()
    try EditSequence.checkNone(in: project)
    if let start, !create {
      throw CommandFailure(
        .switchStart, "'\(branch)' starts where it is: only a new branch starts at '\(start)'",
        hints: ["confiture switch --create \(branch) \(start)", "confiture checkout \(start) moves a database"])
    }
    let operation = session.operation("switch \(branch)", in: project)
    let start = try create ? created(in: session, project) : session.remoteStart(of: branch, in: project)
    if !create, start != nil { session.say("branch \(branch) begins where the last fetch saw it") }
    try project.switchBranch(to: branch, creatingAt: start, recording: operation, discardingEdits: discard)
    session.present(text: ["on branch \(branch)"], json: .null)
  }

  /// Where a new branch starts; `nil` before the first version.
  private func created(in session: Session, _ project: Project) throws -> ObjectID? {
    guard let start else { return try project.head() }
    return try session.version(start, in: project, session.versions(of: project)).id
  }
}

struct TagCommand: SessionCommand {
  static let name = "tag"
  static let summary = "List, create or delete tags."
  static let discussion = "A tag names a release for good: it does not move, and what it reaches is not rewritten."
  static let examples = [
    Example("confiture tag", "list"), Example("confiture tag v1.2", "name the head of this branch"),
    Example("confiture tag v1.1 HEAD~3 -m 'spring release'", "name an older version"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .optionalArgument(\.tag, "<name>", "The tag."),
    .optionalArgument(\.revision, "<rev>", "The version (default: HEAD).", completing: .revisions),
    .option("message", \.message, "<text>", "What the release is.", short: "m"),
    .flag("delete", \.delete, "Delete it; needs --force.", short: "d"),
    .flag("force", \.force, "Delete it although others may rely on it.", short: "f"),
  ]

  var tag: String?
  var revision = "HEAD"
  var message: String?
  var delete = false
  var force = false

  func run(in session: Session) throws {
    let project = try session.project()
    guard let tag else { return try list(project, session) }
    let operation = session.operation("tag \(tag)", in: project)
    let tags = project.tags(recording: operation)
    if delete {
      _ = try tags.delete(tag, force: force)
      session.present(text: ["deleted tag \(tag)"], json: .object(["deleted": .string(tag)]))
      return
    }
    let versions = try session.versions(of: project)
    let version = try session.version(revision, in: project, versions)
    try tags.create(
      tag, at: version.id, message: message ?? tag, tagger: try session.author(in: project), date: session.date)
    session.present(
      text: ["tag \(tag) at \(version.id.short()) (\(version.name))"],
      json: .object(["tag": .string(tag), "version": .string(version.id.hex)]))
  }

  private func list(_ project: Project, _ session: Session) throws {
    let places = try session.places(in: project)
    let tags = try project.store.references(prefix: ConfitureReference.tags).map { reference in
      (
        name: String(reference.name.dropFirst(ConfitureReference.tags.count)),
        id: try project.store.peeled(reference.id)
      )
    }
    session.present(
      text: tags.map { tag in
        let here = places.filter { $0.version == tag.id }.map(\.name)
        return "\(tag.name) \(tag.id.short())" + (here.isEmpty ? "" : " (\(here.joined(separator: ", ")))")
      },
      json: .array(
        tags.map { tag in
          .object([
            "name": .string(tag.name), "version": .string(tag.id.hex),
            "at": .strings(places.filter { $0.version == tag.id }.map(\.name)),
          ])
        }))
  }
}

struct RevParseCommand: SessionCommand {
  static let name = "rev-parse"
  static let summary = "Print the commit ids that revisions name."
  static let examples = [
    Example("confiture rev-parse main~2", "one id"),
    Example("confiture rev-parse production", "where production should be"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .arguments(\.revisions, "<rev>", "Revisions.", completing: .revisions),
    .flag("short", \.short, "Shortened ids."),
  ]

  var revisions: [String] = []
  var short = false

  func run(in session: Session) throws {
    let project = try session.project()
    let versions = try session.versions(of: project)
    let ids = try (revisions.isEmpty ? ["HEAD"] : revisions).map { try session.object($0, in: project, versions) }
    session.present(text: ids.map { short ? $0.short() : $0.hex }, json: .strings(ids.map(\.hex)))
  }
}
