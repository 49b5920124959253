internal import Diagnostics
internal import Documents
internal import History

extension EnvironmentSettings {
  /// Reads the key `environments`.
  ///
  /// - Parameters:
  ///   - node: The value of the key.
  ///   - targets: The targets of the configuration, whose names are taken.
  ///   - environment: The variables that addresses may name.
  /// - Returns: The environments, in the order of the file.
  /// - Throws: An error that points at the line: also for a source that is none, or that leads round to itself.
  static func readAll(
    _ node: DocumentNode, besides targets: [Configuration.TargetSettings], environment: [String: String]
  ) throws(DocumentError) -> [EnvironmentSettings] {
    var keys = try node.mapping()
    var result: [EnvironmentSettings] = []
    var sources: [(name: String, node: DocumentNode)] = []
    for (name, node) in keys.takeRest() {
      if targets.contains(where: { $0.name == name }) {
        throw node.invalid(
          "'\(name)' is both an environment and a target",
          hints: ["an environment with an address is a target too: leave out 'targets.\(name)'"])
      }
      let (settings, source) = try read(name, node, environment: environment)
      result.append(settings)
      if let source { sources.append((name, source)) }
    }
    for (name, node) in sources { try checkSource(of: name, node, in: result) }
    return result
  }

  private static func read(
    _ name: String, _ node: DocumentNode, environment: [String: String]
  ) throws(DocumentError) -> (EnvironmentSettings, source: DocumentNode?) {
    guard ConfitureReference.isValidName(name), !name.contains("/") else {
      throw node.invalid(
        "'\(name)' cannot be the name of an environment", hints: ["letters, digits, '-', '_' and '.'"])
    }
    var settings = EnvironmentSettings(name: name)
    var keys = try node.mapping()
    let database = try DatabaseKeys(from: &keys, of: node, environment: environment)
    settings.target = database.target(named: name)
    settings.isDisposable = database.isDisposable
    settings.generatesOnline = database.generatesOnline
    let source = keys.take("promotes_from")
    settings.promotesFrom = try source?.string()
    settings.policy = try EnvironmentPolicy.read(from: &keys, of: node, hasSource: source != nil)
    if settings.policy.isProtected, settings.isDisposable {
      throw node.invalid("'\(node.path)' is both protected and disposable", hints: ["leave one of them out"])
    }
    settings.tenants = try keys.take("tenants").map { node throws(DocumentError) in
      try TenantSettings.read(node, environment: environment)
    }
    try keys.finish()
    return (settings, source)
  }

  private static func checkSource(
    of name: String, _ node: DocumentNode, in all: [EnvironmentSettings]
  ) throws(DocumentError) {
    var seen = [name]
    var next = all.first { $0.name == name }?.promotesFrom
    while let source = next {
      guard let settings = all.first(where: { $0.name == source }) else {
        let closest = Suggestions.closest(to: source, among: all.map(\.name))
        throw node.invalid(
          "'\(node.path)': there is no environment '\(source)'",
          hints: closest.isEmpty
            ? ["environments are \(DocumentNode.list(all.map(\.name)))"] : closest.map { "did you mean '\($0)'?" })
      }
      guard source != name else {
        throw node.invalid(
          "'\(node.path)' leads round in a circle: \((seen + [name]).joined(separator: ", from "))",
          hints: ["the first environment of a line has no 'promotes_from'"])
      }
      // A circle further up is reported where it begins.
      guard !seen.contains(source) else { return }
      seen.append(source)
      next = settings.promotesFrom
    }
  }
}

extension EnvironmentPolicy {
  fileprivate static func read(
    from keys: inout MappingReader, of node: DocumentNode, hasSource: Bool
  ) throws(DocumentError) -> EnvironmentPolicy {
    var policy = EnvironmentPolicy()
    policy.isProtected = try keys.take("protected")?.bool() ?? false
    policy.allowedRisk = try keys.take("allowed_risk")?.choice() ?? (policy.isProtected ? .medium : .high)
    let approvals = keys.take("approvals")
    policy.approvals = try approvals?.int() ?? 0
    if let approvals, policy.approvals < 0 { throw approvals.invalid("'\(approvals.path)' is less than none") }
    let signers = keys.take("allowed_signers")
    policy.allowedSigners = try signers?.string()
    if let signers { try checkPath(signers) }
    if let approvals, policy.approvals > 0, signers == nil {
      throw approvals.invalid(
        "'\(approvals.path)' needs 'allowed_signers': the file of those who may approve",
        hints: ["a line for each person: NAME ssh-ed25519 AAAA…, as ssh-keygen -Y takes it"])
    }
    if let window = keys.take("window") { policy.windows = try windows(window) }
    if let soak = keys.take("soak") {
      policy.soak = try soak.duration()
      guard hasSource else {
        throw soak.invalid("'\(soak.path)' needs 'promotes_from': where a version has to be healthy before")
      }
    }
    let rehearse = keys.take("rehearse")
    policy.rehearses = try rehearse?.bool() ?? policy.isProtected
    if let rehearse, policy.isProtected, !policy.rehearses {
      throw rehearse.invalid("'\(rehearse.path)' is false, and a protected environment is always rehearsed")
    }
    return policy
  }

  private static func checkPath(_ node: DocumentNode) throws(DocumentError) {
    let parts = try node.string().split(separator: "/", omittingEmptySubsequences: false)
    guard !parts.contains(where: { ["", ".", ".."].contains($0) }) else {
      throw node.invalid(
        "'\(node.path)' must be a file of the project: it is read from the repository",
        hints: ["such as db/allowed_signers, relative to \(Configuration.fileName)"])
    }
  }

  private static func windows(_ node: DocumentNode) throws(DocumentError) -> [EnvironmentWindow] {
    let nodes = if case .sequence = node.value { try node.sequence() } else { [node] }
    return try nodes.map { node throws(DocumentError) in
      guard let window = EnvironmentWindow(try node.string()) else {
        throw node.invalid(
          "'\(node.path)' is not a time of the week",
          hints: ["write days, hours and a time zone: mon-thu 09:00-16:00 Europe/Berlin"])
      }
      return window
    }
  }
}
