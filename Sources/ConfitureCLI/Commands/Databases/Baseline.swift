internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Repository

struct BaselineCommand: SessionCommand {
  static let name = "baseline"
  static let summary = "Adopt a database that is at a version already."
  static let discussion = """
    Compares the schema of a database with a version's, and where they are the same, records all changes of that version
    as present. Nothing of the schema is touched; only the registry is written.

    A database that has a history already is adopted at a later version whose schema it has drifted to, as after confiture
    drift --capture.
    """
  static let examples = [
    Example("confiture baseline v1.0 --target production", "take production for what it is"),
    Example("confiture baseline main --database postgresql://localhost/shop", "adopt any database"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .argument(\.revision, "<rev>", "The version that the database is at.", completing: .revisions),
    .option("target", \.place.target, "<name>", "A target of confiture.yaml.", short: "t", completing: .targets),
    .option("database", \.place.database, "<url>", "The address of any database, as libpq takes it.", short: "d"),
    .option("schema", \.place.schema, "<name>", "With --database: one schema of it, such as a tenant's."),
    .option("wait", \.wait, "<duration>", "How long to wait for another run to end (default: 60s)."),
  ]

  var revision = ""
  var place = TargetOptions()
  var wait: DurationValue?

  func run(in session: Session) throws {
    let project = try session.project()
    let versions = try session.versions(of: project)
    let version = try session.version(revision, in: project, versions)
    let target = try session.target(place, in: project)
    let baseline = Baseline(
      versions: versions, recorder: OutcomeRecorder(project.store), environment: session.runEnvironment)
    _ = try baseline.adopt(target, at: version, patience: wait?.duration ?? .seconds(60))
    session.present(
      text: ["'\(target.name)' is at \(version.name) (\(version.id.short())): adopted as it is"],
      json: .object([
        "target": .string(target.name), "version": .string(version.id.hex), "name": .string(version.name),
      ]))
  }
}
