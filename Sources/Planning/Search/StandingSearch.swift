internal import History

/// Finds what of a target stands on versions that a road takes along.
///
/// What descends from a version is found over its children. Of each version it is known beforehand what comes after
/// it, so that a look follows only those that lead to something it asks for: a road takes few versions along, though
/// tens of thousands may have come since.
struct StandingSearch {
  /// What stands on versions without being of them.
  enum Standing {
    /// Entries that the destination has too, and that can be reverted.
    case wanted([Int])
    /// A version that has to be left over a road of its own.
    case road(position: Int, item: Int)
    /// Something that stays.
    case fixed
  }

  private let ground: SearchGround
  /// The target's entry that each version's own commit is, -1 for none.
  private let items: [Int32]
  private let children: Children
  /// What leads to a version by which the target has something that the destination has too.
  private var leadsToWanted: VersionSet
  /// The first version with roads that is to be left and that each version leads to, by its position.
  private var nextRoad: [Int32]
  /// The oldest of the target's entries that each version leads to.
  private var oldestItem: [Int32]

  private static let never = Int32.max

  /// - Complexity: O(versions).
  init(_ ground: SearchGround, items: [Int32]) {
    self.ground = ground
    self.items = items
    children = Children(ground.graph)
    leadsToWanted = VersionSet(capacity: ground.graph.count)
    nextRoad = [Int32](repeating: Self.never, count: ground.graph.count)
    oldestItem = nextRoad
    for position in stride(from: ground.graph.count - 1, through: 0, by: -1) {
      let item = items[position]
      if item >= 0 {
        oldestItem[position] = min(oldestItem[position], item)
        if ground.applied[Int(item)].isWanted {
          leadsToWanted.insert(position)
        } else if ground.isRoad(position) {
          nextRoad[position] = Int32(position)
        }
      }
      let (isWanted, road, oldest) = (leadsToWanted.contains(position), nextRoad[position], oldestItem[position])
      ground.graph.forEachParent(of: position) { parent in
        if isWanted { leadsToWanted.insert(parent) }
        nextRoad[parent] = min(nextRoad[parent], road)
        oldestItem[parent] = min(oldestItem[parent], oldest)
      }
    }
  }

  /// What keeps a road back from being taken, or has to go before.
  ///
  /// - Parameters:
  ///   - side: The road.
  ///   - removed: Entries that are gone by then.
  ///   - place: No version with roads that comes after this one has still to be left.
  ///   - guarded: What must stay.
  /// - Returns: The first thing in the order of the history that stays or has a road, else what can be reverted.
  func standing(
    on side: Roads.Side, without removed: VersionSet, upTo place: Int, _ guarded: VersionSet
  ) -> Standing {
    let found = descendants(of: side) { leadsToWanted.contains($0) || nextRoad[$0] <= place }
    var wanted: [Int] = []
    for position in found.sorted() {
      let item = Int(items[position])
      if removed.contains(item) { continue }
      let isWanted = ground.applied[item].isWanted
      if guarded.contains(position) || ground.isRoad(position) && isWanted { return .fixed }
      if ground.isRoad(position) { return .road(position: position, item: item) }
      if isWanted { wanted.append(item) }
    }
    return .wanted(wanted)
  }

  /// The entries up to one that stand on what a road takes along, newest first; versions with roads are left out.
  func items(on side: Roads.Side, upTo newest: Int) -> [Int] {
    descendants(of: side) { oldestItem[$0] <= newest }
      .filter { items[$0] <= newest && !ground.isRoad($0) }
      .map { Int(items[$0]) }.sorted(by: >)
  }

  /// The versions of the target that descend from those of a road without being of them.
  private func descendants(of side: Roads.Side, where isFollowed: (Int) -> Bool) -> [Int] {
    var seen = VersionSet(capacity: ground.graph.count)
    var stack: [Int] = []
    for position in side.replaced { seen.insert(Int(position)) }
    for position in side.shadowed { seen.insert(Int(position)) }
    for position in side.replaced { stack.append(Int(position)) }
    for position in side.shadowed { stack.append(Int(position)) }
    var found: [Int] = []
    while let position = stack.popLast() {
      for child in children.of(position) where !seen.contains(Int(child)) && isFollowed(Int(child)) {
        seen.insert(Int(child))
        stack.append(Int(child))
        if items[Int(child)] >= 0 { found.append(Int(child)) }
      }
    }
    return found
  }
}

/// The children of all versions, in one array.
private struct Children {
  private var starts: [Int32]
  private var all: [Int32]

  init(_ graph: HistoryGraph) {
    var starts = [Int32](repeating: 0, count: graph.count + 1)
    for position in 0..<graph.count { graph.forEachParent(of: position) { starts[$0 + 1] += 1 } }
    for position in 0..<graph.count { starts[position + 1] += starts[position] }
    var next = starts
    var all = [Int32](repeating: 0, count: Int(starts[graph.count]))
    for position in 0..<graph.count {
      graph.forEachParent(of: position) { parent in
        all[Int(next[parent])] = Int32(position)
        next[parent] += 1
      }
    }
    self.starts = starts
    self.all = all
  }

  func of(_ position: Int) -> ArraySlice<Int32> { all[Int(starts[position])..<Int(starts[position + 1])] }
}
