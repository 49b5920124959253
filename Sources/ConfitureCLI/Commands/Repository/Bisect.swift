internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Postgres
internal import Processes
internal import Repository
internal import Scratch

/// What the commands of a bisection share.
protocol BisectStep: SessionCommand {}

extension BisectStep {
  func open(in project: Project) throws -> BisectState {
    guard let state = try BisectState.current(in: project) else {
      throw CommandFailure(
        .bisectNotStarted, "no bisection was started here", hints: ["confiture bisect start BAD GOOD"])
    }
    return state
  }

  /// Notes what is known, says what to look at next, and makes the database for it.
  func advance(
    _ state: inout BisectState, in project: Project, _ versions: VersionReader, _ session: Session,
    placing: Bool = true
  ) throws {
    let graph = versions.graph
    let next = state.bisection.next(in: graph)
    state.current = nil
    switch next {
    case .contradiction(let good):
      throw CommandFailure(
        .bisectContradiction, "\(good.short()) is said to be good, and descends from the bad version",
        hints: ["confiture bisect log", "confiture bisect reset, then start again"])
    case .look(let id, _, _): state.current = id
    case .unknownEnds, .found, .among: break
    }
    try state.store(in: project)
    var address: ConnectionString?
    if placing, let current = state.current {
      session.progress("building \(current.short())")
      address = try BisectDatabase(session.resealing(in: project), isSchemaOnly: false)
        .place(versions.version(current), in: graph)
      session.progress(nil)
    }
    try present(next, address, versions, session)
  }

  func present(
    _ next: Bisection.Next, _ address: ConnectionString?, _ versions: VersionReader, _ session: Session
  ) throws {
    func named(_ id: ObjectID) throws -> String { "\(try versions.version(id).name) (\(id.short()))" }
    switch next {
    case .unknownEnds:
      session.present(
        text: ["waiting for a bad and a good version"], json: .object(["state": "waiting"]))
    case .look(let id, let remaining, let steps):
      var text = ["look at \(try named(id)): \(counted(remaining, "version")) left, about \(counted(steps, "step"))"]
      if let address { text.append(Self.words(address)) }
      session.present(
        text: text,
        json: .object([
          "state": "look", "version": .string(id.hex), "remaining": .integer(remaining), "steps": .integer(steps),
          "database": .optional(address?.database),
        ]))
    case .found(let id):
      let version = try versions.version(id)
      session.present(
        text: [
          "\(version.name) (\(id.short())) is the first bad version", "  \(version.title)",
          "  \(version.author), \(version.date.text)",
        ],
        json: .object([
          "state": "found", "version": .string(id.hex), "name": .string(version.name),
          "change": .optional(version.change?.text),
        ]))
    case .among(let ids):
      let names = try ids.map { "  \(try named($0))" }
      session.present(
        text: ["the first bad version is one of these, which could not be looked at:"] + names,
        json: .object(["state": "among", "versions": .strings(ids.map(\.hex))]))
    case .contradiction: break
    }
  }

  private static func words(_ address: ConnectionString) -> String {
    let parts = [
      ("host", address.host), ("port", address.port), ("user", address.user), ("dbname", address.database),
    ]
    return "  psql '" + parts.compactMap { key, value in value.map { "\(key)=\($0)" } }.joined(separator: " ") + "'"
  }
}

struct BisectStart: BisectStep {
  static let name = "start"
  static let summary = "Begin to look for the first bad version."
  static let examples = [
    Example("confiture bisect start HEAD v1.0", "the head is bad, the release was good"),
    Example("confiture bisect start", "say later which versions are bad and good"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .optionalArgument(\.bad, "<bad>", "A version that is bad.", completing: .revisions),
    .arguments(\.good, "<good>", "Versions that are good.", completing: .revisions),
  ]

  var bad: String?
  var good: [String] = []

  func run(in session: Session) throws {
    let project = try session.project()
    let versions = try session.versions(of: project)
    var state = BisectState(log: [
      "confiture bisect start" + ([bad].compactMap { $0 } + good).map { " \($0)" }.joined()
    ])
    state.bisection.bad = try bad.map { try session.version($0, in: project, versions).id }
    state.bisection.good = try good.map { try session.version($0, in: project, versions).id }
    try advance(&state, in: project, versions, session)
  }
}

/// A command that says what a version is.
protocol BisectVerdict: BisectStep {
  var revision: String? { get }
  func note(_ version: ObjectID, in bisection: inout Bisection)
}

extension BisectVerdict {
  static var verdictParameters: String { "The version (default: the one that is looked at)." }

  func run(in session: Session) throws {
    let project = try session.project()
    var state = try open(in: project)
    let versions = try session.versions(of: project)
    let version: ObjectID
    if let revision {
      version = try session.version(revision, in: project, versions).id
    } else if let current = state.current {
      version = current
    } else {
      version = try session.version("HEAD", in: project, versions).id
    }
    note(version, in: &state.bisection)
    state.log.append("confiture bisect \(Self.name) \(version.short())")
    try advance(&state, in: project, versions, session)
  }
}

struct BisectGood: BisectVerdict {
  static let name = "good"
  static let summary = "Say that a version is good."
  static let examples = [
    Example("confiture bisect good", "the version that is looked at"),
    Example("confiture bisect good v1.0", "another one"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .optionalArgument(\.revision, "<rev>", verdictParameters, completing: .revisions)
  ]
  var revision: String?

  func note(_ version: ObjectID, in bisection: inout Bisection) { bisection.good.append(version) }
}

struct BisectBad: BisectVerdict {
  static let name = "bad"
  static let summary = "Say that a version is bad."
  static let examples = [Example("confiture bisect bad", "the version that is looked at")]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .optionalArgument(\.revision, "<rev>", verdictParameters, completing: .revisions)
  ]
  var revision: String?

  func note(_ version: ObjectID, in bisection: inout Bisection) { bisection.bad = version }
}

struct BisectSkip: BisectVerdict {
  static let name = "skip"
  static let summary = "Say that a version cannot be looked at."
  static let examples = [Example("confiture bisect skip", "the version that is looked at")]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .optionalArgument(\.revision, "<rev>", verdictParameters, completing: .revisions)
  ]
  var revision: String?

  func note(_ version: ObjectID, in bisection: inout Bisection) { bisection.skipped.insert(version) }
}

struct BisectLog: BisectStep {
  static let name = "log"
  static let summary = "Print the commands of the bisection so far."
  static let examples = [Example("confiture bisect log", "what was said")]
  static let formats = ["text", "json"]

  func run(in session: Session) throws {
    let state = try open(in: session.project())
    session.present(text: state.log, json: .strings(state.log))
  }
}

struct BisectReset: BisectStep {
  static let name = "reset"
  static let summary = "End the bisection and drop its database."
  static let examples = [Example("confiture bisect reset", "forget what was said")]
  static let formats = ["text", "json"]

  func run(in session: Session) throws {
    let project = try session.project()
    let isOpen = try BisectState.current(in: project) != nil
    if isOpen { try BisectDatabase.drop(forProjectAt: project.root, on: session.scratch(for: project)) }
    try BisectState.clear(in: project)
    session.present(
      text: [isOpen ? "the bisection is over" : "no bisection was started here"],
      json: .object(["reset": .bool(isOpen)]))
  }
}
