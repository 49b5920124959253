internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import Execution
internal import History
internal import Repository
internal import Scratch

struct FsckCommand: SessionCommand {
  static let name = "fsck"
  static let summary = "Check that the history is whole."
  static let discussion = """
    Checks that every reference leads to a version, that parents and objects are there and are what their ids say, that
    fingerprints can be read, and that the workspace is what was sealed. With --deep, every snapshot is loaded on scratch,
    read back, and compared with its fingerprint.
    """
  static let examples = [
    Example("confiture fsck", "check the objects"), Example("confiture fsck --deep", "rebuild every version on scratch"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .flag("deep", \.deep, "Load every snapshot on scratch and compare its fingerprint.")
  ]

  var deep = false

  func run(in session: Session) throws {
    let project = try session.project()
    let versions = try session.versions(of: project)
    var findings = versions.index.problems.map(\.error.diagnostic)
    var checked = 0
    if deep {
      let proof = CommitProof(
        scratch: try session.scratch(for: project), commits: project.commits, environment: session.runEnvironment,
        options: project.configuration.snapshot)
      for position in versions.graph.topologicalOrder(of: versions.graph.all) {
        let version = versions.graph.version(at: position)
        session.progress("[\(checked + 1)/\(versions.graph.count)] \(version.name)")
        do {
          let database = try proof.loaded(version)
          database.disconnect()
          try database.scratch.dropDatabase(database.name)
        } catch let error as ExecutionError { findings.append(error.diagnostic) }
        checked += 1
      }
      session.progress(nil)
    }
    let errors = findings.filter { $0.severity == .error }
    session.present(
      text: findings.map { "\($0.severity.rawValue): \($0.message)" }
        + ["\(counted(versions.graph.count, "version")) checked\(deep ? ", each loaded and read back" : ""): \(errors.isEmpty ? "all is well" : counted(errors.count, "error"))"],
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
