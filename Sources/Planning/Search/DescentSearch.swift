internal import GitStore
internal import History

/// The way back: what a target has and the destination has not is reverted, over roads where versions were reached by
/// roads.
///
/// The versions that roads lead to are gone through from the newest; each is left over one of its roads, and takes with
/// it what that road stands for.
struct DescentSearch {
  /// How a version is left.
  struct Choice: Equatable {
    /// The version's entry in the target's list.
    var item: Int
    var position: Int
    var side: Int
  }

  struct Result {
    /// Entries that are gone at the end.
    var removed: VersionSet
    /// Those of them that are reverted one by one.
    var reverted: VersionSet
    var choices: [Choice]
    var cost: PlanCost
  }

  private struct Path {
    /// Entries that roads or their own downs take away so far.
    private(set) var removed: VersionSet
    /// Equal for equal sets.
    private(set) var signature: UInt64 = 0
    /// Wanted entries that have to make way.
    var making: [Int] = []
    var choices: [Choice] = []
    var cost: PlanCost

    init(of count: Int, cost: PlanCost) {
      removed = VersionSet(capacity: count)
      self.cost = cost
    }

    mutating func remove(_ item: Int) {
      guard !removed.contains(item) else { return }
      removed.insert(item)
      signature ^= SearchState.mixed(item)
    }
  }

  /// The cheapest ways, at most ``AscentSearch/width``; none where a version cannot be left.
  struct Results {
    var ways: [Result] = []
    /// There were more ways than are followed.
    var isNarrowed = false
  }

  private let ground: SearchGround
  private let roads: Roads
  /// The target's entry of each version, -1 for none.
  private let itemOfPosition: [Int32]
  /// Versions with roads that the target has and the destination too.
  private let wantedRoads: [(position: Int, item: Int)]
  /// What is not to be left as long as all of them stay.
  private let guardedByAll: VersionSet
  private let standing: StandingSearch

  init(_ ground: SearchGround, _ roads: Roads) {
    self.ground = ground
    self.roads = roads
    var items = [Int32](repeating: -1, count: ground.graph.count)
    for (index, item) in ground.applied.enumerated() {
      if let position = item.position { items[position] = Int32(index) }
    }
    itemOfPosition = items
    wantedRoads = ground.applied.enumerated().compactMap { index, item in
      guard item.isWanted, let position = item.position, ground.isRoad(position) else { return nil }
      return (position, index)
    }
    guardedByAll = ground.graph.ancestors(of: wantedRoads.map { ground.graph.id(at: $0.position) })
    standing = StandingSearch(ground, items: items)
  }

  /// - Parameter forced: Sides that must be taken where their version is left.
  /// - Returns: The cheapest ways.
  func run(forced: [Int: Int] = [:]) -> Results {
    var results = Results()
    let unwanted = ground.applied.indices.filter { !ground.applied[$0].isWanted }
    let plain = unwanted.filter { index in ground.applied[index].position.map { !ground.isRoad($0) } ?? false }
    let cost = plain.reduce(PlanCost.zero) { sum, index in
      sum + (ground.applied[index].position.map { ground.costs.revert($0) } ?? .zero)
    }
    var paths = [Path(of: ground.applied.count, cost: cost)]
    let optional = wantedInTheWay()
    let places = ground.applied.enumerated().compactMap { index, item -> Int? in
      guard let position = item.position, itemOfPosition[position] == Int32(index), ground.isRoad(position) else {
        return nil
      }
      return !item.isWanted || optional.contains(position) ? position : nil
    }.sorted(by: >)
    var later = plain.sorted { (ground.applied[$0].position ?? 0) > (ground.applied[$1].position ?? 0) }[...]
    for position in places {
      // No road that is still to come stands for these: noted as gone, so that ways meet again.
      while let index = later.first, ground.applied[index].position ?? 0 > position {
        for path in paths.indices { paths[path].remove(index) }
        later = later.dropFirst()
      }
      let leaving = Leaving(place: position, forced: forced)
      paths = paths.flatMap {
        steps(of: $0, at: position, isOptional: optional.contains(position), leaving, before: [])
      }
      paths = Self.cheapest(paths, &results.isNarrowed)
    }
    results.ways = paths.map { path in
      var removed = path.removed
      for index in unwanted { removed.insert(index) }
      var reverted = VersionSet(capacity: ground.applied.count)
      for index in plain { reverted.insert(index) }
      for choice in path.choices { for item in replacedItems(of: choice) { reverted.remove(item) } }
      for index in path.making { reverted.insert(index) }
      return Result(removed: removed, reverted: reverted, choices: path.choices, cost: path.cost)
    }
    return results
  }

