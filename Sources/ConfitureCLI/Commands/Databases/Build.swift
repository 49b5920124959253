internal import Catalog
internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Postgres
internal import Repository
internal import Schema
internal import Scratch

struct BuildCommand: SessionCommand {
  static let name = "build"
  static let summary = "Build a schema from a version's snapshot or a folder of SQL files, in a database or a file."
  static let discussion = """
    Loads the snapshot rather than running the migrations, and compares what is read back with the version's fingerprint.
    Rows that migrations write are not part of a snapshot.

    The SQL files of a folder may stand in any order: they are run on scratch first, each statement once what it needs is
    there, and what results is built.
    """
  static let examples = [
    Example("confiture build main --database postgresql://localhost/empty", "into an empty database"),
    Example("confiture build v1.2 --output schema.sql", "as one file, in an order that loads"),
    Example("confiture build schema/ --output schema.sql", "from the SQL files of a folder, in any order"),
    Example("confiture build schema/ --show-hash", "the fingerprint of what they make"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .optionalArgument(
      \.source, "<rev|dir>", "The version, or a folder of SQL files (default: HEAD).", completing: .revisions),
    .option("database", \.database, "<url>", "An empty database.", short: "d"),
    .option(
      "output", \.output, "<file>", "The file to write; - for standard output.", short: "o", completing: .files),
    .flag("show-hash", \.showHash, "Print the fingerprint, and build nothing unless a place is named."),
  ]

  var source = "HEAD"
  var database: String?
  var output: String?
  var showHash = false

  /// What is to be built.
  private struct Schema {
    let name: String
    let files: [(path: String, text: String)]
    let fingerprint: Fingerprint
    /// `nil` for a folder.
    let version: Version?

    var json: [String: JSONValue] {
      [
        "version": .optional(version?.id.hex), "objects": .integer(files.count),
        "fingerprint": .string(fingerprint.hex),
      ]
    }
  }

  func run(in session: Session) throws {
    guard database == nil || output == nil else {
      throw CommandFailure(
        .buildTwoPlaces, "--database and --output exclude each other", hints: ["run the command twice"])
    }
    let schema = try schema(in: session)
    if let database { return try build(schema, in: database, session) }
    if showHash, output == nil {
      return session.present(text: [schema.fingerprint.hex], json: .object(schema.json))
    }
    let text = SnapshotLoading.script(of: schema.files)
    if let output, output != "-" {
      try TextFile.write(text, to: session.path(output))
      session.say("\(schema.name) written to \(output)")
      if showHash { session.present(text: [schema.fingerprint.hex], json: .object(schema.json)) }
    } else {
      var json = schema.json
      json["sql"] = .string(text)
      session.present(text: [text.trimmingLines()], json: .object(json))
    }
  }

  private func schema(in session: Session) throws -> Schema {
    if Session.isPath(source) { return try folder(in: session) }
    do {
      let project = try session.project()
      let versions = try session.versions(of: project)
      let version = try session.version(source, in: project, versions)
      return Schema(
        name: "\(version.name) (\(version.id.short()))", files: try versions.snapshotFiles(of: version.id),
        fingerprint: version.fingerprint, version: version)
    } catch let error as HistoryError
      where [.unknownRevision, .invalidRevision].contains(error.code) && session.isFolder(source)
    {
      return try folder(in: session)
    }
  }

  /// What the SQL files of a folder make; a project is not needed for that.
  private func folder(in session: Session) throws -> Schema {
    let folder = try SchemaFolder(session.path(source), as: source)
    let options = (try? session.project())?.configuration.snapshot ?? SnapshotOptions()
    let scratch = try ScratchServer.attach(session.scratchSettings(), environment: session.environment)
    let snapshot = try folder.snapshot(on: scratch, options: options)
    for object in snapshot.uncovered {
      session.warn(Diagnostic(.warning, code: "snapshot.uncovered", "\(object) cannot be built from a snapshot"))
    }
    return Schema(
      name: source, files: snapshot.files.map { ($0.path, $0.text) }, fingerprint: snapshot.fingerprint,
      version: nil)
  }

  private func build(_ schema: Schema, in database: String, _ session: Session) throws {
    let address = try ConnectionString(database)
    let connection = try TargetConnection.open(Target(name: "the database", address: address), role: "build")
    let options = SnapshotOptions(includesAccess: schema.fingerprint.includesAccess)
    guard try CatalogReader.read(connection, options: options).fingerprint == Fingerprint.empty else {
      throw CommandFailure(
        .buildNotEmpty, "the database '\(connection.database)' is not empty",
        hints: ["create one: createdb NAME", "move a database that has a history: confiture checkout"])
    }
    try connection.transaction { connection in
      try SnapshotLoading.load(schema.files, into: connection, createRoles: false)
    }
    let live = try CatalogReader.read(connection, options: options)
    guard live.fingerprint == schema.fingerprint || !live.fingerprint.isComparable(with: schema.fingerprint) else {
      throw CommandFailure(
        .buildFingerprint, "what was built is not '\(schema.name)'",
        details: ["expected \(schema.fingerprint.hex)", "reached  \(live.fingerprint.hex)"])
    }
    let line =
      "built \(schema.name) in '\(connection.database)': \(counted(schema.files.count, "object")), fingerprint verified"
    session.present(text: [line] + (showHash ? [live.fingerprint.hex] : []), json: .object(schema.json))
  }
}
