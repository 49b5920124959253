internal import GitStore
internal import History

/// The ways from one state to one version, weighed against each other.
struct Weighing {
  typealias Candidate = PlanExplanation.Candidate

  private let graph: HistoryGraph
  private let target: String
  private let state: TargetState
  private let destination: Version
  private let options: PlanOptions
  private let ground: SearchGround
  private let search: WaySearch

  init(
    _ graph: HistoryGraph, _ target: String, at state: TargetState, to destination: Version, _ options: PlanOptions,
    _ rewritten: Set<ChangeID> = []
  ) throws(PlanningError) {
    guard let position = graph.position(of: destination.id) else {
      throw PlanningError.unknownVersion(destination)
    }
    self.graph = graph
    self.target = target
    self.state = state
    self.destination = destination
    self.options = options
    ground = SearchGround(graph, at: state, to: position, costs: StepCosts(graph, options), rewritten)
    if !(options.mustRebuild && options.isDisposable),
      let foreign = ground.applied.reversed().first(where: { !$0.isWanted && $0.position == nil })
    {
      throw PlanningError.unknownChange(foreign.name, foreign.commit)
    }
    search = WaySearch(ground)
  }

  // MARK: Candidates

  /// What was weighed.
  struct Weighed {
    var candidates: [Candidate] = []
    /// What was not looked at any further, each once.
    private(set) var limits: [PlanExplanation.Limit] = []

    mutating func note(_ limit: PlanExplanation.Limit) { if !limits.contains(limit) { limits.append(limit) } }

    /// Takes the way of an answer, and notes that there may be others.
    mutating func way(_ answer: WaySearch.Answer) -> WaySearch.Way? {
      if answer.isNarrowed { note(.ways(AscentSearch.width)) }
      return answer.way
    }
  }

  /// How many of a kind are told for an explanation.
  private static let told = 4

  /// Weighs the ways; for an explanation also those that cannot be better than one that is there.
  func weigh(forExplanation: Bool) -> Weighed {
    var weighed = Weighed()
    if options.mustRebuild, options.isDisposable {
      let anew = rebuild(&weighed)
      weighed.candidates = [anew]
      return weighed
    }
    let best = weighed.way(search.way())
    let hasShortcut = best?.roads.contains { isShortcut($0) } ?? false
    if let best, hasShortcut { weighed.candidates.append(candidate(.shortcuts, title(of: best), best)) }
    if forExplanation || !hasShortcut {
      let straight = hasShortcut ? weighed.way(search.way(takesShortcuts: false)) : best
      weighed.candidates.append(
        straight.map { candidate(.migrations, title(of: $0), $0) } ?? blocked(.migrations, "by migrations", noWay()))
    }
    var further = adoptions(&weighed)
    if forExplanation { further += otherSides(of: best, &weighed) + closedShortcuts(&weighed) }
    weighed.candidates += further
    let isOpen = weighed.candidates.contains(where: \.isOpen)
    guard forExplanation || !isOpen else { return weighed }
    let isUntouched = state.changes.isEmpty && state.head == nil
    let anew = isUntouched ? load() : rebuild(&weighed)
    weighed.candidates.append(anew)
    return weighed
  }

  static func best(_ candidates: [Candidate]) -> Candidate? {
    candidates.filter(\.isOpen).min { $0.cost < $1.cost }
  }

  /// Those that could be gone come before those that are blocked.
  static func order(_ candidate: Candidate) -> PlanCost {
    candidate.reason == nil ? candidate.cost : PlanCost(blocked: .max)
  }

  private func candidate(_ kind: Candidate.Kind, _ title: String, _ way: WaySearch.Way) -> Candidate {
    Candidate(
      kind: kind, title: title, steps: way.steps, cost: way.cost,
      obstacles: way.steps.compactMap { ground.costs.obstacle($0) }, reason: nil)
  }

  private func blocked(_ kind: Candidate.Kind, _ title: String, _ reason: String) -> Candidate {
    Candidate(kind: kind, title: title, steps: [], cost: .zero, obstacles: [], reason: reason)
  }

  private func isShortcut(_ road: (position: Int, side: Int)) -> Bool {
    graph.kind(at: road.position) == .squash && road.side == 2
  }

  private func title(of way: WaySearch.Way) -> String {
    let names = way.roads.filter { !(graph.kind(at: $0.position) == .squash && $0.side == 1) }.map {
      isShortcut($0)
        ? "the squash '\(graph.name(at: $0.position))'" : "'\(graph.name(at: $0.position))' by its parent \($0.side)"
    }
    guard !names.isEmpty else { return "by migrations" }
    return "by migrations and over " + names.joined(separator: ", ")
  }

  /// What the plan would be if the target took the other road at one version.
  private func otherSides(of best: WaySearch.Way?, _ weighed: inout Weighed) -> [Candidate] {
    let taken = (best?.roads ?? []).filter { graph.kind(at: $0.position) == .reconciliation }
    if taken.count > Self.told { weighed.note(.otherSides(Self.told)) }
    return taken.prefix(Self.told).map { road in
      let other = 3 - road.side
      let title = "by migrations and over '\(graph.name(at: road.position))' by its parent \(other)"
      let way = weighed.way(search.way(forced: [road.position: other]))
      return way.map { candidate(.otherSide, title, $0) }
        ?? blocked(.otherSide, title, "that road cannot be reached from where the target is")
    }
  }

