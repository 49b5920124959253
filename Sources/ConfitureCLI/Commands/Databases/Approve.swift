internal import CommandLineKit
internal import Diagnostics
internal import Documents
internal import Execution
internal import GitStore
internal import History
internal import Planning
internal import Reports
internal import Repository

struct ApproveCommand: SessionCommand {
  static let name = "approve"
  static let summary = "Sign a plan with your SSH key, so that the rules of an environment let it run."
  static let discussion = """
    With the name of an environment, makes the plan that is next there - to the version that was promoted and is not
    deployed yet, else to the one that would be promoted - and shows it. The signature, made by ssh-keygen with a key file
    or the agent, is about the id of the plan: when the database moves, or the plan becomes another one, it is worth nothing.

    Whose signatures count is in the file that allowed_signers names. For a protected environment that file is read from
    the commit that its rules are read from, never from the work tree. Nothing of this needs a network.
    """
  static let examples = [
    Example("confiture approve production", "look at the plan that is next, and sign it"),
    Example(
      "confiture approve production --key ~/.ssh/id_ed25519.pub --yes", "with a key of the agent, without asking"),
    Example("confiture approve production --to production@{1}", "the plan that leads back"),
    Example("confiture approve release.plan", "a plan in a file, as confiture plan --output writes it"),
    Example("confiture approve --list production", "who has signed, and what counts"),
    Example("confiture approve --revoke production", "take your word back"),
  ]
  static let formats = ["text", "json"]
  static let parameters: [Parameter<Self>] = [
    .argument(
      \.plan, "<plan>", "An environment, a file of confiture plan --output, or the id of a plan.",
      completing: .targets),
    .option("key", \.key, "<file>", "The private key, or the public half of a key of the agent.", completing: .files),
    .option("to", \.destination, "<rev>", "The version that the plan leads to.", completing: .revisions),
    .option(
      "environment", \.environment, "<name>", "The environment whose rules hold (default: the plan's).",
      completing: .targets),
    .options(
      "allow-irreversible", \.allowedIrreversible, "<migration>",
      "The plan may revert this migration although its down does not restore everything.", completing: .migrations),
    .flag("list", \.list, "List the approvals of the plan, and which of them count."),
    .flag("revoke", \.revoke, "Take back what you signed."),
    .flag("yes", \.yes, "Do not ask.", short: "y"),
  ]

  var plan = ""
  var key: String?
  var destination: String?
  var environment: String?
  var allowedIrreversible: [String] = []
  var list = false
  var revoke = false
  var yes = false

  func run(in session: Session) throws {
    let project = try session.project()
    let subject = try subject(project, session)
    let rules = try session.rules(of: subject.environment, in: project)
    if list { return try showApprovals(subject, rules, project, session) }
    for line in subject.lines { session.say(line) }
    let word = revoke ? Approval.Word.revoke : .approve
    try confirm(word, subject, session)
    let keys = try KeySigner(environment: session.environment)
    let date = session.date
    let signature = try keys.sign(
      Approval.message(word, planID: subject.id, date: date), with: try keyFile(project, session))
    var approval = Approval(
      word, planID: subject.id, plan: subject.json, signature: signature, signer: try session.author(in: project),
      date: date)
    try checkCounts(approval, rules, keys)
    approval.commit = try Approvals(project.store).append(approval)
    try present(approval, subject, rules, project, session)
  }

  // MARK: The plan

  /// What is signed.
  private struct Subject {
    var id: String
    var environment: String
    /// The plan as JSON.
    var json: String
    /// The plan for people.
    var lines: [String]
  }

  private func subject(_ project: Project, _ session: Session) throws -> Subject {
    if project.configuration.environments.contains(where: { $0.name == plan }) {
      return try planned(project, session)
    }
    if let tenants = try plannedForTenants(project, session) { return tenants }
    if session.isFile(plan) { return try written(project, session) }
    let approvals = Approvals(project.store)
    let known = try approvals.plans().filter { plan.utf8.count >= 4 && $0.hasPrefix(plan) }
    if known.count > 1 {
      throw CommandFailure(
        .approveNothing, "'\(plan)' begins the ids of \(known.count) plans", details: known,
        hints: ["write more of the id"])
    }
    guard let id = known.first, list || revoke else {
      let names = project.configuration.environments.map(\.name)
      let near = Suggestions.closest(to: plan, among: names).map { "did you mean '\($0)'?" }
      throw CommandFailure(
        .approveNothing, "'\(plan)' is no environment" + (known.isEmpty ? " and no plan" : ", and signing needs one"),
        hints: near.isEmpty ? ["confiture approve ENVIRONMENT plans and signs"] : near)
    }
    let json = try approvals.chain(of: id).first?.plan ?? ""
    var target: String?
    if case .string(let text) = try JSONReader.parse(text: json, file: nil).json["target"] { target = text }
    guard let name = environment ?? target else {
      throw CommandFailure(
        .approveNothing, "whose rules hold for plan \(id.prefix(12))?", hints: ["--environment NAME"])
    }
    return Subject(id: id, environment: name, json: json, lines: ["Plan \(id.prefix(12)) for '\(name)'"])
  }

