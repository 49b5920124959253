internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import Execution
internal import History
internal import Planning
internal import Repository
internal import SQLSyntax
internal import Scratch

struct FsckCommand: SessionCommand {
  static let name = "fsck"
  static let summary = "Check that the history is whole."
  static let discussion = """
    Checks that every reference leads to a version, that parents and objects are there and are what their ids say, that
    fingerprints can be read, that approvals are about the plans they hang on, with signatures that can be verified, and
    that the workspace is what was sealed. With --deep, every snapshot is loaded on scratch, read back, and compared with
    its fingerprint.
    """
  static let examples = [
    Example("confiture fsck", "check the objects"),
    Example("confiture fsck --deep", "rebuild every version on scratch"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .flag("deep", \.deep, "Load every snapshot on scratch and compare its fingerprint.")
  ]

  var deep = false

  func run(in session: Session) throws {
    let project = try session.project()
    let versions = try session.versions(of: project)
    try session.requireVersions(of: project, versions)
    var rebuild: IntegrityCheck.Rebuild?
    if deep {
      let proof = CommitProof(
        scratch: try session.scratch(for: project), commits: project.commits, environment: session.runEnvironment,
        options: project.configuration.snapshot)
      rebuild = { version, _ in try proof.fingerprintOfLoaded(version) }
    }
    let findings = try IntegrityCheck.run(
      on: project, patchID: PatchID.of,
      planID: { try? PlanFile.read($0, file: "plan.json", in: versions.graph).id }, rebuild: rebuild
    ) { done, total in
      session.progress("[\(done)/\(total)] loading snapshots")
    }
    session.progress(nil)
    let errors = findings.filter { $0.severity == .error }
    session.present(
      text: findings.map { "\($0.severity.rawValue): \($0.message)" }
        + [
          "\(counted(versions.graph.count, "version")) checked\(deep ? ", each loaded and read back" : ""): \(errors.isEmpty ? "all is well" : counted(errors.count, "error"))"
        ],
      json: .object([
        "versions": .integer(versions.graph.count), "deep": .bool(deep),
        "findings": .array(
          findings.map {
            .object([
              "severity": .string($0.severity.rawValue), "code": .string($0.code), "message": .string($0.message),
              "details": .strings($0.details),
            ])
          }),
      ]))
    if !errors.isEmpty { throw AnswerIsNo() }
  }
}
