internal import Catalog
internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Reports
internal import Repository
internal import Schema
internal import SchemaDiff
internal import Scratch

struct DriftCommand: PlanningCommand {
  static let name = "drift"
  static let summary = "Compare the live schema of a database with the recorded one."
  static let discussion = """
    Reads only. Ends with 1 when they differ, and says in which objects.

    With --capture the drift becomes a pending migration, written and proven as confiture new --from-database does it, on
    top of the version that the database is recorded at. Once it is sealed, confiture baseline takes the database for what
    it is.
    """
  static let examples = [
    Example("confiture drift --target production", "is production as Confiture left it?"),
    Example("confiture drift --target production --format json", "the same for a program"),
    Example("confiture drift production --capture", "write down what was changed there as a migration"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] =
    [
      .optionalArgument(\.targetName, "<target>", "A target of confiture.yaml.", completing: .targets),
      .option(
        "target", \.place.target, "<name>", "A target of confiture.yaml (default: the local scratch database).",
        short: "t", completing: .targets),
      .option("database", \.place.database, "<url>", "The address of any database, as libpq takes it.", short: "d"),
      .option("schema", \.place.schema, "<name>", "With --database: one schema of it, such as a tenant's."),
      .flag("stat", \.stat, "Only name the objects that differ."),
      .flag("capture", \.capture, "Make a pending migration of the drift."),
      .option("title", \.title, "<title>", "What the captured migration is called (default: drift of the target)."),
    ] + generationParameters

  var targetName: String?
  var place = TargetOptions()
  var stat = false
  var capture = false
  var title: String?
  var generation = GenerationOptions()

  func run(in session: Session) throws {
    let project = try session.project()
    let versions = try session.versions(of: project)
    let target = try session.target(chosen(), in: project)
    let control = try TargetConnection.open(target, role: "drift")
    let state = try Registry.read(control, of: target.line)
    try versions.learn(from: control, state: state)
    guard let head = state.head else {
      throw CommandFailure(
        .driftNotAdopted, "'\(target.name)' has no recorded version to compare with",
        hints: ["confiture baseline REV \(target.option)", "confiture checkout REV \(target.option)"])
    }
    let version = try versions.version(head)
    let compared = ComparedSchema(of: target, versions: versions)
    let live = try compared.live(control, includesAccess: version.fingerprint.includesAccess)
    let recorded = try compared.files(of: version)
    let isSame = try live.fingerprint == compared.fingerprint(of: version)
    let changes = SnapshotDiff.changes(from: recorded, to: live.files.map { ($0.path, $0.text) })
    let orderOnly = changes.filter { $0.kind == .columnOrderOnly }
    let real = isSame ? [] : changes.filter { $0.kind != .columnOrderOnly }
    var text =
      isSame
      ? ["'\(target.name)' is as recorded: \(version.name) (\(version.id.short()))"]
      : ["'\(target.name)' differs from \(version.name) (\(version.id.short())) in \(counted(real.count, "object"))"]
    if !isSame { text += stat ? real.map { DiffText.summary($0) } : DiffText.lines(real) }
    if !orderOnly.isEmpty {
      text.append("only the order of columns differs in: " + orderOnly.map(\.path).joined(separator: ", "))
    }
    if capture {
      guard !isSame else {
        session.present(text: text, json: .object(["folder": .null, "migrations": .array([])]))
        return
      }
      return try self.capture(compared.whole(live, at: version), of: target, at: version, in: project, session)
    }
    for object in live.uncovered { session.say("note: not compared: \(object)") }
    session.present(
      text: text,
      json: .object([
        "target": .string(target.name), "version": .string(head.hex), "drift": .bool(!isSame),
        "changes": .array(real.map(DiffText.json)), "columnOrderOnly": .strings(orderOnly.map(\.path)),
        "uncovered": .strings(live.uncovered.map(\.description)),
      ]))
    if !isSame { throw AnswerIsNo() }
  }

  private func chosen() throws -> TargetOptions {
    guard let targetName else { return place }
    guard place.target == nil, place.database == nil, place.schema == nil else {
      throw CommandFailure(.targetTwice, "the target is named twice: '\(targetName)' and by an option")
    }
    return TargetOptions(target: targetName, database: nil)
  }

  /// Writes what leads from the recorded version to the live schema.
  private func capture(
    _ live: Snapshot, of target: Target, at version: Version, in project: Project, _ session: Session
  ) throws {
    let title = try Workspace.title(self.title ?? "drift of \(target.name)")
    let configured = project.configuration.targets.first { $0.name == target.name }
    let proof = try session.proof(for: project)
    let scratch = try session.scratch(for: project)
    let base = try proof.loaded(version)
    defer {
      base.disconnect()
      try? scratch.dropDatabase(base.name)
    }
    let isOnline = configured?.generatesOnline ?? project.configuration.generatesOnline
    let generated = try session.generate(
      title, from: base, to: NamedSchema(label: target.name, snapshot: live),
      settings: generation.plannerOptions(isOnline: isOnline), on: scratch, in: project)
    let folders = try session.write(generated, title: title, in: project)
    session.present(generated, folders: folders, dryRun: false, uncovered: [])
    if try project.head() != version.id {
      session.say("note: proven on \(version.name), where '\(target.name)' is; the branch is elsewhere")
    }
    session.say("once it is sealed: confiture baseline \(try project.branchName()) \(target.option)")
  }
}
