import Diagnostics
import GitStore
import History
import SeededRandomness
import TestSupport
import Testing

@testable import Planning

/// What a target has after the steps of a plan, as its registry would say.
private func after(_ steps: some Sequence<PlanStep>, _ state: TargetState) -> TargetState {
  var state = state
  for step in steps {
    switch step.action {
    case .apply:
      guard let version = step.version, let change = version.change else { continue }
      state.changes.append(.init(change: change, commit: version.id, name: version.name))
      state.head = version.id
    case .revert: state.changes.removeAll { $0.change == step.version?.change }
    case .wipe: state = TargetState()
    case .load, .adopt: state.head = step.version?.id
    }
  }
  return state
}

private func state(at version: Version, _ graph: HistoryGraph) -> TargetState {
  var seen: Set<ChangeID> = []
  let changes = graph.lineage(of: version.id).compactMap { version -> TargetState.Change? in
    guard let change = version.change, seen.insert(change).inserted else { return nil }
    return .init(change: change, commit: version.id, name: version.name)
  }
  return TargetState(head: version.id, changes: changes)
}

@Suite(.tags(.small)) struct RewrittenChangeTests {
  /// A line, and the same with one change amended and what came after it rebased.
  private static func lines() -> (old: [Version], new: [Version]) {
    let base = version(1, change: "base", writesData: false)
    func line(_ offset: Int) -> [Version] {
      let amended = version(2 + offset, parents: [base.id], change: "amended", isReversible: offset > 0)
      let later = version(3 + offset, parents: [amended.id], change: "later")
      return [base, amended, later]
    }
    return (line(0), line(10))
  }

  private static func plan(
    _ versions: [Version], at version: Version, to destination: Version, _ options: PlanOptions = PlanOptions(),
    rewritten: Set<ChangeID> = [ChangeID(derivedFrom: "amended")]
  ) throws -> Plan {
    let graph = HistoryGraph(versions)
    return try Planner(graph).plan(
      for: "t", at: state(at: version, graph), to: destination, options: options, rewritten: rewritten)
  }

  @Test func `a rewritten change is taken back with all that came since, and run anew`() throws {
    let (old, new) = Self.lines()
    let options = PlanOptions(allowedIrreversible: ["m2"])
    let plan = try Self.plan(old + new.dropFirst(), at: old[2], to: new[2], options)
    #expect(
      plan.steps == [
        PlanStep(.revert, old[2]), PlanStep(.revert, old[1]), PlanStep(.apply, new[1]), PlanStep(.apply, new[2]),
      ])
    #expect(plan.notes == ["'m2' was rewritten since it ran here, so it is taken back and run anew"])
    #expect(try Self.plan(old + new.dropFirst(), at: old[2], to: new[2], options, rewritten: []).steps == [])
  }

  @Test func `an irreversible down of a rewritten change has to be allowed by name`() throws {
    let (old, new) = Self.lines()
    let error = #expect(throws: PlanningError.self) {
      try Self.plan(old + new.dropFirst(), at: old[2], to: new[2])
    }
    #expect(error?.code == .irreversible)
    #expect(
      error?.diagnostic.details.contains("'m2' was rewritten since it ran here, so it is taken back and run anew")
        == true)
    let disposable = PlanOptions(isDisposable: true)
    #expect(try Self.plan(old + new.dropFirst(), at: old[2], to: new[2], disposable).kind == .rebuild)
  }

  @Test func `what was reconciled since is left over its road`() throws {
    let (old, new) = Self.lines()
    let side = version(5, parents: [old[0].id], change: "side")
    func reconciled(_ number: Int, _ parent: Version) -> Version {
      var merge = version(number, parents: [parent.id, side.id], change: "reconciled")
      merge.kind = .reconciliation
      return merge
    }
    let (before, after) = (reconciled(6, old[2]), reconciled(16, new[2]))
    let plan = try Self.plan(
      old + new.dropFirst() + [side, before, after], at: before, to: after,
      PlanOptions(allowedIrreversible: ["m2"]))
    // The road back takes both old migrations along, and the road forwards brings the side.
    #expect(
      plan.steps == [
        PlanStep(.revert, before, parent: 2), PlanStep(.revert, side), PlanStep(.apply, new[1]),
        PlanStep(.apply, new[2]), PlanStep(.apply, after, parent: 1),
      ])
  }
}

