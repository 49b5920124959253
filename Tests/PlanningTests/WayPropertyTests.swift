import Diagnostics
import FoundationEssentials
import GitStore
import History
import SeededRandomness
import TestSupport
import Testing

@testable import Planning

/// Follows the steps of a plan as a database would, and says what is wrong with them.
struct Replay {
  let history: RoadHistory
  private(set) var applied: [TargetState.Change]
  private(set) var complaints: [String] = []

  init(_ history: RoadHistory, from state: TargetState) {
    self.history = history
    applied = state.changes
  }

  var changes: Set<ChangeID> { Set(applied.map(\.change)) }

  private func version(_ id: ObjectID) -> Version? { history.versions.first { $0.id == id } }

  private func replaced(_ version: Version, _ parent: Int) -> Set<ChangeID> {
    let ends = version.parents
    let there =
      ends.indices.contains(parent - 1) ? self.version(ends[parent - 1]).map { history.changes(of: $0) } : []
    return history.changes(of: version).subtracting(there ?? [])
  }

  mutating func take(_ step: PlanStep) {
    switch step.action {
    case .wipe: applied = []
    case .load, .adopt:
      applied = step.version.map { all($0, but: []) } ?? []
    case .apply, .revert:
      guard let version = step.version, let change = version.change else { return complaints.append("no version") }
      if version.kind == .step {
        if step.parent != nil { complaints.append("\(version.name) has no roads") }
        step.action == .apply ? apply(version, change) : revert(version, change)
      } else {
        guard let parent = step.parent else { return complaints.append("\(version.name) without a road") }
        step.action == .apply ? cross(version, parent) : leave(version, parent)
      }
    }
  }

  private func all(_ version: Version, but known: Set<ChangeID>) -> [TargetState.Change] {
    var seen = known
    let here = history.ancestors(of: version.id)
    return history.versions.filter { here.contains($0.id) }.compactMap { version in
      guard let change = version.change, seen.insert(change).inserted else { return nil }
      return .init(change: change, commit: version.id, name: version.name)
    }
  }

  private mutating func apply(_ version: Version, _ change: ChangeID) {
    let needed = history.changes(of: version).subtracting([change])
    if changes.contains(change) { complaints.append("\(version.name) a second time") }
    if !needed.isSubset(of: changes) { complaints.append("\(version.name) before its parents") }
    applied.append(.init(change: change, commit: version.id, name: version.name))
  }

  private mutating func revert(_ version: Version, _ change: ChangeID) {
    if !applied.contains(where: { $0.commit == version.id }) { complaints.append("\(version.name) is not there") }
    let roads = applied.compactMap { self.version($0.commit) }.filter { $0.kind != .step }
    if roads.contains(where: { history.changes(of: $0).contains(change) }) {
      complaints.append("\(version.name) from under a road")
    }
    applied.removeAll { $0.change == change }
  }

  private mutating func cross(_ version: Version, _ parent: Int) {
    let replaced = replaced(version, parent)
    if !changes.isDisjoint(with: replaced) { complaints.append("\(version.name): the other side is there in part") }
    if !history.changes(of: version).subtracting(replaced).isSubset(of: changes) {
      complaints.append("\(version.name): its parent \(parent) is not there")
    }
    applied += all(version, but: changes)
  }

  private mutating func leave(_ version: Version, _ parent: Int) {
    let replaced = replaced(version, parent)
    if !replaced.isSubset(of: changes) { complaints.append("\(version.name): not all of it is there") }
    applied.removeAll { replaced.contains($0.change) }
  }
}

/// `CONFITURE_PLANNER_SEEDS` changes how many histories are tried.
@Suite(.tags(.small)) struct WayPropertyTests {
  private static let seeds =
    ProcessInfo.processInfo.environment["CONFITURE_PLANNER_SEEDS"].flatMap(UInt64.init) ?? 400

  /// Where a target is that went to a version by plans of its own.
  private func state(at version: Version, _ history: RoadHistory, _ graph: HistoryGraph) -> TargetState {
    var known: Set<ChangeID> = []
    let changes = graph.lineage(of: version.id).compactMap { version -> TargetState.Change? in
      guard let change = version.change, known.insert(change).inserted else { return nil }
      return .init(change: change, commit: version.id, name: version.name)
    }
    return TargetState(head: version.id, changes: changes)
  }

  /// Some of the changes that the destination has by other commits only: as if their statements differed.
  private func rewritten(
    _ state: TargetState, to destination: Version, _ history: RoadHistory, _ random: inout SeededGenerator
  ) -> Set<ChangeID> {
    let (commits, changes) = (history.ancestors(of: destination.id), history.changes(of: destination))
    return Set(
      state.changes.filter { !commits.contains($0.commit) && changes.contains($0.change) && random.chance(60) }
        .map(\.change))
  }

  @Test(arguments: 1...seeds)
  func `no way is cheaper than the plan's, and the plan can be gone`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let history = RoadHistory(count: Int.random(in: 4...11, using: &random), using: &random)
    let graph = HistoryGraph(history.versions)
    let start = try #require(history.versions.randomElement(using: &random))
    let destination = try #require(history.versions.randomElement(using: &random))
    let isEmpty = random.chance(25)
    let here = isEmpty ? TargetState() : state(at: start, history, graph)
    let allowed = Set(history.versions.filter { _ in random.chance(70) }.map(\.name))
    let options = PlanOptions(allowedIrreversible: allowed)
    let rewritten = rewritten(here, to: destination, history, &random)
    let naive = NaivePlanner(history, graph, StepCosts(graph, options), rewritten)
      .cost(from: here, to: destination)
    let weighing = try Weighing(graph, "t", at: here, to: destination, options, rewritten)
    let candidates = weighing.weigh(forExplanation: true).candidates.filter {
      $0.reason == nil && [.migrations, .shortcuts, .adoption].contains($0.kind)
    }
    let best = candidates.min { $0.cost < $1.cost }
    let story = "seed \(seed): \(isEmpty ? "nothing" : start.name) to \(destination.name)"
    #expect(best?.cost == naive, "\(story)")
    for candidate in candidates {
      var replay = Replay(history, from: here)
      for step in candidate.steps { replay.take(step) }
      #expect(replay.complaints == [], "\(story): \(candidate.steps.map(\.summary))")
      #expect(replay.changes == history.changes(of: destination), "\(story): \(candidate.steps.map(\.summary))")
    }
  }
}
