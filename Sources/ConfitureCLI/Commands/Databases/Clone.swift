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
  static let summary = "Bring the history of a database into a new repository."
  static let discussion = """
    A database that Confiture moved holds the versions that were applied there. From `postgres://…` they are copied into a
    new project, each checked against its id, and the branch main is set to the version that the database is at.
    """
  static let examples = [
    Example("confiture clone postgres://localhost/shop shop", "from a database into a new folder")
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .argument(\.source, "<url>", "The address of a database."),
    .optionalArgument(\.folder, "<dir>", "The folder to make (default: named as the database).", completing: .files),
  ]

  var source = ""
  var folder: String?

  func run(in session: Session) throws {
    guard source.hasPrefix("postgres://") || source.hasPrefix("postgresql://") else {
      throw CommandFailure(
        .cloneSource, "'\(source)' is not the address of a database",
        hints: ["from a Git repository: git clone, then git fetch origin 'refs/confiture/*:refs/confiture/*'"])
    }
    let address = try ConnectionString(source)
    let control = try TargetConnection.open(Target(name: "the database", address: address), role: "clone")
    let state = try Registry.read(control)
    guard let head = state.head else {
      throw CommandFailure(
        .cloneNoHistory, "the database '\(control.database)' has no history of Confiture",
        hints: ["adopt it from a project: confiture baseline REV --database URL"])
    }
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
    session.present(
      text: [
        "\(counted(lineage.count, "version")) (\(counted(count, "Git object"))) brought to \(path), at \(lineage.last?.name ?? "")"
      ],
      json: .object([
        "root": .string(project.root), "versions": .integer(lineage.count), "objects": .integer(count),
        "head": .string(head.hex),
      ]))
  }
}
