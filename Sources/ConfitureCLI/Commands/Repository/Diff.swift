internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import Reports
internal import SchemaDiff

struct DiffCommand: SessionCommand {
  static let name = "diff"
  static let summary = "Compare two versions or databases, object by object."
  static let discussion = """
    Both sides may be revisions, `TARGET@{db}` (the version that a target's registry names) or `TARGET@{live}` (what is in
    the database now). `A..B` is the same as `A B`; `A...B` compares B with where it left A.
    """
  static let examples = [
    Example("confiture diff v1.0 main", "what changed since the release"),
    Example("confiture diff main...feature --format markdown", "a comment for a pull request"),
    Example("confiture diff production@{db} production@{live}", "drift"),
  ]
  static let formats = ["text", "json", "markdown"]
  static let parameters: [Parameter<Self>] = [
    .optionalArgument(\.old, "<a>", "The old side (default: HEAD).", completing: .revisions),
    .optionalArgument(\.new, "<b>", "The new side (default: HEAD).", completing: .revisions),
    .flag("stat", \.stat, "Only name the objects that differ."),
    .flag("exit-code", \.exitCode, "End with 1 when there are differences."),
  ]

  var old: String?
  var new: String?
  var stat = false
  var exitCode = false

  func run(in session: Session) throws {
    let project = try session.project()
    let versions = try session.versions(of: project)
    let sides = try session.sides(old, new, in: project, versions)
    let changes = SnapshotDiff.changes(from: sides.old.files, to: sides.new.files)
    let text: [String]
    if session.format == .markdown {
      text = DiffText.markdown(changes, from: sides.old.label, to: sides.new.label)
    } else {
      text = stat ? changes.map(DiffText.summary) : DiffText.lines(changes)
    }
    session.present(
      text: text,
      json: .object([
        "old": .string(sides.old.label), "new": .string(sides.new.label),
        "changes": .array(changes.map(DiffText.json)),
      ]))
    if exitCode, !changes.isEmpty { throw AnswerIsNo() }
  }
}