@Suite(.tags(.small)) struct PlannerPropertyTests {
  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func `a plan reaches exactly the changes of the version, in an order that works`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let history = RandomHistory(count: Int.random(in: 2...30, using: &random), using: &random)
    let graph = HistoryGraph(history.versions.shuffled(using: &random))
    let start = try #require(history.versions.randomElement(using: &random))
    let destination = try #require(history.versions.randomElement(using: &random))
    let here = state(at: start, graph)
    let everything = PlanOptions(allowedIrreversible: Set(history.versions.map(\.name)))
    let plan = try Planner(graph).plan(for: "t", at: here, to: destination, options: everything)

    let wanted = history.changes(of: destination)
    let present = Set(here.changes.map(\.change))
    #expect(Set(after(plan.steps, here).changes.map(\.change)) == wanted, "seed \(seed)")

    let reverts = plan.steps.filter { $0.action == .revert }
    let applies = plan.steps.filter { $0.action == .apply }
    #expect(plan.steps == reverts + applies, "seed \(seed): everything back, then forwards")
    #expect(
      reverts.compactMap(\.version?.id)
        == here.changes.reversed().filter { !wanted.contains($0.change) }.map(\.commit),
      "seed \(seed): newest first, by the commit that was applied")
    #expect(Set(applies.compactMap(\.version?.change)) == wanted.subtracting(present), "seed \(seed)")
    #expect(Set(applies.compactMap(\.version?.change)).count == applies.count, "seed \(seed): each change once")
    var ready = present.intersection(wanted)
    for version in applies.compactMap(\.version) {
      let needed = history.changes(of: version).subtracting([try #require(version.change)])
      #expect(needed.isSubset(of: ready), "seed \(seed): '\(version.name)' before its parents")
      ready.formUnion(history.changes(of: version))
    }
    let kind: Plan.Kind =
      switch (reverts.isEmpty, applies.isEmpty) {
      case (true, true): .nothingToDo
      case (true, false): .forward
      case (false, true): .rewind
      case (false, false): .sideways
      }
    #expect(plan.kind == kind)
  }

  @Test(arguments: 100...140 as ClosedRange<UInt64>)
  func `any prefix of a plan is a state from which the rest is planned`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let history = RandomHistory(count: 20, using: &random)
    let graph = HistoryGraph(history.versions)
    let start = try #require(history.versions.randomElement(using: &random))
    let destination = try #require(history.versions.randomElement(using: &random))
    let options = PlanOptions(allowedIrreversible: Set(history.versions.map(\.name)))
    let here = state(at: start, graph)
    let plan = try Planner(graph).plan(for: "t", at: here, to: destination, options: options)
    for done in 0...plan.steps.count {
      let reached = after(plan.steps.prefix(done), here)
      let rest = try Planner(graph).plan(for: "t", at: reached, to: destination, options: options)
      #expect(rest.steps == Array(plan.steps.dropFirst(done)), "seed \(seed), after \(done) steps")
    }
  }

  @Test(arguments: 200...240 as ClosedRange<UInt64>)
  func `an irreversible step back is refused by name, allowed by name, and rebuilt around where data does not matter`(
    seed: UInt64
  ) throws {
    var random = SeededGenerator(seed: seed)
    let history = RandomHistory(count: 25, using: &random)
    let graph = HistoryGraph(history.versions)
    let start = try #require(history.versions.randomElement(using: &random))
    let destination = try #require(history.versions.randomElement(using: &random))
    let here = state(at: start, graph)
    let wanted = history.changes(of: destination)
    let lossy = here.changes.filter { change in
      !wanted.contains(change.change) && graph.version(change.commit)?.isReversible == false
    }.map(\.name)
    let planner = Planner(graph)
    guard !lossy.isEmpty else {
      _ = try planner.plan(for: "t", at: here, to: destination)
      return
    }
    let refusal = try #require(throws: PlanningError.self) { try planner.plan(for: "t", at: here, to: destination) }
    #expect(refusal.code == .irreversible)
    #expect(refusal.kind == .refused)
    for name in lossy {
      #expect(refusal.diagnostic.message.contains("'\(name)'"))
      #expect(refusal.diagnostic.hints.joined().contains("--allow-irreversible \(name)"))
    }
    let allButOne = PlanOptions(allowedIrreversible: Set(lossy.dropFirst()))
    #expect(throws: PlanningError.self) { try planner.plan(for: "t", at: here, to: destination, options: allButOne) }
    let allowed = PlanOptions(allowedIrreversible: Set(lossy))
    #expect(try planner.plan(for: "t", at: here, to: destination, options: allowed).kind != .rebuild)
    let rebuilt = try planner.plan(for: "t", at: here, to: destination, options: PlanOptions(isDisposable: true))
    #expect(rebuilt.kind == .rebuild)
    #expect(rebuilt.steps.first == PlanStep(.wipe, nil))
    #expect(rebuilt.notes.joined().contains("'\(lossy.last ?? "")'"))
    #expect(Set(after(rebuilt.steps, here).changes.map(\.change)) == wanted)
  }
}

