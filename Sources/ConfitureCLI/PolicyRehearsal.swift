internal import Catalog
internal import Diagnostics
internal import Execution
internal import History
internal import Planning
internal import Repository
internal import Schema

/// Runs plans on scratch where the rules of an environment ask for it.
struct PolicyRehearsal {
  var session: Session
  var project: Project
  var versions: VersionReader
  /// The database of the environment; `nil` where it has tenants.
  var target: Target?

  /// Rehearses from the state that the plan begins at; whether the live schema is that is for the run to look at.
  ///
  /// - Returns: What that did.
  /// - Throws: ``ExecutionError`` with `proofFailed` when a step fails or leads elsewhere.
  func run(_ plan: Plan) throws -> String {
    let start = try start(of: plan)
    session.progress("rehearsing")
    defer { session.progress(nil) }
    var environment = session.runEnvironment
    environment.report = { _ in }
    let options = SnapshotOptions(
      includesAccess: plan.to?.fingerprint.includesAccess ?? project.configuration.snapshot.includesAccess)
    let report = try Rehearsal(
      scratch: session.scratch(for: project), versions: versions, environment: environment, options: options
    ).run(plan, from: start)
    let hints = ["confiture plan \(plan.to?.name ?? "REV") --target \(plan.target) --rehearse"]
    if let failure = report.failure {
      let step = report.steps.first { $0.result == .failed }?.summary ?? "a step"
      throw ExecutionError(.proofFailed, .failed, "'\(step)' fails on scratch: \(failure.message)", hints: hints)
    }
    guard report.isProven else {
      throw ExecutionError(
        .proofFailed, .failed, "on scratch it leads to another schema", details: report.differences, hints: hints)
    }
    let name = plan.to?.name ?? "an empty database"
    return "\(counted(report.steps.count, "step")) on scratch led to the schema of \(name)"
  }

  private func start(of plan: Plan) throws -> Rehearsal.Start {
    let control = try target.map { try TargetConnection.open($0, role: "plan") }
    if let control, let target {
      try versions.learn(from: control, state: Registry.read(control, of: target.line))
    }
    if plan.state.head == nil, plan.state.changes.isEmpty { return .version(nil) }
    if let head = plan.state.head, plan.state.fingerprint != nil { return .version(try versions.version(head)) }
    guard let control else {
      throw ExecutionError(
        .proofFailed, .failed, "the plan begins between two versions, so it cannot be rehearsed for many databases",
        hints: ["confiture checkout REV --target \(plan.target)/TENANT moves one of them to a version"])
    }
    return .live(try CatalogReader.read(control, options: project.configuration.snapshot))
  }
}
