internal import Diagnostics
internal import Documents
package import History
package import Planning
package import Repository

/// The rules of an environment for a plan that is to run on its database.
package struct PlanPolicy {
  package let rules: EnvironmentRules
  private let approvals: Approvals
  private let keys: () throws -> KeySigner
  private let isGenuine: (Approval) -> Bool
  private let rehearse: (Plan) throws -> String
  private let now: Double
  /// How many people have to approve.
  private let required: Int
  private let overrides: PolicyOverrides

  /// - Parameters:
  ///   - rules: As they hold.
  ///   - approvals: Of all plans.
  ///   - keys: Verifies signatures; asked for where there are any.
  ///   - isGenuine: Whether the plan stored with an approval is the one that its id names.
  ///   - rehearse: Runs a plan on scratch; says what it did, or throws why it failed.
  ///   - now: Seconds since 1970.
  ///   - required: How many approvals are asked for besides the rules; the larger number holds.
  ///   - overrides: What somebody goes past.
  package init(
    _ rules: EnvironmentRules, approvals: Approvals, keys: @escaping () throws -> KeySigner,
    isGenuine: @escaping (Approval) -> Bool,
    rehearse: @escaping (Plan) throws -> String, now: Double, required: Int = 0, overrides: PolicyOverrides = .none
  ) {
    self.rules = rules
    self.approvals = approvals
    self.keys = keys
    self.isGenuine = isGenuine
    self.rehearse = rehearse
    self.now = now
    self.required = max(required, rules.policy.approvals)
    self.overrides = overrides
  }

  /// What was found about a plan.
  package struct Findings: Sendable {
    package var checks: [PolicyCheck]
    /// One name of each person whose approval counts.
    package var approvedBy: [String]
    fileprivate var environment: String
    fileprivate var rules: String
    fileprivate var reason: String?

    /// What an outcome keeps.
    package var evidence: Outcome.Evidence {
      Outcome.Evidence(
        environment: environment, rules: rules, checks: checks.evidence, approvedBy: approvedBy,
        reason: checks.contains { $0.result == .overridden } ? reason : nil)
    }

    /// - Throws: ``ExecutionError`` with `policy` that lists what stands in the way.
    package func refuse(_ what: String) throws(ExecutionError) {
      let failed = checks.failed
      guard !failed.isEmpty else { return }
      var hints: [String] = []
      for hint in failed.flatMap(\.hints) where !hints.contains(hint) { hints.append(hint) }
      throw ExecutionError(
        .policy, .refused, "\(what): the rules of '\(environment)' do not let it",
        details: failed.map { "\($0.name.rawValue): \($0.detail)" }, hints: hints)
    }
  }

  /// Looks at a plan, after other rules were looked at.
  ///
  /// - Parameters:
  ///   - plan: `nil` where the environment has no database to make one for.
  ///   - earlier: What was found before.
  /// - Returns: All that was found, in order, with what is overridden marked.
  /// - Throws: Why an approval, the keys or the scratch server cannot be read or used.
  package func findings(on plan: Plan?, after earlier: [PolicyCheck]) throws -> Findings {
    let people = try plan.map { try review($0.id).people } ?? []
    var checks = earlier
    if let plan {
      checks += [direction(plan, people), risk(plan), try rehearsal(plan)]
    } else {
      checks += withoutPlan(beside: earlier)
    }
    checks += [approvals(of: plan, people), window()]
    let isCovered = !rules.policy.isProtected || people.count >= max(1, required)
    return findings(overrides.applied(to: checks, isCovered: isCovered), approvedBy: people)
  }

  private func findings(_ checks: [PolicyCheck], approvedBy people: [String]) -> Findings {
    Findings(
      checks: checks, approvedBy: people, environment: rules.settings.name, rules: rules.origin,
      reason: overrides.reason)
  }

  /// The approvals of a plan as they stand now.
  package func review(_ planID: String) throws -> ApprovalReview {
    let chain = try approvals.chain(of: planID)
    guard !chain.isEmpty else { return .none }
    return try ApprovalReview(chain, signers: rules.signers, keys: keys(), at: Int64(now), isGenuine: isGenuine)
  }

  // MARK: The rules

  private func direction(_ plan: Plan, _ people: [String]) -> PolicyCheck {
    if [.forward, .nothingToDo].contains(plan.kind) { return .passed(.direction, "forwards") }
    guard rules.policy.isProtected else { return .notNeeded(.direction, "\(plan.kind.rawValue): not protected") }
    if people.count >= max(1, required) {
      return .passed(.direction, "\(plan.kind.rawValue), approved by \(people.joined(separator: ", "))")
    }
    return .failed(
      .direction, "\(plan.kind.rawValue): a protected environment goes forwards only, unless the plan is approved",
      hints: [approving(plan)])
  }

  /// The command that signs a plan.
  private func approving(_ plan: Plan) -> String {
    let name = rules.settings.name
    guard plan.kind != .forward, rules.settings.tenants == nil else { return "confiture approve \(name)" }
    return "confiture plan \(plan.to?.name ?? "REV") --target \(name) --output FILE, then confiture approve FILE"
  }

  private func risk(_ plan: Plan) -> PolicyCheck {
    let risk = EnvironmentPolicy.Risk(plan.risk)
    let allowed = rules.policy.allowedRisk
    let detail = ([risk.rawValue] + plan.riskReasons.prefix(3)).joined(separator: ", ")
    if risk <= allowed { return .passed(.risk, "\(detail) (allowed: \(allowed.rawValue))") }
    return .failed(
      .risk, "\(detail); \(allowed.rawValue) is allowed",
      hints: ["once it was talked about: --override risk --because 'why'"])
  }

  private func rehearsal(_ plan: Plan) throws -> PolicyCheck {
    guard rules.policy.rehearses else { return .notNeeded(.rehearsal, "not asked for") }
    if plan.steps.isEmpty { return .passed(.rehearsal, "nothing to run") }
    do {
      return .passed(.rehearsal, try rehearse(plan))
    } catch let error as any DiagnosedError where ![.unreachable, .cancelled, .bug].contains(error.kind) {
      let diagnostic = error.diagnostic
      return .failed(
        .rehearsal, ([diagnostic.message] + diagnostic.details.prefix(3)).joined(separator: "; "),
        hints: diagnostic.hints)
    }
  }

  private func approvals(of plan: Plan?, _ people: [String]) -> PolicyCheck {
    guard required > 0 else { return .notNeeded(.approvals, "none asked for") }
    let name = rules.settings.name
    if plan == nil, let check = ofTenants(.approvals) { return check }
    guard let plan else { return .failed(.approvals, "there is no plan to approve, and \(required) are asked for") }
    let given = people.isEmpty ? "none" : "\(people.count): \(people.joined(separator: ", "))"
    if people.count >= required {
      return .passed(.approvals, "\(given), of \(required) for plan \(plan.id.prefix(12))")
    }
    return .failed(
      .approvals, "\(given), and plan \(plan.id.prefix(12)) needs \(required)",
      hints: [
        approving(plan), "confiture approve --list \(plan.id.prefix(12)) --environment \(name) shows who has signed",
      ])
  }

  /// Whether the environment may be moved at this time.
  package func window() -> PolicyCheck {
    let windows = rules.policy.windows
    if windows.isEmpty { return .notNeeded(.window, "always open") }
    let states = windows.map { ($0, $0.isOpen(at: Int64(now))) }
    if let open = states.first(where: { $0.1 == true }) { return .passed(.window, "open: \(open.0)") }
    if let unknown = states.first(where: { $0.1 == nil }) {
      return .failed(
        .window, "this system does not know the time zone '\(unknown.0.zone)'", hints: ["apt-get install tzdata"])
    }
    let all = windows.map(\.description).joined(separator: "; ")
    return .failed(.window, "closed at \(CommitDate(seconds: Int64(now)).text); it opens \(all)")
  }

  private func withoutPlan(beside earlier: [PolicyCheck]) -> [PolicyCheck] {
    let hasFailed = earlier.contains { $0.name == .plan && $0.result == .failed }
    let why = hasFailed ? "there is no plan" : "there is no database to make a plan for"
    func check(_ name: PolicyCheck.Name, isAskedFor: Bool) -> PolicyCheck {
      if isAskedFor, let check = ofTenants(name) { return check }
      return isAskedFor ? .failed(name, why) : .notNeeded(name, why)
    }
    return [
      check(.risk, isAskedFor: rules.policy.allowedRisk < .high),
      check(.rehearsal, isAskedFor: rules.policy.rehearses),
    ]
  }

  /// Tenants have a plan for each state that they are in: it is looked at when they are deployed to.
  private func ofTenants(_ name: PolicyCheck.Name) -> PolicyCheck? {
    rules.settings.tenants == nil ? nil : .notNeeded(name, "asked for with each plan of the tenants")
  }
}
