package import Diagnostics
package import GitStore
package import History

/// How a tenant stands to where it should be.
package enum TenantCondition: Sendable, Equatable {
  /// It is where it should be.
  case current
  /// So many versions are missing, and so many are there that should not be.
  case away(behind: Int, ahead: Int)
  /// It is at a version that this repository does not have.
  case foreign
  /// Its changes are not exactly those of a version.
  case between
  /// A run was interrupted in it.
  case interrupted
  /// Confiture has never been there.
  case untouched
  /// Nobody has said where it should be.
  case undecided
  /// Its live schema differs from the recorded one.
  case drifted([String])
  case unreachable(Diagnostic)

  /// The word for programs.
  package var word: String {
    switch self {
    case .current: "current"
    case .away(_, 0): "behind"
    case .away(0, _): "ahead"
    case .away: "diverged"
    case .foreign: "foreign"
    case .between: "between"
    case .interrupted: "interrupted"
    case .untouched: "untouched"
    case .undecided: "undecided"
    case .drifted: "drift"
    case .unreachable: "unreachable"
    }
  }
}

/// Tells how tenants stand, with each distance in the history measured once.
package struct TenantConditions {
  private let graph: HistoryGraph
  private var distances: [[ObjectID]: TenantCondition] = [:]

  package init(in graph: HistoryGraph) { self.graph = graph }

  package mutating func condition(of look: TenantLook, goal: ObjectID?) -> TenantCondition {
    switch look.finding {
    case .unreachable(let diagnostic): .unreachable(diagnostic)
    case .state(let state): condition(of: state, goal: goal)
    }
  }

  private mutating func condition(of state: TenantState, goal: ObjectID?) -> TenantCondition {
    if state.hasOpenRun { return .interrupted }
    guard let head = state.head else { return state == .untouched ? .untouched : distance(from: nil, to: goal) }
    guard graph.contains(head) else { return .foreign }
    if !state.isExact { return .between }
    return distance(from: head, to: goal)
  }

  private mutating func distance(from head: ObjectID?, to goal: ObjectID?) -> TenantCondition {
    guard let goal, graph.contains(goal) else { return .undecided }
    if head == goal { return .current }
    let key = [goal] + [head].compactMap(\.self)
    if let known = distances[key] { return known }
    let there = graph.ancestors(of: goal)
    let here = graph.ancestors(of: [head].compactMap(\.self))
    let condition = TenantCondition.away(
      behind: there.subtracting(here).count, ahead: here.subtracting(there).count)
    distances[key] = condition
    return condition
  }
}
