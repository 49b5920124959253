internal import GitStore
internal import History

/// The way forwards: from states that have nothing the destination lacks, over roads, to the destination.
///
/// The versions that roads lead to are gone through in the order of the history. At each of them the way comes over one
/// of the roads, or leaves the version to a later road that stands for it as well. Ways that come to the same state
/// meet again, so that their number stays small however many roads there are.
struct AscentSearch {
  /// How a version is reached.
  struct Choice: Equatable {
    var position: Int
    var side: Int
  }

  /// Where a way begins.
  struct Start {
    var state: SearchState
    var cost: PlanCost
    /// What brought the way here, for whoever asks later.
    var tag: Int
    /// The versions that may not be reverted on the way, as what stays was reconciled with them.
    var guarded: VersionSet
  }

  struct Result {
    var cost: PlanCost
    var start: Int
    var crossings: [Crossing]
    /// What runs after the last road.
    var last: [Int]
  }

  private struct Path {
    var state: SearchState
    var cost: PlanCost
    var start: Int
    /// Roads that have to be taken, as versions were left to them.
    var promises: [Choice]
    var trail: Int
  }

  /// How many ways are followed at a time.
  static let width = 24

  private let ground: SearchGround
  private let roads: Roads
  private var trails: [(choice: Choice, before: Int)] = []
  /// There were more ways than are followed.
  private(set) var isNarrowed = false

  init(_ ground: SearchGround, _ roads: Roads) {
    self.ground = ground
    self.roads = roads
  }

  /// - Parameters:
  ///   - starts: Where ways begin.
  ///   - forced: Sides that must be taken where their version is crossed.
  ///   - takesShortcuts: Squashes may stand for the changes between their ends.
  /// - Returns: The cheapest way; `nil` when there is none.
  mutating func run(from starts: [Start], forced: [Int: Int] = [:], takesShortcuts: Bool = true) -> Result? {
    var paths = starts.enumerated().map { index, start in
      Path(state: start.state, cost: start.cost, start: index, promises: [], trail: -1)
    }
    let versions = roads.crossroads.keys.filter { ground.rank[$0] >= 0 }.sorted { ground.rank[$0] < ground.rank[$1] }
    for position in versions {
      guard let crossroads = roads.crossroads[position] else { continue }
      var next: [Path] = []
      for path in paths {
        next += steps(of: path, at: crossroads, starts[path.start], forced, takesShortcuts)
      }
      paths = cheapest(next)
      if paths.isEmpty { return nil }
    }
    let ends = paths.compactMap { path -> (cost: PlanCost, path: Path, last: [Int])? in
      guard path.promises.isEmpty, let walk = Walk(to: ground.destination, from: path.state, ground) else {
        return nil
      }
      return (walk.needed.reduce(path.cost) { $0 + ground.costs.apply($1) }, path, walk.needed)
    }
    guard let best = ends.min(by: { $0.cost < $1.cost }) else { return nil }
    return Result(
      cost: best.cost, start: best.path.start, crossings: retrace(best.path, starts[best.path.start]), last: best.last
    )
  }

  private mutating func steps(
    of path: Path, at crossroads: Roads.Crossroads, _ start: Start, _ forced: [Int: Int], _ takesShortcuts: Bool
  ) -> [Path] {
    let position = crossroads.position
    if path.state.present.contains(position) { return [path] }
    let covering = (roads.covering[position] ?? []).filter {
      takesShortcuts || ground.graph.kind(at: $0.position) == .reconciliation
    }
    let promised = path.promises.first { $0.position == position }
    if promised == nil,
      path.promises.contains(where: { choice in
        covering.contains { $0.position == choice.position && $0.side == choice.side }
      })
    {
      return [path]  // A road to come stands for it.
    }
    var next: [Path] = []
    let isSquash = ground.graph.kind(at: position) == .squash
    for side in crossroads.sides {
      if let promised, promised.side != side.number { continue }
      if let wanted = forced[position], wanted != side.number { continue }
      if isSquash, side.number == 2, !takesShortcuts, promised == nil, forced[position] == nil { continue }
      guard
        let crossing = Crossing(
          to: crossroads, over: side, from: path.state, keeping: guarded(path, start), ground)
      else { continue }
      var reached = path
      crossing.reach(&reached.state, ground)
      reached.cost += crossing.cost
      reached.promises.removeAll { $0.position == position }
      trails.append((Choice(position: position, side: side.number), path.trail))
      reached.trail = trails.count - 1
      next.append(reached)
    }
    guard promised == nil, forced[position] == nil else { return next }
    for cover in covering
    where ground.rank[cover.position] >= 0 && !path.state.present.contains(cover.position)
      && !path.promises.contains(where: { $0.position == cover.position })
    {
      guard roads.crossroads[cover.position]?.sides.contains(where: { $0.number == cover.side }) == true else {
        continue
      }
      var left = path
      left.promises.append(Choice(position: cover.position, side: cover.side))
      left.promises.sort { $0.position < $1.position }
      next.append(left)
    }
    return next
  }

  /// What was reconciled on the way here, or before it.
  private func guarded(_ path: Path, _ start: Start) -> VersionSet {
    var set = start.guarded
    var trail = path.trail
    var crossed: [Int] = []
    while trail >= 0 {
      crossed.append(trails[trail].choice.position)
      trail = trails[trail].before
    }
    if !crossed.isEmpty { set.formUnion(ground.graph.ancestors(of: crossed.map { ground.graph.id(at: $0) })) }
    return set
  }

  /// Of ways to the same state the cheapest, and of all of them the cheapest few.
  private mutating func cheapest(_ paths: [Path]) -> [Path] {
    guard paths.count > 1 else { return paths }
    var kept: [Path] = []
    for path in paths.sorted(by: { $0.cost < $1.cost }) {
      let isKnown = kept.contains {
        $0.state.signature == path.state.signature && $0.promises == path.promises
          && $0.state.present == path.state.present
      }
      if isKnown { continue }
      guard kept.count < Self.width else {
        isNarrowed = true
        break
      }
      kept.append(path)
    }
    return kept
  }

  /// The roads of a way with what they need, by going it again.
  private func retrace(_ path: Path, _ start: Start) -> [Crossing] {
    var choices: [Choice] = []
    var trail = path.trail
    while trail >= 0 {
      choices.append(trails[trail].choice)
      trail = trails[trail].before
    }
    var state = start.state
    var crossings: [Crossing] = []
    let everything = VersionSet(capacity: ground.graph.count)
    for choice in choices.reversed() {
      guard let crossroads = roads.crossroads[choice.position],
        let side = crossroads.sides.first(where: { $0.number == choice.side }),
        let crossing = Crossing(to: crossroads, over: side, from: state, keeping: everything, ground)
      else { continue }
      crossing.reach(&state, ground)
      crossings.append(crossing)
    }
    return crossings
  }
}
