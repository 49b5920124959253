internal import CommandLineKit
internal import Documents
internal import Repository

struct InitCommand: SessionCommand {
  static let name = "init"
  static let summary = "Make this folder a Confiture project."
  static let discussion = """
    Inside a Git repository, Confiture moves in: its objects go into the repository's object database, its references
    under refs/confiture/. Where there is no Git repository, one is created. A second init is harmless.
    """
  static let examples = [
    Example("confiture init", "here"),
    Example("confiture init shop", "in a folder, which is made if it is not there"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .optionalArgument(\.folder, "<dir>", "The folder (default: this one).", completing: .files)
  ]

  var folder = "."

  func run(in session: Session) throws {
    let path = session.path(folder)
    let (project, created) = try Project.initialize(at: path, environment: session.environment)
    session.present(
      text: [
        created
          ? "Initialized a Confiture project in \(project.root)"
          : "Confiture project in \(project.root) was there already"
      ],
      json: .object(["root": .string(project.root), "created": .bool(created)]))
  }
}
