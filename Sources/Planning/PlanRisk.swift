internal import History

/// How much a plan may do harm: what policies compare with what they allow.
package enum PlanRisk: String, Sendable, CaseIterable, Comparable {
  /// Only schema steps forwards that take no data away.
  case low
  /// Rows are written, something is reverted, or statements run outside a transaction.
  case medium
  /// Something is lost: declared losses, downs that do not restore, an emptied target.
  case high

  private var level: Int {
    switch self {
    case .low: 0
    case .medium: 1
    case .high: 2
    }
  }

  package static func < (left: PlanRisk, right: PlanRisk) -> Bool { left.level < right.level }
}

extension Plan {
  /// The risk of the step that has most.
  package var risk: PlanRisk { findings.map(\.risk).max() ?? .low }

  /// Why the plan has the risk that it has, a line for each step that has as much; empty for a low one.
  package var riskReasons: [String] {
    let risk = risk
    return risk == .low ? [] : findings.filter { $0.risk == risk }.map(\.reason)
  }

  private var findings: [(risk: PlanRisk, reason: String)] { steps.flatMap(\.findings) }
}

extension PlanStep {
  fileprivate var findings: [(risk: PlanRisk, reason: String)] {
    let name = version?.name ?? ""
    var found: [(risk: PlanRisk, reason: String)] = []
    switch action {
    case .wipe: found.append((.high, "everything in the database is dropped"))
    case .load, .adopt: break
    case .apply:
      guard !isEmptyRoad else { break }
      if version?.losesData == true { found.append((.high, "'\(name)' takes data away, as it declares")) }
      if version?.writesData == true { found.append((.medium, "'\(name)' may write rows")) }
      if version?.runsInPieces == true { found.append((.medium, "'\(name)' runs outside a transaction")) }
    case .revert:
      guard !isEmptyRoad else { break }
      if version?.isReversible == false {
        found.append((.high, "reverting '\(name)' does not restore what was there"))
      }
      if version?.downLosesData == true {
        found.append((.high, "reverting '\(name)' takes data away, as it declares"))
      }
      found.append((.medium, "'\(name)' is reverted"))
    }
    return found
  }

  /// Between a squash and the version whose schema it has, there is nothing to run.
  private var isEmptyRoad: Bool { version?.kind == .squash && parent == 1 }
}