  /// One of the plans that a rollout to the tenants of an environment would have, by the beginning of its id.
  private func plannedForTenants(_ project: Project, _ session: Session) throws -> Subject? {
    guard let environment, plan.utf8.count >= 4,
      let settings = project.configuration.environments.first(where: { $0.name == environment }),
      settings.tenants != nil
    else { return nil }
    let versions = try session.versions(of: project)
    let version = try session.destination(destination, of: settings, in: project, versions)
    let tenants = try session.tenants(of: settings, in: project)
    let made = try session.plan(
      for: tenants.all, of: tenants, to: version, in: project, versions,
      options: PlanOptions(allowedIrreversible: Set(allowedIrreversible)))
    guard let group = made.groups.first(where: { $0.plan.id.hasPrefix(plan) }) else { return nil }
    return Subject(
      id: group.plan.id, environment: environment,
      json: PlanFile.text(group.plan),
      lines: PlanText.lines(group.plan) + [
        "  for \(counted(group.tenants.count, "tenant")): \(FleetPlanText.listed(group.tenants))"
      ])
  }

  /// A plan in a file, as confiture plan --output writes it.
  private func written(_ project: Project, _ session: Session) throws -> Subject {
    let text = try TextFile.read(session.path(plan), as: plan)
    let name = try PlanFile.target(of: text, file: plan)
    let versions = try session.versions(of: project)
    let target = try session.namedTarget(name, in: project)
    let control = try TargetConnection.open(target, role: "plan")
    try versions.learn(from: control, state: Registry.read(control, of: target.line))
    let read = try PlanFile.read(text, file: plan, in: versions.graph)
    return Subject(
      id: read.id, environment: environment ?? name, json: PlanFile.text(read),
      lines: PlanText.lines(read) + PlanText.riskLines(read))
  }

  /// The plan that is next on an environment.
  private func planned(_ project: Project, _ session: Session) throws -> Subject {
    let versions = try session.versions(of: project)
    let rules = try project.rules(of: plan, environment: session.environment)
    guard let target = try session.target(of: rules.settings, in: project) else {
      guard rules.settings.tenants == nil else {
        throw CommandFailure(
          .approveNothing, "'\(plan)' has tenants, and a plan for each state that they are in",
          hints: [
            "confiture tenants deploy \(plan) --plan shows them with their ids",
            "confiture approve PLAN --environment \(plan) signs one",
          ])
      }
      throw CommandFailure(.approveNothing, "'\(plan)' has no database of its own, so there is no plan for it")
    }
    let options = PlanOptions(
      allowedIrreversible: Set(allowedIrreversible), isDisposable: target.isDisposable)
    for version in try destinations(rules, project, versions, session) {
      let made = try PresentPlan.make(for: target, to: version, versions: versions, options: options).plan
      if made.kind == .nothingToDo { continue }
      return Subject(
        id: made.id, environment: environment ?? plan,
        json: PlanFile.text(made),
        lines: PlanText.lines(made) + PlanText.riskLines(made))
    }
    throw CommandFailure(
      .approveNothing, "'\(plan)' is where it should be, and nothing else is to be promoted to it",
      hints: ["confiture approve \(plan) --to REV"])
  }

  /// The versions that may be next, the nearest first.
  private func destinations(
    _ rules: EnvironmentRules, _ project: Project, _ versions: VersionReader, _ session: Session
  ) throws -> [Version] {
    if let destination { return [try session.version(destination, in: project, versions)] }
    let environments = project.environments()
    var ids = [try environments.version(of: plan)]
    if let source = rules.settings.promotesFrom {
      ids.append(try environments.version(of: source) ?? project.outcomes.latest(of: source)?.outcome.to)
    }
    return try ids.compactMap { $0 }.map { try versions.version($0) }
  }

  // MARK: Signing

  private func confirm(_ word: Approval.Word, _ subject: Subject, _ session: Session) throws {
    if yes { return }
    guard session.canAsk else {
      throw CommandFailure(
        .approveUnconfirmed, "not signed: there is nobody to ask", hints: ["once the plan was read: --yes"])
    }
    let question = word == .approve ? "Approve this plan?" : "Take back your approval of this plan?"
    guard try session.ask(question) else {
      throw CommandFailure(.checkoutDeclined, "not signed, as you said")
    }
  }

