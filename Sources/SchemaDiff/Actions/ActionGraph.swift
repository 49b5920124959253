import Schema

/// Puts actions in an order in which each finds what it needs, and finds where a commit must lie between them.
struct ActionGraph {
  /// In the order that rank and place make: positions are ranks.
  private let actions: [Action]
  private var graph: LoadGraph
  /// The actions that must be committed before each.
  private var committedBefore: [[Int]]
  /// For each action those that come before it, whatever the reason.
  private var before: [[Int]]
  /// Those that come before it unless that closes a circle, as it takes over what they make.
  private var takenOver: [[Int]]

  init(_ unordered: [Action]) {
    let order = unordered.indices.sorted { left, right in
      unordered[left].rank == unordered[right].rank ? left < right : unordered[left].rank < unordered[right].rank
    }
    actions = order.map { unordered[$0] }
    graph = LoadGraph(count: actions.count)
    committedBefore = Array(repeating: [], count: actions.count)
    before = Array(repeating: [], count: actions.count)
    takenOver = Array(repeating: [], count: actions.count)
    connect()
  }

  private mutating func connect() {
    var producers: [Resource: [Int]] = [:]
    var destroyers: [Resource: [Int]] = [:]
    for (index, action) in actions.enumerated() {
      for resource in action.produces { producers[resource, default: []].append(index) }
      for resource in action.destroys { destroyers[resource, default: []].append(index) }
    }
    var releasers: [Int: [Int]] = [:]
    for (index, action) in actions.enumerated() {
      for resource in action.releases {
        for destroyer in destroyers[resource] ?? [] where destroyer != index {
          releasers[destroyer, default: []].append(index)
        }
      }
    }
    // The edges of one dependent are added one after another, as the graph asks for.
    for (index, action) in actions.enumerated() {
      var needed: Set<Int> = []
      for resource in action.needs { needed.formUnion(producers[resource] ?? []) }
      for resource in action.produces where !(resource.isKeys && action.destroys.contains(resource)) {
        // Keys of one table that are each put in the place of another do not wait for one another.
        needed.formUnion(destroyers[resource] ?? [])
      }
      needed.formUnion(releasers[index] ?? [])
      for resource in action.needsCommitted {
        let producers = (producers[resource] ?? []).filter { $0 != index }
        committedBefore[index] += producers
        needed.formUnion(producers)
      }
      needed.remove(index)
      for other in needed.sorted() {
        graph.add(index, needs: other)
        before[index].append(other)
      }
      var wished: Set<Int> = []
      for resource in action.wishes {
        wished.formUnion(producers[resource] ?? [])
        if resource.isSettings { takenOver[index] += (producers[resource] ?? []).filter { $0 != index } }
      }
      for other in wished.subtracting(needed).sorted() where other != index {
        graph.add(index, needs: other, isSoft: true)
      }
    }
  }

  /// The actions in order, those of each migration together.
  consuming func migrations() throws(SchemaDiffError) -> [[Action]] {
    var migrations: [(stage: MigrationStage, actions: [Action])] = []
    /// The number of each action's migration.
    var places = Array(repeating: 0, count: actions.count)
    var isPlaced = Array(repeating: false, count: actions.count)
    for index in try sorted() {
      let action = actions[index]
      isPlaced[index] = true
      var earliest = 0
      for other in takenOver[index] where isPlaced[other] { earliest = max(earliest, places[other]) }
      for other in before[index] { earliest = max(earliest, places[other]) }
      for other in committedBefore[index] { earliest = max(earliest, places[other] + 1) }
      let place =
        (earliest..<max(earliest, migrations.count)).first {
          migrations[$0].stage == action.stage && action.stage != .backfill
        } ?? migrations.count
      if place == migrations.count { migrations.append((action.stage, [])) }
      places[index] = place
      migrations[place].actions.append(action)
    }
    return migrations.map(\.actions)
  }

  private mutating func sorted() throws(SchemaDiffError) -> [Int] {
    var result: [Int] = []
    var isDone = Array(repeating: false, count: actions.count)
    var ready = RankQueue()
    for index in actions.indices where graph.waitingFor[index] == 0 { ready.insert(index) }
    while result.count < actions.count {
      if let index = ready.popFirst() {
        guard !isDone[index] else { continue }
        isDone[index] = true
        result.append(index)
        for dependent in graph.complete(index) { ready.insert(dependent) }
        continue
      }
      let remaining = actions.indices.filter { !isDone[$0] }
      let cycles = graph.cycles(among: remaining)
      let inCycle = Set(cycles.joined())
      guard graph.dropSoftEdges(where: { inCycle.contains($0) && inCycle.contains($1) }) > 0 else {
        throw Self.error(cycles.first ?? remaining, actions)
      }
      for index in remaining where graph.waitingFor[index] == 0 { ready.insert(index) }
    }
    return result
  }

  private static func error(_ cycle: [Int], _ actions: [Action]) -> SchemaDiffError {
    let names = cycle.map { "\(actions[$0].object): \(actions[$0].summary)" }
    return SchemaDiffError(
      .cycle, "\(names.count) changes wait for one another, beginning with '\(names.first ?? "")'", details: names,
      hints: ["make one of these changes in a migration of its own: confiture new"])
  }
}
