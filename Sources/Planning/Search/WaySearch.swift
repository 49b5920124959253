internal import GitStore
internal import History

/// Finds ways from a target's state to a version: back as far as needed, then forwards.
struct WaySearch {
  /// The steps of a way and what they cost.
  struct Way {
    var steps: [PlanStep]
    var cost: PlanCost
    /// The versions that were crossed or left over roads, and by which side.
    var roads: [(position: Int, side: Int)]
  }

  struct Answer {
    /// `nil` when there is no way by migrations and roads.
    var way: Way?
    /// There were more ways than are followed, so that there may be a cheaper one.
    var isNarrowed: Bool
  }

  let ground: SearchGround
  let roads: Roads

  init(_ ground: SearchGround) {
    self.ground = ground
    let forwards = ground.order.filter { ground.isRoad($0) }
    let backwards = ground.applied.compactMap(\.position).filter { ground.isRoad($0) && ground.rank[$0] < 0 }
    roads = Roads(at: forwards + backwards, ground)
  }

  /// - Parameters:
  ///   - forced: Sides that must be taken where their version is crossed or left.
  ///   - takesShortcuts: Squashes may stand for the changes between their ends.
  /// - Returns: The cheapest way.
  func way(forced: [Int: Int] = [:], takesShortcuts: Bool = true) -> Answer {
    let descending = DescentSearch(ground, roads)
    let descents = descending.run(forced: forced)
    let starts = descents.ways.enumerated().map { index, descent in
      AscentSearch.Start(
        state: SearchState(ground, without: descent.removed), cost: descent.cost, tag: index,
        guarded: guarded(without: descent.removed))
    }
    var search = AscentSearch(ground, roads)
    let found = search.run(from: starts, forced: forced, takesShortcuts: takesShortcuts)
    let way = found.map { ascent in
      let descent = descents.ways[ascent.start]
      return Way(
        steps: backwards(descent, ascent, descending) + forwards(ascent), cost: ascent.cost,
        roads: descent.choices.map { ($0.position, $0.side) } + ascent.crossings.map { ($0.position, $0.side) })
    }
    return Answer(way: way, isNarrowed: descents.isNarrowed || search.isNarrowed)
  }

  /// The way from a version, or from an empty database.
  func way(from version: Int?, takesShortcuts: Bool = true) -> Answer {
    let state = version.map { SearchState(ground, at: $0) } ?? SearchState(ground)
    let guarded = version.map { ground.graph.ancestors(of: ground.graph.id(at: $0)) }
    let start = AscentSearch.Start(
      state: state, cost: .zero, tag: 0, guarded: guarded ?? VersionSet(capacity: ground.graph.count))
    var search = AscentSearch(ground, roads)
    let found = search.run(from: [start], takesShortcuts: takesShortcuts)
    // What is not in the target's list cannot be reverted by it.
    let way = found.flatMap { ascent in
      ascent.crossings.allSatisfy(\.reverted.isEmpty)
        ? Way(steps: forwards(ascent), cost: ascent.cost, roads: ascent.crossings.map { ($0.position, $0.side) })
        : nil
    }
    return Answer(way: way, isNarrowed: search.isNarrowed)
  }

  private func guarded(without removed: VersionSet) -> VersionSet {
    ground.graph.ancestors(
      of: ground.applied.enumerated().compactMap { index, item in
        guard !removed.contains(index), let position = item.position, ground.isRoad(position) else { return nil }
        return item.commit
      })
  }

  // MARK: Steps

  private func step(_ action: PlanStep.Action, _ position: Int, side: Int? = nil) -> PlanStep {
    PlanStep(action, ground.graph.version(at: position), parent: side)
  }

  private func forwards(_ ascent: AscentSearch.Result) -> [PlanStep] {
    ascent.crossings.flatMap { crossing in
      crossing.needed.map { step(.apply, $0) } + [step(.apply, crossing.position, side: crossing.side)]
    } + ascent.last.map { step(.apply, $0) }
  }

  /// Newest first; before a road, what stands on what it takes away.
  private func backwards(
    _ descent: DescentSearch.Result, _ ascent: AscentSearch.Result, _ search: DescentSearch
  ) -> [PlanStep] {
    var waiting = descent.reverted
    for crossing in ascent.crossings { for item in crossing.reverted { waiting.insert(item) } }
    var steps: [PlanStep] = []
    func revert(_ item: Int) {
      guard waiting.contains(item), let position = ground.applied[item].position else { return }
      waiting.remove(item)
      steps.append(step(.revert, position))
    }
    // No road that is still to be left stands on what came after all of them.
    var newest = descent.choices.map(\.item)
    for index in newest.indices.dropLast().reversed() { newest[index] = max(newest[index], newest[index + 1]) }
    var next = ground.applied.count - 1
    for (choice, newest) in zip(descent.choices, newest) {
      while next > newest {
        revert(next)
        next -= 1
      }
      for other in search.items(before: choice, upTo: newest) { revert(other) }
      steps.append(step(.revert, choice.position, side: choice.side))
    }
    for item in stride(from: next, through: 0, by: -1) { revert(item) }
    return steps
  }
}