@Suite(.tags(.small)) struct PlannerTests {
  @Test func `a cherry-picked change that arrives by a merge is there already`() throws {
    // base ── picked' ───────── (where production is)
    //     └── fix ── picked ──┐
    //     └── (picked') ──────┴ merge
    let base = version(1, change: "base")
    var copy = version(2, parents: [base.id], change: "hotfix")
    copy.name = "hotfix-copy"
    let fix = version(3, parents: [base.id], change: "fix")
    let picked = version(4, parents: [fix.id], change: "hotfix")
    let merge = version(5, parents: [copy.id, picked.id], change: nil)
    let graph = HistoryGraph([base, copy, fix, picked, merge])
    let plan = try Planner(graph).plan(for: "production", at: state(at: copy, graph), to: merge)
    #expect(plan.steps == [PlanStep(.apply, fix)])
    let back = try Planner(graph).plan(for: "production", at: after(plan.steps, state(at: copy, graph)), to: base)
    #expect(back.steps == [PlanStep(.revert, fix), PlanStep(.revert, copy)])
  }

  @Test(arguments: [false, true])
  func `a change that two lines of a merge have runs once`(isRebuild: Bool) throws {
    let base = version(1, change: "base")
    let left = version(2, parents: [base.id], change: "fix")
    let right = version(3, parents: [base.id], change: "other")
    var copy = version(4, parents: [right.id], change: "fix")
    copy.name = "fix-copy"
    let merge = version(5, parents: [left.id, copy.id], change: nil)
    let graph = HistoryGraph([base, left, right, copy, merge])
    let options = PlanOptions(isDisposable: isRebuild, mustRebuild: isRebuild)
    let plan = try Planner(graph).plan(for: "t", at: TargetState(), to: merge, options: options)
    let applies = plan.steps.filter { $0.action == .apply }
    #expect(applies == [PlanStep(.apply, base), PlanStep(.apply, left), PlanStep(.apply, right)])
  }

  @Test func `an irreversible change may be allowed by its change id`() throws {
    let base = version(1, change: "base")
    let lossy = version(2, parents: [base.id], change: "lossy", isReversible: false)
    let graph = HistoryGraph([base, lossy])
    let options = PlanOptions(allowedIrreversible: [ChangeID(derivedFrom: "lossy").text])
    let plan = try Planner(graph).plan(for: "t", at: state(at: lossy, graph), to: base, options: options)
    #expect(plan.steps == [PlanStep(.revert, lossy)])
  }

  @Test(arguments: [(false, [PlanStep.Action.wipe, .load]), (true, [.wipe, .apply, .apply])])
  func `a rebuild loads the snapshot unless a migration may have written rows`(
    writesData: Bool, actions: [PlanStep.Action]
  ) throws {
    let base = version(1, change: "base", writesData: false)
    let head = version(2, parents: [base.id], change: "head", writesData: writesData)
    let merge = version(3, parents: [head.id], change: nil, writesData: false)
    let graph = HistoryGraph([base, head, merge])
    let options = PlanOptions(isDisposable: true, mustRebuild: true)
    let plan = try Planner(graph).plan(for: "t", at: state(at: head, graph), to: merge, options: options)
    #expect(plan.steps.map(\.action) == actions)
    #expect(plan.kind == .rebuild)
    #expect(plan.from == head.id)
  }

  @Test func `a rebuild is not taken on a target that is not disposable`() throws {
    let base = version(1, change: "base")
    let graph = HistoryGraph([base])
    let plan = try Planner(graph).plan(
      for: "t", at: state(at: base, graph), to: base, options: PlanOptions(mustRebuild: true))
    #expect(plan.kind == .nothingToDo)
    #expect(plan.steps.isEmpty)
  }

  @Test func `a change that the repository lacks is named, unless it stays`() throws {
    let base = version(1, change: "base")
    let next = version(2, parents: [base.id], change: "next")
    let graph = HistoryGraph([base, next])
    var here = state(at: base, graph)
    here.changes.append(.init(change: ChangeID(derivedFrom: "foreign"), commit: objectID(99), name: "foreign"))
    let error = try #require(throws: PlanningError.self) { try Planner(graph).plan(for: "t", at: here, to: next) }
    #expect(error.code == .unknownChange)
    #expect(error.diagnostic.message.contains("'foreign'"))
    here.changes[1] = .init(
      change: ChangeID(derivedFrom: "next"), commit: objectID(98), name: "next, applied elsewhere")
    #expect(try Planner(graph).plan(for: "t", at: here, to: next).kind == .nothingToDo)
  }

  @Test func `a plan's id tells what is done, from where, on what`() throws {
    let base = version(1, change: "base")
    let next = version(2, parents: [base.id], change: "next")
    let last = version(3, parents: [next.id], change: "last")
    let graph = HistoryGraph([base, next, last])
    func id(_ target: String, _ from: Version, _ to: Version, in graph: HistoryGraph) throws -> String {
      try Planner(graph).plan(for: target, at: state(at: from, graph), to: to).id
    }
    let first = try id("t", base, last, in: graph)
    #expect(first == (try id("t", base, last, in: HistoryGraph([last, base, next]))))
    #expect(
      first == "183065945655d57e5b57c9719784e96c07e03a5398fff8e0e2cecbbddbcf3774",
      "recorded: the id must not change with the program")
    let others = [
      try id("u", base, last, in: graph), try id("t", base, next, in: graph), try id("t", next, last, in: graph),
    ]
    #expect(Set(others + [first]).count == 4)
  }
}
