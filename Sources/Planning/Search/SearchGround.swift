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
    /// The destination has it too, and it may stay.
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
  /// Changes that the destination has with other statements.
  let rewritten: Set<ChangeID>
  /// The oldest entry of such a change: it goes, and all that came since.
  let firstRewritten: Int?
  private let changes: ChangeNumbers
  /// The target's entry of each change, by the change's number; -1 for none.
  private let items: [Int32]

  init(
    _ graph: HistoryGraph, at state: TargetState, to destination: Int, costs: StepCosts, _ rewritten: Set<ChangeID>
  ) {
    self.graph = graph
    self.costs = costs
    self.destination = destination
    goal = graph.ancestors(of: graph.id(at: destination))
    order = graph.topologicalOrder(of: goal)
    var rank = [Int32](repeating: -1, count: graph.count)
    for (place, position) in order.enumerated() { rank[position] = Int32(place) }
    self.rank = rank
    let changes = ChangeNumbers(graph)
    self.rewritten = rewritten
    let firstRewritten = rewritten.isEmpty ? nil : state.changes.firstIndex { rewritten.contains($0.change) }
    self.firstRewritten = firstRewritten
    var applied: [Applied] = []
    applied.reserveCapacity(state.changes.count)
    var items = [Int32](repeating: -1, count: changes.count)
    for (index, change) in state.changes.enumerated() {
      let position = graph.position(of: change.commit)
      let number = changes.number(of: change.change, at: position)
      if let number { items[number] = Int32(applied.count) }
      applied.append(
        Applied(
          change: change.change, commit: change.commit, name: change.name, position: position,
          isWanted: index < firstRewritten ?? .max
            && number.map { changes.carriers(of: $0).contains { rank[$0] >= 0 } } ?? false))
    }
    self.applied = applied
    self.items = items
    self.changes = changes
  }

  /// All versions that carry a change of the target.
  func carriers(of item: Applied) -> ChangeNumbers.Carriers {
    changes.number(of: item.change, at: item.position).map { changes.carriers(of: $0) } ?? .none
  }

  /// All versions that carry the same change as this one.
  func carriers(at position: Int) -> ChangeNumbers.Carriers {
    changes.number(at: position).map { changes.carriers(of: $0) } ?? .none
  }

  /// Several versions carry one change somewhere, as after a cherry-pick.
  var hasTwins: Bool { changes.hasTwins }

  /// Whether other versions carry the same change.
  func hasTwins(_ position: Int) -> Bool {
    changes.hasTwins && changes.number(at: position).map(changes.hasTwins) ?? false
  }

  /// The entry of the target's list that a version's change has.
  func item(at position: Int) -> Int? {
    guard let number = changes.number(at: position), items[number] >= 0 else { return nil }
    return Int(items[number])
  }

  /// Whether the target has a version's change, and it may stay.
  func isKept(at position: Int) -> Bool { item(at: position).map { applied[$0].isWanted } ?? false }

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
    guard hasTwins else { return sorted }
    var seen: Set<ChangeID> = []
    return sorted.filter { graph.change(at: $0).map { seen.insert($0).inserted } ?? false }
  }
}
