internal import Catalog
internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Postgres
internal import Schema

struct BuildCommand: SessionCommand {
  static let name = "build"
  static let summary = "Build a version's schema from its snapshot, in an empty database or a file."
  static let discussion = """
    Loads the snapshot rather than running the migrations, and compares what is read back with the version's fingerprint.
    Rows that migrations write are not part of a snapshot.
    """
  static let examples = [
    Example("confiture build main --database postgresql://localhost/empty", "into an empty database"),
    Example("confiture build v1.2 --output schema.sql", "as one file, in an order that loads"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .optionalArgument(\.revision, "<rev>", "The version (default: HEAD).", completing: .revisions),
    .option("database", \.database, "<url>", "An empty database.", short: "d"),
    .option(
      "output", \.output, "<file>", "The file to write; - for standard output.", short: "o", completing: .files),
  ]

  var revision = "HEAD"
  var database: String?
  var output: String?

  func run(in session: Session) throws {
    let project = try session.project()
    let versions = try session.versions(of: project)
    let version = try session.version(revision, in: project, versions)
    let files = try versions.snapshotFiles(of: version.id)
    guard let database else {
      let text = SnapshotLoading.script(of: files)
      if let output, output != "-" {
        try TextFile.write(text, to: session.path(output))
        session.say("\(version.name) (\(version.id.short())) written to \(output)")
      } else {
        session.present(
          text: [text.trimmingLines()], json: .object(["version": .string(version.id.hex), "sql": .string(text)]))
      }
      return
    }
    let address = try ConnectionString(database)
    let connection = try TargetConnection.open(Target(name: "the database", address: address), role: "build")
    let options = SnapshotOptions(includesAccess: version.fingerprint.includesAccess)
    guard try CatalogReader.read(connection, options: options).fingerprint == Fingerprint.empty else {
      throw CommandFailure(
        .buildNotEmpty, "the database '\(connection.database)' is not empty",
        hints: ["create one: createdb NAME", "move a database that has a history: confiture checkout"])
    }
    try connection.transaction { connection in
      try SnapshotLoading.load(files, into: connection, createRoles: false)
    }
    let live = try CatalogReader.read(connection, options: options)
    guard live.fingerprint == version.fingerprint || !live.fingerprint.isComparable(with: version.fingerprint) else {
      throw CommandFailure(
        .buildFingerprint, "what was built is not '\(version.name)'",
        details: ["expected \(version.fingerprint.hex)", "reached  \(live.fingerprint.hex)"])
    }
    session.present(
      text: [
        "built \(version.name) (\(version.id.short())) in '\(connection.database)': \(counted(files.count, "object")), fingerprint verified"
      ],
      json: .object([
        "version": .string(version.id.hex), "objects": .integer(files.count),
        "fingerprint": .string(live.fingerprint.hex),
      ]))
  }
}
