internal import Catalog
internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Reports
internal import Schema
internal import SchemaDiff

struct DriftCommand: SessionCommand {
  static let name = "drift"
  static let summary = "Compare the live schema of a database with the recorded one."
  static let discussion = "Reads only. Ends with 1 when they differ, and says in which objects."
  static let examples = [
    Example("confiture drift --target production", "is production as Confiture left it?"),
    Example("confiture drift --target production --format json", "the same for a program"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .option(
      "target", \.place.target, "<name>", "A target of confiture.yaml (default: the local scratch database).",
      short: "t", completing: .targets),
    .option("database", \.place.database, "<url>", "The address of any database, as libpq takes it.", short: "d"),
    .flag("stat", \.stat, "Only name the objects that differ."),
  ]

  var place = TargetOptions()
  var stat = false

  func run(in session: Session) throws {
    let project = try session.project()
    let versions = try session.versions(of: project)
    let target = try session.target(place, in: project)
    let control = try TargetConnection.open(target, role: "drift")
    let state = try Registry.read(control)
    try versions.learn(from: control, state: state)
    guard let head = state.head else {
      throw CommandFailure(
        .driftNotAdopted, "'\(target.name)' has no recorded version to compare with",
        hints: ["confiture baseline REV \(target.option)", "confiture checkout REV \(target.option)"])
    }
    let version = try versions.version(head)
    let live = try CatalogReader.read(
      control, options: SnapshotOptions(includesAccess: version.fingerprint.includesAccess))
    let recorded = try versions.snapshotFiles(of: head)
    let isSame = live.fingerprint == version.fingerprint
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
}
