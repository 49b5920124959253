internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Postgres
internal import Repository

struct CloneCommand: SessionCommand {
  static let name = "clone"
  static let summary = "Bring a history into a new folder: from a Git repository, or from a database."
  static let discussion = """
    Any address that `git clone` takes is cloned by Git, and then the references of Confiture are fetched, which Git leaves
    out: branches, releases, environments, outcomes and approvals.

    A database that Confiture moved holds the versions that were applied there. From `postgres://…` they are copied into a
    new project, each checked against its id, and the branch main is set to the version that the database is at. Where it
    is the schemas of a database that were moved, such as tenants, main is set to the version that all of them are on the
    way to; --schema takes the version of one.
    """
  static let examples = [
    Example("confiture clone git@example.org:shop.git", "from a Git repository"),
    Example("confiture clone postgres://localhost/shop shop", "from a database into a new folder"),
    Example("confiture clone postgres://localhost/app --schema tenant_acme", "what one schema of a database has"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .argument(\.source, "<url>", "The address of a Git repository or of a database."),
    .optionalArgument(
      \.folder, "<dir>", "The folder to make (default: named as the repository or the database).", completing: .files),
    .option("schema", \.schema, "<name>", "Of a database: the version of this schema."),
  ]

  var source = ""
  var folder: String?
  var schema: String?

  func run(in session: Session) throws {
    let isDatabase = source.hasPrefix("postgres://") || source.hasPrefix("postgresql://")
    guard isDatabase || schema == nil else {
      throw CommandFailure(
        .targetSchema, "--schema is for a database, and '\(Secrets.masked(source))' is a repository")
    }
    try isDatabase ? cloneDatabase(session) : cloneRepository(session)
  }

  // MARK: Git repositories

  private func cloneRepository(_ session: Session) throws {
    let path = session.path(folder ?? Self.folderName(of: source))
    session.progress("cloning \(Secrets.masked(source))")
    try GitTransport(folder: session.workingDirectory, environment: session.environment, canAsk: session.canAsk)
      .run(["clone", "--quiet", "--", source, path], doing: "cloning '\(Secrets.masked(source))'")
    session.progress(nil)
    let project = try Project.discover(from: path, environment: session.environment, needsSchema: false)
    let report = try Fetch(project, transport: session.transport(of: project)).run(from: "origin")
    guard let head = try project.head() else {
      throw CommandFailure(
        .cloneNoVersions, "'\(path)' was cloned, and it has no versions of Confiture",
        hints: ["confiture init, or confiture push from where the versions are"])
    }
    if try project.workspace.migrationFolders().isEmpty { try project.writeWorkspace(of: head, replacing: nil) }
    let versions = try session.versions(of: project)
    let lineage = versions.graph.lineage(of: head)
    let branches = report.changes.filter { $0.name.hasPrefix("heads/") }.count
    session.present(
      text: [
        "\(counted(versions.graph.count, "version")) on \(branches) \(branches == 1 ? "branch" : "branches") brought to \(path), \(report.adoptedBranch ?? "main") at \(lineage.last?.name ?? "")"
      ],
      json: .object([
        "root": .string(project.root), "versions": .integer(versions.graph.count), "branches": .integer(branches),
        "head": .string(head.hex), "branch": .optional(report.adoptedBranch),
      ]))
  }

  /// The last part of an address, as `git clone` names folders.
  private static func folderName(of source: String) -> String {
    var rest = Substring(source)
    while rest.hasSuffix("/") { rest = rest.dropLast() }
    for suffix in ["/.git", ".git"] where rest.hasSuffix(suffix) { rest = rest.dropLast(suffix.count) }
    return String(rest.split(whereSeparator: { $0 == "/" || $0 == ":" }).last ?? "schema")
  }

  // MARK: Databases

  private func cloneDatabase(_ session: Session) throws {
    let address = try ConnectionString(source)
    let control = try TargetConnection.open(Target(name: "the database", address: address), role: "clone")
    let lines = try RegistryHistory.heads(control)
    let head = try head(of: lines, control)
    let path = session.path(folder ?? control.database)
    let (project, created) = try Project.initialize(at: path, environment: session.environment)
    guard try created || project.head() == nil else {
      throw CommandFailure(
        .cloneNotEmpty, "'\(path)' holds a history already", hints: ["name another folder"])
    }
    let count = try RegistryHistory.copyObjects(from: control, into: project.store)
    try project.advance(
      try project.branchName(), from: nil, to: head, recording: session.operation("clone", in: project))
    let versions = try session.versions(of: project)
    try project.writeWorkspace(of: head, replacing: nil)
    let lineage = versions.graph.lineage(of: head)
    let schemas = lines.filter { $0.line.schema != nil }
    session.present(
      text: [
        "\(counted(lineage.count, "version")) (\(counted(count, "Git object"))) brought to \(path), at \(lineage.last?.name ?? "")"
      ] + Self.list(schemas, versions.graph),
      json: .object([
        "root": .string(project.root), "versions": .integer(lineage.count), "objects": .integer(count),
        "head": .string(head.hex),
        "schemas": .array(
          schemas.map { .object(["schema": .optional($0.line.schema), "version": .string($0.head.hex)]) }),
      ]))
  }

  /// The version that the new project begins with: that of the schema that is named, else that of the database, else the
  /// one that all its schemas are on the way to.
  private func head(
    of lines: [(line: RegistryLine, head: ObjectID)], _ control: Connection
  ) throws -> ObjectID {
    let schemas = lines.compactMap(\.line.schema)
    if let line = lines.first(where: { $0.line.schema == schema }) { return line.head }
    let some = "\(schemas.prefix(12).joined(separator: ", "))\(schemas.count > 12 ? " …" : "")"
    if let schema {
      throw CommandFailure(
        .cloneNoHistory, "the schema '\(schema)' of '\(control.database)' has no history of Confiture",
        details: schemas.isEmpty ? [] : ["schemas with one are: \(some)"],
        hints: ["adopt it from a project: confiture baseline REV --database URL --schema \(schema)"])
    }
    guard !schemas.isEmpty else {
      throw CommandFailure(
        .cloneNoHistory, "the database '\(control.database)' has no history of Confiture",
        hints: ["adopt it from a project: confiture baseline REV --database URL"])
    }
    if let newest = try RegistryHistory.newest(of: lines.map(\.head), control) { return newest }
    throw CommandFailure(
      .cloneWhichSchema,
      "\(counted(schemas.count, "schema")) of '\(control.database)' have a history, and none is ahead of all others",
      details: ["they are: \(some)"], hints: schemas.prefix(3).map { "confiture clone URL --schema \($0)" })
  }

  /// The schemas of each version, as far as few enough to be read.
  private static func list(
    _ schemas: [(line: RegistryLine, head: ObjectID)], _ graph: HistoryGraph
  ) -> [String] {
    var versions: [(head: ObjectID, names: [String])] = []
    for (line, head) in schemas {
      guard let name = line.schema else { continue }
      if let index = versions.firstIndex(where: { $0.head == head }) {
        versions[index].names.append(name)
      } else {
        versions.append((head, [name]))
      }
    }
    return versions.map { head, names in
      let more = names.count > 12 ? " … (\(names.count))" : ""
      return "  at \(graph.version(head)?.name ?? head.short()): \(names.prefix(12).joined(separator: ", "))\(more)"
    }
  }
}
