import GitStore
import History

@testable import Planning

/// All states there are, searched for the cheapest way: what the planner must agree with.
///
/// A state is the set of changes that the target has, as bits. First comes the way back, then the way forwards.
struct NaivePlanner {
  let history: RoadHistory
  let graph: HistoryGraph
  let costs: StepCosts
  private let bits: [ChangeID: Int]
  /// Changes that the destination has with other statements.
  private let rewritten: Set<ChangeID>

  init(_ history: RoadHistory, _ graph: HistoryGraph, _ costs: StepCosts, _ rewritten: Set<ChangeID> = []) {
    self.rewritten = rewritten
    self.history = history
    self.graph = graph
    self.costs = costs
    let changes = Set(history.versions.compactMap(\.change)).sorted()
    bits = Dictionary(uniqueKeysWithValues: changes.enumerated().map { ($1, $0) })
  }

  private func mask(_ changes: some Sequence<ChangeID>) -> UInt64 {
    changes.reduce(0) { $0 | (1 << UInt64(bits[$1] ?? 63)) }
  }

  private func mask(_ version: Version) -> UInt64 { mask(history.changes(of: version)) }

  private func mask(_ id: ObjectID?) -> UInt64 {
    id.flatMap { id in history.versions.first { $0.id == id } }.map { mask($0) } ?? 0
  }

  private func position(_ version: Version) -> Int { graph.position(of: version.id) ?? 0 }

  /// The parents of a version's roads, by their numbers.
  private func sides(of version: Version) -> [(number: Int, parent: ObjectID?)] {
    switch version.kind {
    case .step: []
    case .reconciliation: [(1, version.parents[0]), (2, version.parents[1])]
    case .squash: [(1, version.parents[0]), (2, version.parents.count > 1 ? version.parents[1] : nil)]
    }
  }

  private struct Node: Hashable {
    var state: UInt64
    var isForwards: Bool
    /// Roads forwards are taken in the order of the history: the place of the last one.
    var road = -1
  }

  /// - Returns: What the cheapest way costs; `nil` when there is none.
  func cost(from start: TargetState, to destination: Version) -> PlanCost? {
    let goal = mask(destination)
    let commits = Dictionary(
      start.changes.compactMap { change in
        history.versions.first { $0.id == change.commit }.map { (change.change, $0) }
      },
      uniquingKeysWith: { first, _ in first })
    let begin = mask(start.changes.map(\.change))
    let first = start.changes.firstIndex { rewritten.contains($0.change) } ?? start.changes.endIndex
    let kept = goal & ~mask(start.changes[first...].map(\.change))
    var best: [Node: PlanCost] = [Node(state: begin, isForwards: false): .zero]
    for (state, cost) in adoptions(start, destination, kept, commits) {
      let node = Node(state: state, isForwards: true)
      if best[node].map({ cost < $0 }) ?? true { best[node] = cost }
    }
    var done: Set<Node> = []
    let versions = graph.lineage(of: destination.id)
    while let (node, cost) = best.filter({ !done.contains($0.key) }).min(by: { $0.value < $1.value }) {
      if node.isForwards, node.state == goal { return cost }
      let last = node.road
      done.insert(node)
      var edges: [(Node, PlanCost)] = []
      if node.isForwards {
        edges = forwards(node.state, versions, begin & kept).compactMap { state, price, place in
          guard let place else { return (Node(state: state, isForwards: true, road: last), price) }
          return place > last ? (Node(state: state, isForwards: true, road: place), price) : nil
        }
      } else {
        edges = backwards(node.state, kept, commits).map { (Node(state: $0, isForwards: false), $1) }
        if node.state & ~kept == 0 { edges.append((Node(state: node.state, isForwards: true), .zero)) }
      }
      for (next, price) in edges where best[next].map({ cost + price < $0 }) ?? true { best[next] = cost + price }
    }
    return nil
  }

