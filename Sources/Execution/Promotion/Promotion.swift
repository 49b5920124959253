internal import Diagnostics
package import GitStore
package import History
package import Planning
internal import Repository

/// Looks whether an environment may take a version.
package struct Promotion {
  private let rules: EnvironmentRules
  private let policy: PlanPolicy
  private let source: SourceHealth?
  private let target: Target?
  private let versions: VersionReader
  private let options: PlanOptions

  /// - Parameters:
  ///   - policy: The rules of the environment that takes the version.
  ///   - source: Where it comes from, if the environment has a source.
  ///   - target: The database of the environment, if it has one.
  ///   - versions: Of the repository.
  ///   - options: What its plan may contain.
  package init(
    _ policy: PlanPolicy, from source: SourceHealth?, on target: Target?, versions: VersionReader,
    options: PlanOptions
  ) {
    rules = policy.rules
    self.policy = policy
    self.source = source
    self.target = target
    self.versions = versions
    self.options = options
  }

  /// What was found; nothing is written.
  package struct Report: Sendable {
    package var findings: PlanPolicy.Findings
    /// What a deployment would do now.
    package var plan: Plan?
  }

  /// Goes through all rules.
  ///
  /// - Parameters:
  ///   - version: What the environment is to be at.
  ///   - old: What it should be at now; `nil` when nothing was promoted yet.
  /// - Returns: The checks and the plan.
  /// - Throws: Why a database or the repository cannot be read.
  package func report(on version: Version, from old: ObjectID?) throws -> Report {
    var checks = [forwards(version, from: old)]
    if let source {
      checks += try source.checks(of: version, soak: rules.policy.soak)
    } else {
      checks.append(.notNeeded(.source, "'\(rules.settings.name)' is not promoted from another environment"))
    }
    let (plan, check) = try plan(to: version)
    checks.append(check)
    return Report(findings: try policy.findings(on: plan, after: checks), plan: plan)
  }

  private func forwards(_ version: Version, from old: ObjectID?) -> PolicyCheck {
    guard let old else { return .passed(.forwards, "the first version of '\(rules.settings.name)'") }
    let missing = versions.graph.ancestors(of: old).subtracting(versions.graph.ancestors(of: version.id))
    let names = versions.graph.topologicalOrder(of: missing).reversed().map { versions.graph.version(at: $0).name }
    guard !names.isEmpty else {
      let from = versions.graph.version(old)?.name ?? old.short()
      return .passed(.forwards, "from \(from)")
    }
    let shown = names.prefix(5).map { "'\($0)'" }.joined(separator: ", ") + (names.count > 5 ? ", …" : "")
    return .failed(
      .forwards, "'\(version.name)' lacks what '\(rules.settings.name)' has: \(shown)",
      hints: [
        "bring it to the line that is promoted, such as by confiture merge \(rules.settings.name)",
        "an environment never goes back: undo a change by confiture revert, and promote that",
      ])
  }

  private func plan(to version: Version) throws -> (Plan?, PolicyCheck) {
    guard let target else {
      return (nil, .notNeeded(.plan, "'\(rules.settings.name)' has no database of its own"))
    }
    do {
      let plan = try PresentPlan.make(for: target, to: version, versions: versions, options: options).plan
      let steps = plan.steps.count
      let detail = "\(plan.id.prefix(12)): \(steps) step\(steps == 1 ? "" : "s"), \(plan.kind.rawValue)"
      return (plan, .passed(.plan, detail))
    } catch let error as PlanningError {
      return (nil, .failed(.plan, error.diagnostic.message, hints: error.diagnostic.hints))
    }
  }
}
