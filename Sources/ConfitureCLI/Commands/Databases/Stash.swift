internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Reports
internal import Repository
internal import SchemaDiff

struct StashPush: SessionCommand {
  static let name = "push"
  static let summary = "Put away what was changed by hand in a disposable database."
  static let discussion = """
    The difference between the live schema and the recorded one is kept as a commit of this repository, with a script that
    leads there and back, proven on scratch. The database gets the recorded schema again. Rows of what goes away are lost.

    Only whole databases that are disposable, such as the local one: of others, and of a target that is one schema of a
    database, confiture drift --capture makes a migration.
    """
  static let examples = [
    Example("confiture stash push", "of the local scratch database"),
    Example("confiture stash push -m 'index to try'", "with a word about it"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .option(
      "target", \.place.target, "<name>", "A target of confiture.yaml (default: the local scratch database).",
      short: "t", completing: .targets),
    .option("message", \.message, "<text>", "What it is.", short: "m"),
  ]

  var place = TargetOptions()
  var message: String?

  func run(in session: Session) throws {
    let project = try session.project()
    let target = try session.target(place, in: project)
    var generator = session.generator
    let request = Stash.Request(
      message: message, author: try session.author(in: project), date: session.date,
      change: ChangeID(using: &generator))
    session.progress("planning and proving")
    let entry = try Stash(session.resealing(in: project)).push(
      target, session.versions(of: project), request)
    session.progress(nil)
    guard let entry else {
      session.present(
        text: ["nothing to put away: '\(target.name)' is as recorded"], json: .object(["stash": .null]))
      return
    }
    session.present(
      text: ["stash \(entry.number): \(entry.commit.title)"]
        + entry.migration.manifest.downLosses.map { "  lost \($0)" },
      json: .object(["stash": StashList.json(entry)]))
    session.say("'\(target.name)' has its recorded schema again; confiture stash pop brings the rest back")
  }
}

struct StashList: SessionCommand {
  static let name = "list"
  static let summary = "List what was put away, newest first."
  static let examples = [Example("confiture stash list", "all")]
  static let formats = ["text", "json"]

  func run(in session: Session) throws {
    let project = try session.project()
    let all = try Stash.list(in: project)
    session.present(
      text: all.map { "\($0.number)  \($0.commit.id.short())  \($0.commit.date.text)  \($0.commit.title)" },
      json: .array(all.map(Self.json)))
  }

  static func json(_ entry: Stash.Entry) -> JSONValue {
    .object([
      "number": .integer(entry.number), "commit": .string(entry.commit.id.hex), "base": .string(entry.base.hex),
      "title": .string(entry.commit.title), "date": .string(entry.commit.date.text),
      "losses": .strings(entry.migration.manifest.downLosses),
    ])
  }
}

struct StashShow: SessionCommand {
  static let name = "show"
  static let summary = "Show what was put away, as a difference of schemas."
  static let examples = [Example("confiture stash show", "the newest"), Example("confiture stash show 2", "another")]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [.optionalArgument(\.number, "<n>", "Its number (default: the newest).")]

  var number: Int?

  func run(in session: Session) throws {
    let project = try session.project()
    let entry = try Stash.entry(number, in: project)
    let changes = SnapshotDiff.changes(
      from: try project.commits.snapshotFiles(of: entry.base),
      to: try project.commits.snapshotFiles(of: entry.commit.id))
    session.present(
      text: ["stash \(entry.number): \(entry.commit.title)"] + DiffText.lines(changes),
      json: .object([
        "stash": StashList.json(entry), "changes": .array(changes.map(DiffText.json)),
        "up": .string(entry.migration.up), "down": .optional(entry.migration.down),
      ]))
  }
}

struct StashPop: SessionCommand {
  static let name = "pop"
  static let summary = "Bring back what was put away, and forget the stash."
  static let examples = [Example("confiture stash pop", "the newest"), Example("confiture stash pop 2", "another")]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .optionalArgument(\.number, "<n>", "Its number (default: the newest)."),
    .option(
      "target", \.place.target, "<name>", "A target of confiture.yaml (default: the local scratch database).",
      short: "t", completing: .targets),
  ]

  var number: Int?
  var place = TargetOptions()

  func run(in session: Session) throws {
    let project = try session.project()
    let target = try session.target(place, in: project)
    let entry = try Stash.entry(number, in: project)
    try Stash(session.resealing(in: project)).pop(
      entry, to: target, session.versions(of: project), patience: .seconds(60))
    session.present(
      text: ["'\(target.name)' has what stash \(entry.number) held: \(entry.commit.title)"],
      json: .object(["stash": StashList.json(entry), "target": .string(target.name)]))
  }
}

struct StashDrop: SessionCommand {
  static let name = "drop"
  static let summary = "Forget what was put away."
  static let examples = [Example("confiture stash drop 2", "this one")]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [.optionalArgument(\.number, "<n>", "Its number (default: the newest).")]

  var number: Int?

  func run(in session: Session) throws {
    let project = try session.project()
    let entry = try Stash.entry(number, in: project)
    try Stash.drop(entry, in: project)
    session.present(
      text: ["forgot stash \(entry.number): \(entry.commit.title) (\(entry.commit.id.short()))"],
      json: .object(["stash": StashList.json(entry)]))
  }
}
