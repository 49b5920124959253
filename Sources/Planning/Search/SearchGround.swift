internal import GitStore
internal import History

/// The history as one plan sees it: where it leads, and what the target has.
struct SearchGround {
  /// A change that the target has.
  struct Applied {
    var change: ChangeID
    var commit: ObjectID
    var name: String
    /// The version that it was applied by; `nil` when this history lacks it.
    var position: Int?
    /// The destination has it too.
    var isWanted: Bool
  }

  let graph: HistoryGraph
  let costs: StepCosts
  let destination: Int
  /// The destination and all it stands on.
  let goal: VersionSet
  /// The same in the order in which migrations run.
  let order: [Int]
  /// The place of each of them in that order.
  let rank: [Int32]
  /// In the order in which they came.
  let applied: [Applied]
  let itemOfChange: [ChangeID: Int]
  /// All versions of the changes that several versions carry, as after a cherry-pick.
  let twins: [ChangeID: [Int]]

  init(_ graph: HistoryGraph, at state: TargetState, to destination: Int, costs: StepCosts) {
    self.graph = graph
    self.costs = costs
    self.destination = destination
    goal = graph.ancestors(of: graph.id(at: destination))
    order = graph.topologicalOrder(of: goal)
    var rank = [Int32](repeating: -1, count: graph.count)
    for (place, position) in order.enumerated() { rank[position] = Int32(place) }
    self.rank = rank
    let carriers = Self.carriers(of: graph)
    twins = carriers.twins
    var applied: [Applied] = []
    applied.reserveCapacity(state.changes.count)
    var items: [ChangeID: Int] = [:]
    items.reserveCapacity(state.changes.count)
    for change in state.changes {
      let all = twins[change.change] ?? carriers.first[change.change].map { [Int($0)] } ?? []
      items[change.change] = applied.count
      applied.append(
        Applied(
          change: change.change, commit: change.commit, name: change.name,
          position: graph.position(of: change.commit),
          isWanted: all.contains { rank[$0] >= 0 }))
    }
    self.applied = applied
    itemOfChange = items
    self.carriers = carriers.first
  }

  private let carriers: [ChangeID: Int32]

  private static func carriers(of graph: HistoryGraph) -> (first: [ChangeID: Int32], twins: [ChangeID: [Int]]) {
    var first: [ChangeID: Int32] = [:]
    first.reserveCapacity(graph.count)
    var twins: [ChangeID: [Int]] = [:]
    for position in 0..<graph.count {
      guard let change = graph.change(at: position) else { continue }
      if let other = first.updateValue(Int32(position), forKey: change) {
        first[change] = other
        twins[change, default: [Int(other)]].append(position)
      }
    }
    return (first, twins)
  }

  /// All versions that carry a change.
  func positions(of change: ChangeID) -> [Int] {
    twins[change] ?? carriers[change].map { [Int($0)] } ?? []
  }

  /// Whether other versions carry the same change.
  func hasTwins(_ position: Int) -> Bool {
    guard !twins.isEmpty, let change = graph.change(at: position) else { return false }
    return twins[change] != nil
  }

  /// The entry of the target's list that a version's change has.
  func item(at position: Int) -> Int? { graph.change(at: position).flatMap { itemOfChange[$0] } }

  func isRoad(_ position: Int) -> Bool { graph.kind(at: position).hasRoads }

  /// The parents that a road may come from, by their numbers; `nil` stands for an empty database.
  func sides(of position: Int) -> [(number: Int, parent: Int?)] {
    let parents = graph.parents(of: position)
    switch graph.kind(at: position) {
    case .step: return []
    case .reconciliation: return parents.prefix(2).enumerated().map { ($0 + 1, $1) }
    case .squash: return [(1, parents.first), (2, parents.count > 1 ? parents[1] : nil)]
    }
  }

  /// The commits that a destination runs a change by: where several carry it, the one that comes first.
  func firstCarriers(_ positions: [Int]) -> [Int] {
    let sorted = positions.sorted { rank[$0] < rank[$1] }
    guard !twins.isEmpty else { return sorted }
    var seen: Set<ChangeID> = []
    return sorted.filter { graph.change(at: $0).map { seen.insert($0).inserted } ?? false }
  }
}
