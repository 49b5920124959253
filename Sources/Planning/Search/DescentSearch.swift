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
    /// Entries that have to be reverted before, as they stand on what goes.
    var before: [Int]
  }

  struct Result {
    /// Entries that are gone at the end.
    var removed: VersionSet
    /// Those of them that are reverted one by one.
    var reverted: Set<Int>
    var choices: [Choice]
    var cost: PlanCost
  }

  private struct Path {
    /// Entries that roads or their own downs take away so far.
    var removed: VersionSet
    /// Wanted entries that have to make way.
    var making: Set<Int>
    var choices: [Choice]
    var cost: PlanCost
  }

  private let ground: SearchGround
  private let roads: Roads
  private let ownPositions: [Int: Int]
  /// The target's entry of each version, -1 for none: what `ownPositions` says, for loops over all versions.
  private let itemOfPosition: [Int32]
  /// Versions with roads that the target has and the destination too.
  private let wantedRoads: [(position: Int, item: Int)]
  private let end: Int

  init(_ ground: SearchGround, _ roads: Roads) {
    self.ground = ground
    self.roads = roads
    var own: [Int: Int] = [:]
    for (index, item) in ground.applied.enumerated() { if let position = item.position { own[position] = index } }
    ownPositions = own
    var items = [Int32](repeating: -1, count: ground.graph.count)
    for (position, item) in own { items[position] = Int32(item) }
    itemOfPosition = items
    wantedRoads = own.filter { ground.isRoad($0.key) && ground.applied[$0.value].isWanted }
      .map { ($0.key, $0.value) }
    end = (own.keys.max() ?? -1) + 1
  }

  /// - Parameter forced: Sides that must be taken where their version is left.
  /// - Returns: The cheapest ways, at most ``AscentSearch/width``; none where a version cannot be left.
  func run(forced: [Int: Int] = [:]) -> [Result] {
    let unwanted = ground.applied.indices.filter { !ground.applied[$0].isWanted }
    let plain = unwanted.filter { index in ground.applied[index].position.map { !ground.isRoad($0) } ?? false }
    let cost = plain.reduce(PlanCost.zero) { sum, index in
      sum + (ground.applied[index].position.map { ground.costs.revert($0) } ?? .zero)
    }
    var paths = [
      Path(removed: VersionSet(capacity: ground.applied.count), making: [], choices: [], cost: cost)
    ]
    let optional = wantedInTheWay()
    let places = ownPositions.keys.filter { position in
      ground.isRoad(position) && ownPositions[position].map { !ground.applied[$0].isWanted } ?? false
        || optional.contains(position)
    }.sorted(by: >)
    var later = plain.sorted { (ground.applied[$0].position ?? 0) > (ground.applied[$1].position ?? 0) }[...]
    for position in places {
      guard let item = ownPositions[position] else { continue }
      // No road that is still to come stands for these: noted as gone, so that ways meet again.
      while let index = later.first, ground.applied[index].position ?? 0 > position {
        for path in paths.indices { paths[path].removed.insert(index) }
        later = later.dropFirst()
      }
      paths = paths.flatMap { steps(of: $0, at: position, item, isOptional: optional.contains(position), forced) }
      paths = Self.cheapest(paths)
    }
    return paths.map { path in
      var removed = path.removed
      for index in unwanted { removed.insert(index) }
      let overRoads = Set(path.choices.flatMap { choice in replacedItems(of: choice) })
      let reverted = Set(plain.filter { !overRoads.contains($0) }).union(path.making)
      return Result(removed: removed, reverted: reverted, choices: path.choices, cost: path.cost)
    }
  }

  /// Versions with roads that the destination has too, but that a road on the way to it stands for.
  private func wantedInTheWay() -> Set<Int> {
    var found: Set<Int> = []
    guard !wantedRoads.isEmpty else { return found }
    let inTheWay = Set(wantedRoads.map(\.position))
    for (position, crossroads) in roads.crossroads
    where ground.rank[position] >= 0 && ground.item(at: position) == nil {
      for side in crossroads.sides {
        for replaced in side.replaced where inTheWay.contains(Int(replaced)) { found.insert(Int(replaced)) }
      }
    }
    return found
  }

  private func steps(
    of path: Path, at position: Int, _ item: Int, isOptional: Bool, _ forced: [Int: Int],
    before waiting: Set<Int> = []
  ) -> [Path] {
    if path.removed.contains(item) { return [path] }
    var next = isOptional && forced[position] == nil ? [path] : []
    for side in roads.crossroads[position]?.sides ?? [] where forced[position].map({ $0 == side.number }) ?? true {
      next += leave(path, at: position, item, over: side, forced, before: waiting)
    }
    return next
  }

  /// Ways that leave a version over one road, and before it what stands on what the road takes along.
  private func leave(
    _ path: Path, at position: Int, _ item: Int, over side: Roads.Side, _ forced: [Int: Int],
    before waiting: Set<Int>
  ) -> [Path] {
    // What was reconciled stays as long as its reconciliation does.
    let guarded = ground.graph.ancestors(
      of: wantedRoads.filter { $0.item != item && !path.removed.contains($0.item) }
        .map { ground.graph.id(at: $0.position) })
    guard !guarded.contains(position) else { return [] }
    switch standing(on: side, in: path, guarded) {
    case .fixed: return []
    case .road(let other, let otherItem):
      guard !waiting.contains(otherItem) else { return [] }  // Each stands on what the other takes along.
      let first = steps(
        of: path, at: other, otherItem, isOptional: false, forced, before: waiting.union([item]))
      return first.flatMap { path in
        path.removed.contains(item) || !path.removed.contains(otherItem)
          ? [] : leave(path, at: position, item, over: side, forced, before: waiting)
      }
    case .items(let items):
      return leave(path, at: position, item, over: side, after: items).map { [$0] } ?? []
    }
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
      left.removed.insert(other)
      if !ground.applied[other].isWanted, let own = ground.applied[other].position, !ground.isRoad(own) {
        left.cost = left.cost - ground.costs.revert(own)
      }
    }
    for other in standing where ground.applied[other].isWanted {
      left.making.insert(other)
      left.removed.insert(other)
      if let own = ground.applied[other].position { left.cost += ground.costs.revert(own) }
    }
    left.cost += ground.costs.roadBackwards(position, side: side.number)
    left.choices.append(Choice(item: item, position: position, side: side.number, before: standing))
    return left
  }

  /// What stands on versions without being of them.
  private enum Standing {
    /// Entries that can be reverted.
    case items([Int])
    /// A version that has to be left over a road of its own.
    case road(position: Int, item: Int)
    /// Something that stays.
    case fixed
  }

  private func standing(on side: Roads.Side, in path: Path, _ guarded: VersionSet) -> Standing {
    let gone = side.replaced + side.shadowed
    guard let first = gone.min() else { return .items([]) }
    var tainted = VersionSet(capacity: ground.graph.count)
    for position in gone { tainted.insert(Int(position)) }
    var found: [Int] = []
    for position in Int(first)..<max(end, Int(first)) where !tainted.contains(position) {
      var isTainted = false
      ground.graph.forEachParent(of: position) { if tainted.contains($0) { isTainted = true } }
      guard isTainted else { continue }
      tainted.insert(position)
      guard itemOfPosition[position] >= 0 else { continue }
      let item = Int(itemOfPosition[position])
      if path.removed.contains(item) {
        if !ground.applied[item].isWanted, !ground.isRoad(position) { found.append(item) }
        continue
      }
      if guarded.contains(position) || ground.isRoad(position) && ground.applied[item].isWanted { return .fixed }
      if ground.isRoad(position) { return .road(position: position, item: item) }
      found.append(item)
    }
    return .items(found)
  }

  private func replacedItems(of choice: Choice) -> [Int] {
    let side = roads.crossroads[choice.position]?.sides.first { $0.number == choice.side }
    return (side?.replaced ?? []).compactMap { ground.item(at: Int($0)) }
  }

  private static func cheapest(_ paths: [Path]) -> [Path] {
    var kept: [Path] = []
    for path in paths.sorted(by: { $0.cost < $1.cost }) where kept.count < AscentSearch.width {
      if !kept.contains(where: { $0.removed == path.removed }) { kept.append(path) }
    }
    return kept
  }
}
