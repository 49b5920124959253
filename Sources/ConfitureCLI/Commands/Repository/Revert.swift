internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Repository
internal import SchemaDiff

struct RevertCommand: PlanningCommand {
  static let name = "revert"
  static let summary = "Take migrations back by new ones."
  static let discussion = """
    Makes a new migration on top of the branch that undoes an old one: its down where that works here, else what leads
    from the schema with the change to the one without it. That schema is found out by running what came later without the
    change; a migration that needs it is named, and nothing is sealed.

    Nothing is rewritten, so this is the way for versions that targets have. To move a database back, use checkout.
    """
  static let examples = [
    Example("confiture revert 20260119-names", "take one migration back"),
    Example("confiture revert HEAD HEAD~1", "two, the newer first"),
    Example("confiture revert HEAD --allow-loss 20260126-drop-notes", "although its data does not come back"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] =
    [
      .arguments(\.revisions, "<rev>", "Versions, taken back in this order.", completing: .revisions).required,
      .options(
        "allow-loss", \.allowedLosses, "<migration>",
        "Accept that the data which this migration took away does not come back.", completing: .migrations),
    ] + generationParameters

  var revisions: [String] = []
  var allowedLosses: [String] = []
  var generation = GenerationOptions()

  func run(in session: Session) throws {
    let project = try session.project()
    try EditSequence.checkNone(in: project)
    try BranchRewrite.checkWorkspace(of: project)
    let versions = try session.versions(of: project)
    let branch = try project.branchName()
    let tip = try session.tip(of: branch, in: project, versions)
    let picked = try session.picked(revisions, in: project, versions)
    let reversal = Reversal(try session.resealing(in: project))
    var request = Reversal.Request(author: try session.author(in: project), date: session.date)
    request.allowedLosses = Set(allowedLosses)
    request.settings = generation.plannerOptions(isOnline: project.configuration.generatesOnline)
    var generator = session.generator
    var head = tip.id
    var done: [Reversal.Reverted] = []
    for version in picked {
      session.progress("taking back \(version.name)")
      let reverted = try reversal.revert(version, on: head, request) { ChangeID(using: &generator) }
      session.progress(nil)
      head = reverted.sealed.last?.commit ?? head
      done.append(reverted)
    }
    try BranchRewrite(project, branch: branch, tip: tip.id).move(
      to: head, recording: session.operation("revert \(revisions.joined(separator: " "))", in: project))
    present(done, branch, session)
  }

  private func present(_ done: [Reversal.Reverted], _ branch: String, _ session: Session) {
    var text: [String] = []
    for reverted in done {
      for sealed in reverted.sealed {
        for warning in sealed.warnings { session.warn(warning) }
        text.append(
          "[\(branch) \(sealed.commit.short())] \(sealed.migration.name)"
            + (sealed.migration.manifest.reversible ? "" : " (irreversible)"))
        text += sealed.migration.manifest.losses.map { "  loses \($0)" }
      }
      session.say(
        "takes back \(reverted.version.name) (\(reverted.version.id.short()))"
          + (reverted.isGenerated ? ", by a script that was planned from the schemas" : ", by its down"))
    }
    session.present(
      text: text,
      json: .object([
        "branch": .string(branch),
        "reverted": .array(
          done.map { reverted in
            .object([
              "version": .string(reverted.version.id.hex), "generated": .bool(reverted.isGenerated),
              "sealed": .array(
                reverted.sealed.map {
                  .object([
                    "commit": .string($0.commit.hex), "name": .string($0.migration.name),
                    "reversible": .bool($0.migration.manifest.reversible),
                    "losses": .strings($0.migration.manifest.losses),
                  ])
                }),
            ])
          }),
      ]))
  }
}
