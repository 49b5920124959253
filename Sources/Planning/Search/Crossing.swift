internal import History

/// Going to a version over one of its roads, from some state.
struct Crossing {
  var position: Int
  var side: Int
  /// What runs before, parents first: what the road's parent has and the state has not.
  var needed: [Int]
  /// Entries of the target's list that are reverted first, since the road stands for them or they stand on such.
  var reverted: [Int]
  /// The versions that are reverted and not brought by the road.
  var displaced: [Int]
  var cost: PlanCost
  private var visited: [Int]
  private var replaced: [Int32]

  /// - Returns: `nil` where the road cannot be taken from this state.
  init?(
    to crossroads: Roads.Crossroads, over side: Roads.Side, from state: SearchState,
    keeping guarded: @autoclosure () -> VersionSet, _ ground: SearchGround
  ) {
    replaced = side.replaced + side.shadowed
    position = crossroads.position
    self.side = side.number
    cost = .zero
    reverted = []
    displaced = []
    var state = state
    let conflicts = side.replaced.map { Int($0) }.filter { state.present.contains($0) }
    if !conflicts.isEmpty {
      guard let away = Self.away(conflicts, side, state, guarded(), ground) else { return nil }
      (reverted, displaced) = away
      if !displaced.isEmpty { state.remove(displaced, ground) }
      for item in reverted { if let own = ground.applied[item].position { cost += ground.costs.revert(own) } }
    }
    guard let walk = Walk(to: side.parent, from: state, ground) else { return nil }
    (needed, visited) = (walk.needed, walk.visited)
    cost = needed.reduce(cost) { $0 + ground.costs.apply($1) }
    let isOther =
      side.number == 2 && ground.graph.kind(at: position) == .reconciliation
      && !Self.hasPart(of: crossroads, ground)
    cost += ground.costs.roadForwards(position, side: side.number, isOther: isOther)
  }

  /// Whether the target has anything that only the second parent leads to: what the first one's road stands for.
  private static func hasPart(of crossroads: Roads.Crossroads, _ ground: SearchGround) -> Bool {
    crossroads.sides.first { $0.number == 1 }?.replaced.contains {
      Int($0) != crossroads.position && ground.isKept(at: Int($0))
    } ?? false
  }

  /// What has to go before a road that stands for it; `nil` where it cannot.
  private static func away(
    _ conflicts: [Int], _ side: Roads.Side, _ state: SearchState, _ guarded: VersionSet, _ ground: SearchGround
  ) -> (items: [Int], displaced: [Int])? {
    var tainted = VersionSet(capacity: ground.graph.count)
    var items: Set<Int> = []
    for conflict in conflicts {
      guard let item = ground.item(at: conflict), let own = ground.applied[item].position, !ground.isRoad(own),
        !guarded.contains(conflict), !guarded.contains(own)
      else { return nil }
      items.insert(item)
      tainted.insert(own)
    }
    // What stands on what goes has to go before it.
    var displaced: [Int] = []
    let replaced = Set(side.replaced.compactMap { ground.graph.change(at: Int($0)) })
    for position in (conflicts.min() ?? 0)..<ground.graph.count {
      if !tainted.contains(position) {
        var isTainted = false
        ground.graph.forEachParent(of: position) { if tainted.contains($0) { isTainted = true } }
        guard isTainted else { continue }
        tainted.insert(position)
      }
      guard state.present.contains(position), let item = ground.item(at: position),
        ground.applied[item].position == position, let change = ground.graph.change(at: position)
      else { continue }
      guard !ground.isRoad(position), !guarded.contains(position) else { return nil }
      items.insert(item)
      if !replaced.contains(change) { displaced.append(position) }
    }
    return (items.sorted(), displaced)
  }

  /// The state on the other end.
  func reach(_ state: inout SearchState, _ ground: SearchGround) {
    if !displaced.isEmpty { state.remove(displaced, ground) }
    for other in visited { state.complete(other, ground) }
    for other in replaced { state.complete(Int(other), ground) }
  }
}

/// What a state lacks of a version.
struct Walk {
  /// What runs, parents first: each change once.
  var needed: [Int]
  var visited: [Int]

  /// - Returns: `nil` where a version is lacking that only roads lead to.
  init?(to destination: Int?, from state: SearchState, _ ground: SearchGround) {
    needed = []
    visited = []
    guard let destination else { return }
    var stack = [destination]
    var seen: Set<Int> = []
    while let position = stack.popLast() {
      guard !state.complete.contains(position), seen.insert(position).inserted else { continue }
      visited.append(position)
      if !state.present.contains(position), ground.graph.change(at: position) != nil {
        guard !ground.isRoad(position) else { return nil }
        needed.append(position)
      }
      ground.graph.forEachParent(of: position) { stack.append($0) }
    }
    needed = ground.firstCarriers(needed)
  }
}