  private func closedShortcuts(_ weighed: inout Weighed) -> [Candidate] {
    if search.roads.closed.count > Self.told { weighed.note(.closedShortcuts(Self.told)) }
    return search.roads.closed.prefix(Self.told).map { closed in
      let name = graph.name(at: closed.position)
      let reason =
        switch closed.why {
        case .skipsData(let writing):
          "it stands for '\(graph.name(at: writing))', which may write rows, and does not write them itself"
        case .tooLong: "it stands for more versions than are weighed"
        }
      return blocked(.shortcuts, "over the squash '\(name)'", reason)
    }
  }

  private func adoptions(_ weighed: inout Weighed) -> [Candidate] {
    let (pairs, isCut) = Adoption.matches(ground, head: state.head)
    if isCut { weighed.note(.adoptions(Adoption.limit)) }
    return pairs.compactMap { match in
      let (here, there) = (graph.name(at: match.place), graph.name(at: match.version))
      let title = "taking '\(here)' for '\(there)', whose schema it has"
      if let writing = match.writing {
        return blocked(
          .adoption, title, "'\(graph.name(at: writing))' may write rows, which only one of them has run")
      }
      guard let onwards = weighed.way(search.way(from: match.version)) else { return nil }
      let reverts = match.reverted.compactMap { ground.applied[$0].position }
      var way = onwards
      way.steps =
        reverts.map { PlanStep(.revert, graph.version(at: $0)) } + [
          PlanStep(.adopt, graph.version(at: match.version))
        ]
        + onwards.steps
      way.cost = reverts.reduce(onwards.cost + PlanCost(risk: PlanCost.Weight.adopt)) { $0 + ground.costs.revert($1) }
      return candidate(.adoption, title, way)
    }
  }

  // MARK: Starting over

  /// An empty database, then the version: by its snapshot where the snapshot is all there is, by running the
  /// migrations where some of them may have written rows, which no snapshot holds.
  private func rebuild(_ weighed: inout Weighed) -> Candidate {
    let writing = writingMigration()
    let how = writing.map { "running its migrations, as '\($0)' may write rows" } ?? "loading its snapshot"
    let title = "emptying the target and \(how)"
    guard options.isDisposable else { return blocked(.rebuild, title, "the target is not disposable") }
    let load = WaySearch.Way(
      steps: [PlanStep(.load, destination)], cost: PlanCost(risk: PlanCost.Weight.load), roads: [])
    guard var way = writing == nil ? load : weighed.way(search.way(from: nil)) else {
      return blocked(.rebuild, title, noWay())
    }
    way.steps.insert(PlanStep(.wipe, nil), at: 0)
    way.cost.risk += PlanCost.Weight.wipe
    return candidate(.rebuild, title, way)
  }

  private func load() -> Candidate {
    let title = "loading the snapshot of '\(destination.name)'"
    if let writing = writingMigration() {
      return blocked(.load, title, "'\(writing)' may write rows, which no snapshot holds")
    }
    return candidate(
      .load, title,
      WaySearch.Way(steps: [PlanStep(.load, destination)], cost: PlanCost(risk: PlanCost.Weight.load), roads: []))
  }

  private func writingMigration() -> String? {
    ground.order.first { graph.change(at: $0) != nil && graph.writesData(at: $0) }.map { graph.name(at: $0) }
  }

  // MARK: The plan, or why there is none

  func plan(_ candidate: Candidate, beside candidates: [Candidate]) -> Plan {
    var notes = [rewriting].compactMap { $0 }
    switch candidate.kind {
    case .rebuild:
      let blocking = candidates.flatMap(\.obstacles).first
      let because = blocking.map { "the way back past '\($0.name)' is irreversible" } ?? "asked for"
      let how =
        writingMigration().map { "by running its migrations, as '\($0)' may write rows" } ?? "from its snapshot"
      notes = ["\(because): the target is disposable, so it is rebuilt \(how)"]
    case .adoption:
      notes = [
        "\(candidate.title): the changes that differ are of the schema alone, and what no snapshot holds is left as it is"
      ]
    case .load: notes = ["by its snapshot, as no way of migrations leads there"]
    case .migrations, .shortcuts, .otherSide: break
    }
    return Plan(
      kind: Plan.Kind(of: candidate.steps), target: target, state: state, to: destination, steps: candidate.steps,
      notes: notes)
  }

  func refusal(_ candidates: [Candidate]) -> PlanningError {
    let nearest = candidates.filter { $0.reason == nil }.min { $0.cost < $1.cost }
    let others = candidates.filter { $0 != nearest && $0.kind != .rebuild }.flatMap { candidate in
      (candidate.reason.map { [$0] } ?? candidate.obstacles.map(\.explanation)).map { "\(candidate.title): \($0)" }
    }
    let details = [rewriting].compactMap { $0 } + others
    guard let nearest else { return PlanningError.noWay(target, destination, details) }
    return PlanningError.blocked(nearest.obstacles, to: destination, others: details)
  }

  /// Why the target gives up what the destination has too.
  private var rewriting: String? {
    ground.firstRewritten.map {
      "'\(ground.applied[$0].name)' was rewritten since it ran here, so it is taken back and run anew"
    }
  }

  /// Why neither migrations nor roads lead to the destination.
  private func noWay() -> String {
    let has = Set(ground.applied.filter(\.isWanted).compactMap(\.position))
    let missing = ground.order.filter { ground.isRoad($0) && !has.contains($0) }.map { "'\(graph.name(at: $0))'" }
    let left = ground.applied.filter { !$0.isWanted && $0.position.map { ground.isRoad($0) } ?? false }
    if let own = left.first {
      return "'\(own.name)' can only be left over its roads, and neither begins where the target is"
    }
    guard !missing.isEmpty else { return "no migration leads there" }
    return
      "only roads lead to \(missing.prefix(3).joined(separator: ", ")), and none can be reached from where the target is"
  }
}
