internal import History
internal import Planning
internal import Repository

extension Plan {
  /// The risk of the plan in the terms of an environment's rules, and why it has that risk.
  var danger: (risk: EnvironmentPolicy.Risk, reasons: [String]) {
    var found: [(risk: EnvironmentPolicy.Risk, reason: String)] = []
    for step in steps {
      let name = step.version?.name ?? ""
      switch step.action {
      case .wipe: found.append((.high, "everything in the database is dropped"))
      case .load, .adopt: break
      case .apply:
        if step.version?.losesData == true { found.append((.high, "'\(name)' takes data away")) }
        if step.version?.writesData == true { found.append((.medium, "'\(name)' may write rows")) }
      case .revert:
        let isLossy = step.version?.isReversible == false || step.version?.downLosesData == true
        found.append((isLossy ? .high : .medium, "'\(name)' is reverted"))
      }
    }
    let risk = found.map(\.risk).max() ?? .low
    return (risk, risk == .low ? [] : found.filter { $0.risk == risk }.map(\.reason))
  }
}
