/// What a way costs: first how many of its steps nobody allowed, then its risk.
package struct PlanCost: Sendable, Equatable, Comparable {
  /// Steps that may only be taken when they are allowed by name.
  package var blocked: Int
  /// The sum of the steps' weights; see ``Weight``.
  package var risk: Int

  package init(blocked: Int = 0, risk: Int = 0) {
    self.blocked = blocked
    self.risk = risk
  }

  package static let zero = PlanCost()

  package static func < (left: PlanCost, right: PlanCost) -> Bool {
    left.blocked != right.blocked ? left.blocked < right.blocked : left.risk < right.risk
  }

  package static func + (left: PlanCost, right: PlanCost) -> PlanCost {
    PlanCost(blocked: left.blocked + right.blocked, risk: left.risk + right.risk)
  }

  package static func - (left: PlanCost, right: PlanCost) -> PlanCost {
    PlanCost(blocked: left.blocked - right.blocked, risk: left.risk - right.risk)
  }

  package static func += (left: inout PlanCost, right: PlanCost) { left = left + right }

  /// How much a step adds: a loss outweighs any number of harmless steps, emptying a target outweighs all else.
  package enum Weight {
    package static let adopt = 5
    package static let apply = 10
    package static let revert = 30
    /// A script that may change rows.
    package static let data = 40
    /// The road of a reconciliation that the target has no part of yet, other than the one it was written on.
    package static let otherRoad = 1_000
    package static let load = 5_000
    package static let loss = 100_000
    package static let irreversible = 1_000_000
    package static let wipe = 1_000_000_000
  }
}
