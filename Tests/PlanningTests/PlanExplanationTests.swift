import Diagnostics
import GitStore
import History
import Schema
import TestSupport
import Testing

@testable import Planning

@Suite(.tags(.small)) struct PlanExplanationTests {
  private func state(_ versions: Version...) -> TargetState {
    TargetState(
      head: versions.last?.id,
      changes: versions.compactMap { version in
        version.change.map { TargetState.Change(change: $0, commit: version.id, name: version.name) }
      })
  }

  private func explained(
    _ versions: [Version], at state: TargetState, to destination: Version, _ options: PlanOptions = PlanOptions()
  ) throws -> [String] {
    try Planner(HistoryGraph(versions)).candidates(for: "t", at: state, to: destination, options: options).explanation
      .lines
  }

  @Test func `a squash is weighed against the way it stands for`() throws {
    let base = version(1, change: "base", writesData: false)
    let first = version(2, parents: [base.id], change: "first", writesData: false)
    let second = version(3, parents: [first.id], change: "second", writesData: false)
    var squash = version(4, parents: [second.id, base.id], change: "squash", writesData: false)
    squash.kind = .squash
    let versions = [base, first, second, squash]
    #expect(
      try explained(versions, at: state(base), to: squash) == [
        "chosen: by migrations and over the squash 'm4': 1 step, cost 10",
        "  it costs least: the next costs 25",
        "not chosen: by migrations: 3 steps, cost 25",
        "  it costs 15 more",
        "not chosen: emptying the target and loading its snapshot",
        "  blocked: the target is not disposable",
      ])
  }

  @Test func `a squash does not stand for rows that it does not write`() throws {
    let base = version(1, change: "base", writesData: false)
    let rows = version(2, parents: [base.id], change: "rows", writesData: true)
    var squash = version(4, parents: [rows.id, base.id], change: "squash", writesData: false)
    squash.kind = .squash
    #expect(
      try explained([base, rows, squash], at: state(base), to: squash) == [
        "chosen: by migrations: 2 steps, cost 55",
        "  it is the only way that nothing blocks",
        "not chosen: over the squash 'm4'",
        "  blocked: it stands for 'm2', which may write rows, and does not write them itself",
        "not chosen: emptying the target and running its migrations, as 'm2' may write rows",
        "  blocked: the target is not disposable",
      ])
  }

  @Test func `more ways than are followed are told of`() throws {
    let base = version(1, change: "base", writesData: false)
    var versions = [base, version(2, parents: [base.id], change: "step", writesData: false)]
    // Each of them stands for all squashes before it, so that each of those may be left to any of the later ones.
    for number in 3...30 {
      var squash = version(
        number, parents: [objectID(number - 1), base.id], change: "squash \(number)", writesData: false)
      squash.kind = .squash
      versions.append(squash)
    }
    let few = Array(versions.prefix(5))
    #expect(try explained(few, at: state(base), to: few[4]).filter { $0.hasPrefix("limit:") } == [])
    #expect(
      try explained(versions, at: state(base), to: versions[29]).suffix(1) == [
        "limit: only the 24 cheapest ways over roads were followed at a time, so there may be a cheaper one"
      ])
  }

  @Test func `more versions of the same schema than are weighed are told of`() throws {
    let base = version(1, change: "base", writesData: false)
    var lines = [[base], [base]]
    for step in 1...6 {
      for side in 0...1 {
        let parent = try #require(lines[side].last)
        var made = version(10 * step + side, parents: [parent.id], change: "\(step) \(side)", writesData: step == 1)
        made.fingerprint = version(10 * step, change: nil).fingerprint
        lines[side].append(made)
      }
    }
    func limits(_ count: Int) throws -> [String] {
      let (own, other) = (Array(lines[0].prefix(count)), Array(lines[1].prefix(count)))
      let target = TargetState(
        head: own.last?.id,
        changes: own.compactMap { version in
          version.change.map { .init(change: $0, commit: version.id, name: version.name) }
        })
      return try explained(own + other.dropFirst(), at: target, to: #require(other.last)).filter {
        $0.hasPrefix("limit:")
      }
    }
    #expect(try limits(5) == [])
    #expect(
      try limits(6) == [
        "limit: only 4 versions with the target's schema were weighed for adoption, so there may be another one"
      ])
  }

  @Test func `both sides of a reconciliation are weighed`() throws {
    let base = version(1, change: "base", writesData: false)
    let left = version(2, parents: [base.id], change: "left", writesData: false)
    var right = version(3, parents: [base.id], change: "right", writesData: false)
    right.isReversible = false
    var merge = version(4, parents: [left.id, right.id], change: "merge", writesData: false)
    merge.kind = .reconciliation
    let versions = [base, left, right, merge]
    #expect(
      try explained(versions, at: state(base, right), to: merge) == [
        "chosen: by migrations and over 'm4' by its parent 2: 1 step, cost 10",
        "  it is the only way that nothing blocks",
        "not chosen: by migrations and over 'm4' by its parent 1: 3 steps, cost 1000050",
        "  blocked: reverting 'm3' does not restore what was there (--allow-irreversible m3)",
        "not chosen: emptying the target and loading its snapshot",
        "  blocked: the target is not disposable",
      ])
  }

  @Test func `taking one version for another is weighed, and refused where rows were written`() throws {
    let old = version(1, change: "old", writesData: false)
    var new = version(2, change: "new", writesData: false)
    new.fingerprint = old.fingerprint
    let next = version(3, parents: [new.id], change: "next", writesData: false)
    #expect(
      try explained([old, new, next], at: state(old), to: next) == [
        "chosen: taking 'm1' for 'm2', whose schema it has: 2 steps, cost 15",
        "  it costs least: the next costs 50",
        "not chosen: by migrations: 3 steps, cost 50",
        "  it costs 35 more",
        "not chosen: emptying the target and loading its snapshot",
        "  blocked: the target is not disposable",
      ])
    var writing = old
    writing.writesData = true
    #expect(
      try explained([writing, new, next], at: state(old), to: next).filter {
        $0.contains("taking") || $0.contains("rows")
      }
        == [
          "not chosen: taking 'm1' for 'm2', whose schema it has",
          "  blocked: 'm1' may write rows, which only one of them has run",
        ])
  }

  @Test func `without any way each candidate names what blocks it`() throws {
    let base = version(1, change: "base", writesData: false)
    let lossy = version(2, parents: [base.id], change: "lossy", isReversible: false, writesData: false)
    #expect(
      try explained([base, lossy], at: state(base, lossy), to: base) == [
        "no way may be gone", "not chosen: by migrations: 1 step, cost 1000030",
        "  blocked: reverting 'm2' does not restore what was there (--allow-irreversible m2)",
        "not chosen: emptying the target and loading its snapshot", "  blocked: the target is not disposable",
      ])
  }

  @Test func `a loss that is declared for the way back needs a word, and weighs on the way forwards`() throws {
    let base = version(1, change: "base", writesData: false)
    var next = version(2, parents: [base.id], change: "next", writesData: false)
    (next.losesData, next.downLosesData) = (true, true)
    let planner = Planner(HistoryGraph([base, next]))
    let forwards = try planner.plan(for: "t", at: state(base), to: next)
    #expect(forwards.risk == .high)
    #expect(forwards.riskReasons == ["'m2' takes data away, as it declares"])
    let refusal = try #require(throws: PlanningError.self) {
      try planner.plan(for: "t", at: state(base, next), to: base)
    }
    #expect(
      refusal.diagnostic.message
        == "going to 'm1' would revert 'm2', whose down takes data away, as declared")
    for options in [PlanOptions(allowedIrreversible: ["m2"]), PlanOptions(isDisposable: true)] {
      let plan = try planner.plan(for: "t", at: state(base, next), to: base, options: options)
      #expect(plan.steps == [PlanStep(.revert, next)])
    }
  }
}

