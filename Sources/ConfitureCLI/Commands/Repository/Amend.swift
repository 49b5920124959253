internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Repository

struct AmendCommand: SessionCommand {
  static let name = "amend"
  static let summary = "Make the newest version of the branch anew, as its folder is now."
  static let discussion = """
    The folder of the newest migration was edited: it is proven again on top of its parent and sealed in place of the old
    version. The change id stays, so that databases which have the old one know what they have.

    What a target, tag, environment or remote has is not rewritten. The local scratch database does not count.
    """
  static let examples = [
    Example("confiture amend", "take over what was edited in the newest folder"),
    Example("confiture amend -m 'Add invoices'", "another title"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .option(
      "message", \.message, "<text>", "The title, and after an empty line what there is to say.", short: "m"),
    .flag("irreversible", \.irreversible, "Accept that the down does not restore everything."),
  ]

  var message: String?
  var irreversible = false

  func run(in session: Session) throws {
    let project = try session.project()
    try EditSequence.checkNone(in: project)
    let branch = try project.branchName()
    let versions = try session.versions(of: project)
    let tip = try session.tip(of: branch, in: project, versions)
    session.progress("proving \(tip.name)")
    let sealed = try Amendment(session.resealing(in: project)).amend(
      tip, of: branch, .init(message: message, isIrreversible: irreversible),
      recording: session.operation("amend", in: project))
    session.progress(nil)
    guard let sealed else {
      session.present(
        text: ["nothing to amend: \(tip.name) is as it was sealed"],
        json: .object(["branch": .string(branch), "before": .string(tip.id.hex), "after": .string(tip.id.hex)]))
      return
    }
    for warning in sealed.warnings { session.warn(warning) }
    let others = try project.branches().list().filter { other in
      other.name != branch && versions.graph.isAncestor(tip.id, of: other.tip)
    }
    for other in others {
      session.say(
        "note: branch '\(other.name)' still has \(tip.id.short()): confiture rebase --onto \(branch) \(tip.id.short())"
      )
    }
    session.present(
      text: ["[\(branch) \(sealed.commit.short())] \(sealed.migration.name) (was \(tip.id.short()))"],
      json: .object([
        "branch": .string(branch), "before": .string(tip.id.hex), "after": .string(sealed.commit.hex),
        "change": .string(sealed.migration.manifest.change.text),
      ]))
  }
}