  /// The entries up to one that are reverted before a version is left, as they stand on what its road takes along.
  func items(before choice: Choice, upTo newest: Int) -> [Int] {
    side(of: choice).map { standing.items(on: $0, upTo: newest) } ?? []
  }

  /// Versions with roads that the destination has too, but that a road on the way to it stands for.
  private func wantedInTheWay() -> Set<Int> {
    var found: Set<Int> = []
    guard !wantedRoads.isEmpty else { return found }
    let inTheWay = Set(wantedRoads.map(\.position))
    for (position, crossroads) in roads.crossroads
    where ground.rank[position] >= 0 && !ground.isKept(at: position) {
      for side in crossroads.sides {
        for replaced in side.replaced where inTheWay.contains(Int(replaced)) { found.insert(Int(replaced)) }
      }
    }
    return found
  }

  /// What is the same for all ways that leave a version.
  private struct Leaving {
    /// The version; those before it that have to be left first come with it.
    var place: Int
    var forced: [Int: Int]
  }

  /// Ways that leave a version, for entries that wait for it to go.
  private func steps(
    of path: Path, at position: Int, isOptional: Bool, _ leaving: Leaving, before waiting: [Int]
  ) -> [Path] {
    let item = Int(itemOfPosition[position])
    if path.removed.contains(item) { return [path] }
    let forced = leaving.forced[position]
    var next = isOptional && forced == nil ? [path] : []
    for side in roads.crossroads[position]?.sides ?? [] where forced == nil || forced == side.number {
      next += leave(path, at: position, item, over: side, leaving, before: waiting)
    }
    return next
  }

  /// Ways that leave a version over one road, and before it what stands on what the road takes along.
  private func leave(
    _ path: Path, at position: Int, _ item: Int, over side: Roads.Side, _ leaving: Leaving, before waiting: [Int]
  ) -> [Path] {
    let guarded = guarded(leaving: item, path)
    guard !guarded.contains(position) else { return [] }
    switch standing.standing(on: side, without: path.removed, upTo: leaving.place, guarded) {
    case .fixed: return []
    case .road(let other, let otherItem):
      guard !waiting.contains(otherItem) else { return [] }  // Each stands on what the other takes along.
      let first = steps(of: path, at: other, isOptional: false, leaving, before: waiting + [item])
      return first.flatMap { path in
        path.removed.contains(item) || !path.removed.contains(otherItem)
          ? [] : leave(path, at: position, item, over: side, leaving, before: waiting)
      }
    case .wanted(let items):
      return leave(path, at: position, item, over: side, after: items).map { [$0] } ?? []
    }
  }

  /// What was reconciled stays as long as its reconciliation does.
  private func guarded(leaving item: Int, _ path: Path) -> VersionSet {
    let staying = wantedRoads.filter { $0.item != item && !path.removed.contains($0.item) }
    if staying.count == wantedRoads.count { return guardedByAll }
    return ground.graph.ancestors(of: staying.map { ground.graph.id(at: $0.position) })
  }

  private func leave(
    _ path: Path, at position: Int, _ item: Int, over side: Roads.Side, after standing: [Int]
  ) -> Path? {
    var left = path
    for version in side.replaced {
      guard ground.graph.change(at: Int(version)) != nil else { continue }
      guard let other = ground.item(at: Int(version)), !path.removed.contains(other) else {
        return nil  // The target is not where the road begins.
      }
      guard !left.removed.contains(other) else { continue }  // Another version carries the same change.
      left.remove(other)
      if !ground.applied[other].isWanted, let own = ground.applied[other].position, !ground.isRoad(own) {
        left.cost = left.cost - ground.costs.revert(own)
      }
    }
    for other in standing {
      left.making.append(other)
      left.remove(other)
      if let own = ground.applied[other].position { left.cost += ground.costs.revert(own) }
    }
    left.cost += ground.costs.roadBackwards(position, side: side.number)
    left.choices.append(Choice(item: item, position: position, side: side.number))
    return left
  }

  private func side(of choice: Choice) -> Roads.Side? {
    roads.crossroads[choice.position]?.sides.first { $0.number == choice.side }
  }

  private func replacedItems(of choice: Choice) -> [Int] {
    (side(of: choice)?.replaced ?? []).compactMap { ground.item(at: Int($0)) }
  }

  private static func cheapest(_ paths: [Path], _ isNarrowed: inout Bool) -> [Path] {
    guard paths.count > 1 else { return paths }
    var kept: [Path] = []
    for path in paths.sorted(by: { $0.cost < $1.cost }) {
      if kept.contains(where: { $0.signature == path.signature && $0.removed == path.removed }) { continue }
      guard kept.count < AscentSearch.width else {
        isNarrowed = true
        break
      }
      kept.append(path)
    }
    return kept
  }
}