  private func keyFile(_ project: Project, _ session: Session) throws -> String {
    if let key { return session.path(expanded(key, session)) }
    if try project.store.configuration("gpg.format") == "ssh",
      let configured = try project.store.configuration("user.signingkey"), !configured.hasPrefix("key::"),
      !configured.hasPrefix("ssh-")
    {
      return session.path(expanded(configured, session))
    }
    let home = session.environment["HOME"] ?? ""
    let files = ["id_ed25519", "id_ecdsa", "id_rsa"].map { "\(home)/.ssh/\($0)" }
    if let found = files.first(where: session.isFile) { return found }
    throw CommandFailure(
      .approveNoKey, "there is no SSH key in '\(home)/.ssh' to sign with",
      hints: ["confiture approve \(plan) --key FILE", "git config gpg.format ssh; git config user.signingkey FILE"])
  }

  private func expanded(_ path: String, _ session: Session) -> String {
    path.hasPrefix("~/") ? (session.environment["HOME"] ?? "") + path.dropFirst() : path
  }

  /// A word that would not count is not stored.
  private func checkCounts(_ approval: Approval, _ rules: EnvironmentRules, _ keys: KeySigner) throws {
    let name = rules.settings.name
    guard let signers = rules.signers else {
      let path = rules.policy.allowedSigners
      throw CommandFailure(
        .approveNotAllowed,
        path.map { "'\($0)', the file of those who may approve for '\(name)', is not in \(rules.origin)" }
          ?? "'\(name)' says nowhere who may approve",
        hints: [
          path.map { "add it and commit it: \($0)" } ?? "environments.\(name).allowed_signers in confiture.yaml"
        ])
    }
    let moment = approval.date.seconds
    if case .invalid(let why) = try keys.verify(
      approval.signature, of: approval.message, signers: signers, at: moment)
    {
      throw CommandFailure(
        .approveNotAllowed, "not stored, as it would not count: \(why)",
        hints: ["who may approve is in \(rules.policy.allowedSigners ?? "allowed_signers") of \(rules.origin)"])
    }
  }

  // MARK: Telling

  private func review(_ subject: Subject, _ rules: EnvironmentRules, _ project: Project, _ session: Session) throws
    -> ApprovalReview
  {
    try session.policy(rules, PolicyOptions(), in: project).review(subject.id)
  }

  private func present(
    _ approval: Approval, _ subject: Subject, _ rules: EnvironmentRules, _ project: Project, _ session: Session
  ) throws {
    let people = try review(subject, rules, project, session).people
    let done = approval.word == .approve ? "approved" : "no longer approved by you"
    let count = "\(people.count) of \(max(rules.policy.approvals, people.count))"
    session.present(
      text: ["plan \(subject.id.prefix(12)) for '\(subject.environment)' is \(done): \(count) approvals"],
      json: .object([
        "plan": .string(subject.id), "environment": .string(subject.environment),
        "commit": .optional(approval.commit?.hex), "word": .string(approval.word.rawValue),
        "approvedBy": .strings(people), "needed": .integer(rules.policy.approvals),
      ]))
  }

  private func showApprovals(
    _ subject: Subject, _ rules: EnvironmentRules, _ project: Project, _ session: Session
  ) throws {
    let review = try review(subject, rules, project, session)
    let lines = review.entries.map { entry in
      let (what, standing) = Self.words(entry.standing)
      return "  \(entry.approval.date.text)  \(what)  \(standing)  (signed as \(entry.approval.signer.text))"
    }
    let summary = "plan \(subject.id) for '\(subject.environment)': \(counted(review.people.count, "approval"))"
    session.present(
      text: [summary + ", \(rules.policy.approvals) needed"] + lines,
      json: .object([
        "plan": .string(subject.id), "environment": .string(subject.environment),
        "rules": .string(rules.origin), "needed": .integer(rules.policy.approvals),
        "approvedBy": .strings(review.people),
        "entries": .array(
          review.entries.map { entry in
            let (what, standing) = Self.words(entry.standing)
            return .object([
              "commit": .optional(entry.approval.commit?.hex), "date": .string(entry.approval.date.text),
              "signer": .string(entry.approval.signer.text), "standing": .string(what), "detail": .string(standing),
            ])
          }),
      ]))
  }

  private static func words(_ standing: ApprovalReview.Standing) -> (String, String) {
    switch standing {
    case .counts(let names): ("counts", names.joined(separator: ","))
    case .revoked(let names): ("revoked", names.joined(separator: ","))
    case .takesBack(let names): ("revocation", names.joined(separator: ","))
    case .invalid(let why): ("invalid", why)
    }
  }
}
