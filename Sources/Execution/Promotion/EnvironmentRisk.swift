internal import Planning
internal import Repository

extension EnvironmentPolicy.Risk {
  /// The same in the terms of an environment's rules.
  init(_ risk: PlanRisk) {
    switch risk {
    case .low: self = .low
    case .medium: self = .medium
    case .high: self = .high
    }
  }
}