  private func forwards(
    _ state: UInt64, _ versions: [Version], _ begin: UInt64
  ) -> [(state: UInt64, price: PlanCost, place: Int?)] {
    versions.enumerated().flatMap { place, version -> [(state: UInt64, price: PlanCost, place: Int?)] in
      guard let change = version.change, state & mask([change]) == 0 else { return [] }
      if version.kind == .step {
        let needed = version.parents.reduce(0) { $0 | mask($1) }
        return state & needed == needed ? [(state | mask([change]), costs.apply(position(version)), nil)] : []
      }
      return sides(of: version).compactMap { side in
        let (needed, all) = (mask(side.parent), mask(version))
        guard state & needed == needed, state & all & ~needed == 0, isUsable(version, side.number, all & ~needed)
        else { return nil }
        let part = (all & ~mask(version.parents[0])) & ~mask([change])
        let isOther = side.number == 2 && version.kind == .reconciliation && begin & part == 0
        return (state | all, costs.roadForwards(position(version), side: side.number, isOther: isOther), place)
      }
    }
  }

  /// A squash may not stand for rows that it does not write.
  private func isUsable(_ version: Version, _ side: Int, _ replaced: UInt64) -> Bool {
    guard version.kind == .squash, side == 2, !version.writesData else { return true }
    let here = history.ancestors(of: version.id)
    return !history.versions.contains { other in
      here.contains(other.id) && other.writesData && other.change.map { mask([$0]) & replaced != 0 } ?? false
    }
  }

  private func backwards(_ state: UInt64, _ kept: UInt64, _ commits: [ChangeID: Version]) -> [(UInt64, PlanCost)] {
    let present = commits.values.filter { state & mask([$0.change].compactMap { $0 }) != 0 }
    let roads = present.filter { $0.kind != .step }
    return present.flatMap { version -> [(UInt64, PlanCost)] in
      let own = mask([version.change].compactMap { $0 })
      if version.kind == .step {
        guard !roads.contains(where: { mask($0) & own != 0 }) else { return [] }
        // What stays may stand on what goes only where its change was picked to another line.
        if own & kept != 0, present.contains(where: { stands($0, on: [version.id]) }) { return [] }
        return [(state & ~own, costs.revert(position(version)))]
      }
      return sides(of: version).compactMap { side in
        let replaced = mask(version) & ~mask(side.parent)
        let gone = Set(
          history.versions.filter { other in
            history.ancestors(of: version.id).contains(other.id)
              && !(side.parent.map { history.ancestors(of: $0).contains(other.id) } ?? false)
          }.map(\.id))
        guard state & replaced == replaced, isUsable(version, side.number, replaced),
          !roads.contains(where: { $0.id != version.id && mask($0) & own != 0 }),
          !present.contains(where: {
            mask([$0.change].compactMap { $0 }) & replaced == 0 && stands($0, on: gone)
          })
        else { return nil }
        return (state & ~replaced, costs.roadBackwards(position(version), side: side.number))
      }
    }
  }

  private func stands(_ version: Version, on others: Set<ObjectID>) -> Bool {
    !others.contains(version.id) && !history.ancestors(of: version.id).isDisjoint(with: others)
  }

  /// From where the target is, or was before on its line, to the last version of the goal with the same schema.
  private func adoptions(
    _ start: TargetState, _ destination: Version, _ kept: UInt64, _ commits: [ChangeID: Version]
  ) -> [(UInt64, PlanCost)] {
    let begin = mask(start.changes.map(\.change))
    guard begin & ~kept != 0, var here = history.versions.first(where: { $0.id == start.head }), mask(here) == begin
    else { return [] }
    var cost = PlanCost(risk: PlanCost.Weight.adopt)
    let line = graph.lineage(of: destination.id)
    while !history.ancestors(of: destination.id).contains(here.id) {
      if let twin = line.last(where: { $0.fingerprint == here.fingerprint }) {
        let differing = mask(here) ^ mask(twin) | mask(rewritten)
        let writes = history.versions.contains { other in
          other.writesData && other.change.map { mask([$0]) & differing != 0 } ?? false
            && (history.ancestors(of: here.id).contains(other.id)
              || history.ancestors(of: twin.id).contains(other.id))
        }
        if !writes { return [(mask(twin), cost)] }
      }
      guard here.kind == .step, here.parents.count == 1, let change = here.change, commits[change]?.id == here.id,
        let parent = history.versions.first(where: { $0.id == here.parents[0] })
      else { return [] }
      cost += costs.revert(position(here))
      here = parent
    }
    return []
  }
}