@Suite(.tags(.small)) struct PlanFileTests {
  private let base = version(1, change: "base", writesData: false)
  private let graph: HistoryGraph
  private let plan: Plan

  init() throws {
    let next = version(2, parents: [base.id], change: "next", writesData: false)
    graph = HistoryGraph([base, next])
    plan = try Planner(graph).plan(for: "staging", at: TargetState(), to: next)
  }

  @Test func `a plan comes back from its file`() throws {
    #expect(try PlanFile.read(PlanFile.text(plan), file: "p", in: graph) == plan)
    #expect(try PlanFile.target(of: PlanFile.text(plan), file: "p") == "staging")
  }

  @Test(arguments: [
    ("\"target\": \"staging\"", "\"target\": \"production\""), ("\"name\": \"m2\"", "\"name\": \"m3\""),
    ("\"risk\": \"low\"", "\"risk\": \"high\""), ("\"action\": \"apply\"", "\"action\": \"revert\""),
    ("\"kind\": \"forward\"", "\"kind\": \"rewind\""), ("\"parent\": null", "\"parent\": 2"),
    ("\"format\": 1,", "\"format\": 1, \"more\": 1,"),
  ])
  func `an edited plan is refused`(old: String, new: String) throws {
    let text = PlanFile.text(plan)
    try #require(text.contains(old))
    let error = try #require(throws: PlanningError.self) {
      try PlanFile.read(text.replacing(old, with: new, maxReplacements: 1), file: "p", in: graph)
    }
    #expect(error.code == .edited)
    #expect(error.kind == .refused)
    #expect(!error.diagnostic.details.isEmpty)
  }

  @Test func `a plan of versions that are not here is refused`() throws {
    let error = try #require(throws: PlanningError.self) {
      try PlanFile.read(PlanFile.text(plan), file: "p", in: HistoryGraph([base]))
    }
    #expect(error.code == .unknownVersion)
    #expect(error.kind == .refused)
  }

  @Test(arguments: ["", "{}", "[1]", "{\"format\": 2}", "{\"format\": 1, \"id\": \"x\"}"])
  func `what is no plan is refused`(text: String) throws {
    let error = try #require(throws: PlanningError.self) { try PlanFile.read(text, file: "p", in: graph) }
    #expect(error.code == .unreadable)
    #expect(error.kind == .usage)
  }

  @Test func `a state that is another names what differs`() throws {
    let change = TargetState.Change(change: ChangeID(derivedFrom: "base"), commit: base.id, name: "m1")
    let here = TargetState(head: base.id, fingerprint: "ab", changes: [change])
    #expect(here.differences(to: here) == [])
    #expect(
      here.differences(to: TargetState()) == [
        "'m1' is no longer applied", "it is at nothing, not at 0000000",
        "its registry expects the fingerprint none, not ab",
      ])
    #expect(TargetState().differences(to: here).first == "'m1' was applied since")
    #expect(throws: PlanningError.self) { try plan.check(against: here) }
  }
}
