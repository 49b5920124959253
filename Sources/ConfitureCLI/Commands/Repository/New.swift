internal import CommandLineKit
internal import Documents
internal import History
internal import Repository

struct NewCommand: SessionCommand {
  static let name = "new"
  static let summary = "Start a migration."
  static let discussion = """
    Makes a folder db/migrations/<date>-<title> with up.sql, down.sql and migration.yaml. Write the SQL, then seal it with
    confiture commit.
    """
  static let examples = [Example("confiture new \"add invoices\"", "db/migrations/20260131-add-invoices/")]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .argument(\.title, "<title>", "What it does, in a few words.")
  ]

  var title = ""

  func run(in session: Session) throws {
    let project = try session.project()
    var generator = session.generator
    let folder = try project.workspace.scaffold(
      title: title, date: session.date, change: ChangeID(using: &generator), author: try session.author(in: project))
    session.present(text: [folder], json: .object(["folder": .string(folder)]))
    session.say("write up.sql and down.sql, then: confiture commit")
  }
}
