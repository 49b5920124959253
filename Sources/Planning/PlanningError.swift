package import Diagnostics
internal import GitStore
internal import History

/// Why no plan leads from a target's state to a version, or why one may not be run.
package struct PlanningError: DiagnosedError {
  package enum Code: String, Sendable, CaseIterable {
    /// A step back cannot be undone and was not allowed by name.
    case irreversible = "plan.irreversible"
    /// The target has changes that this repository does not know.
    case unknownChange = "plan.unknown-change"
    /// Neither migrations nor roads lead from where the target is to the version.
    case noWay = "plan.no-way"
    /// A plan names versions that this repository does not have.
    case unknownVersion = "plan.unknown-version"
    /// The file of a plan is not one.
    case unreadable = "plan.unreadable"
    /// The file of a plan is not as it was written.
    case edited = "plan.edited"
    /// The target is no longer where the plan begins.
    case targetMoved = "plan.target-moved"
    /// The plan was made for another target.
    case otherTarget = "plan.other-target"
  }

  package var code: Code
  package var diagnostic: Diagnostic
  package var kind: FailureKind { code == .unreadable ? .usage : .refused }

  package init(_ code: Code, _ message: String, details: [String] = [], hints: [String] = []) {
    self.code = code
    diagnostic = Diagnostic(.error, code: code.rawValue, message, details: details, hints: hints)
  }
}

extension PlanningError {
  private static let fetching = [
    "fetch the branch it is on: confiture fetch",
    "or read the target's own history: confiture clone URL",
  ]

  static func unknownChange(_ name: String, _ commit: ObjectID) -> PlanningError {
    PlanningError(
      .unknownChange, "the target has '\(name)' (\(commit.short())), which this repository does not have",
      hints: fetching)
  }

  static func unknownVersion(_ version: Version) -> PlanningError {
    PlanningError(
      .unknownVersion, "version '\(version.name)' (\(version.id.short())) is not in this repository", hints: fetching)
  }

  static func noWay(_ target: String, _ destination: Version, _ reasons: [String]) -> PlanningError {
    PlanningError(
      .noWay, "no way leads from where '\(target)' is to '\(destination.name)'", details: reasons,
      hints: [
        "go to another version first, such as a parent of the merge that is named", "confiture plan --explain REV",
      ])
  }

  static func blocked(_ obstacles: [PlanObstacle], to destination: Version, others: [String]) -> PlanningError {
    func names(_ reason: PlanObstacle.Reason) -> [String] { obstacles.filter { $0.reason == reason }.map(\.name) }
    func listed(_ names: [String]) -> String { names.map { "'\($0)'" }.joined(separator: ", ") }
    var parts: [String] = []
    let (irreversible, losing, roads) = (names(.irreversible), names(.losesRows), names(.roadLosesRows))
    if !irreversible.isEmpty {
      parts.append("would revert \(listed(irreversible)), whose down does not restore what was there")
    }
    if !losing.isEmpty { parts.append("would revert \(listed(losing)), whose down takes data away, as declared") }
    if !roads.isEmpty { parts.append("would take the road of \(listed(roads)), which takes data away, as declared") }
    let all = obstacles.map(\.name)
    return PlanningError(
      .irreversible, "going to '\(destination.name)' " + parts.joined(separator: " and "),
      details: all.map { name in "confiture show \(name) tells what is lost" } + others,
      hints: [
        "accept the loss by name: " + all.map { "--allow-irreversible \($0)" }.joined(separator: " "),
        "or, where the data does not matter: --disposable",
      ])
  }
}
