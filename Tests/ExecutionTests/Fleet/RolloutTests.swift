import GitStore
import History
import Planning
import Postgres
import Processes
import Repository
import TestSupport
import Testing

@testable import Execution

@Suite(.tags(.large), .scratchDatabase, .timeLimit(.minutes(2))) struct RolloutTests {
  @Test func `the canary goes first, and a wave begins when the one before is over`() throws {
    let fleet = try SampleFleet(6, "canary: [t04], waves: [2, 100%], concurrency: 3")
    let version = try fleet.seal("one")
    let ended = try fleet.work(on: fleet.begin(version), atOnce: 3)
    #expect(ended.state == .succeeded)
    #expect(try fleet.marks("one") == [1, 1, 1, 1, 1, 1])
    #expect(try fleet.heads() == Array(repeating: version.id, count: 6))
    let waves = fleet.events.all.compactMap { $0.first?.wholeNumberValue }
    #expect(waves == waves.sorted())
    #expect(fleet.events.all.prefix(2) == ["1 starts t04", "1 moved t04"])
    #expect(fleet.events.all.filter { $0.hasPrefix("2 moved") }.sorted() == ["2 moved t01", "2 moved t02"])
  }

  @Test func `tenants in one state have one plan, and those that are there already none`() throws {
    let fleet = try SampleFleet(5)
    let one = try fleet.seal("one")
    try fleet.work(on: fleet.begin(one, only: ["t01", "t02"]))
    let two = try fleet.seal("two")
    try fleet.work(on: fleet.begin(two, only: ["t01"]))
    let plan = try fleet.plan(to: two)
    #expect(plan.groups.map(\.tenants) == [["t02"], ["t03", "t04", "t05"]])
    #expect(plan.groups.map { $0.plan.steps.count } == [1, 2])
    #expect(Set(plan.groups.map(\.plan.id)).count == 2)
    #expect(plan.unchanged.map(\.name) == ["t01"])
    let ended = try fleet.work(on: fleet.begin(two))
    #expect(try fleet.queued(ended)["t01"] == .unchanged)
    #expect(try fleet.marks("one") == [1, 1, 1, 1, 1])
    #expect(try fleet.marks("two") == [1, 1, 1, 1, 1])
  }

  @Test func `a tenant with the old statements of an amended migration has a plan of its own, which runs`() throws {
    let fleet = try SampleFleet(2, "waves: [100%]")
    let one = try fleet.seal("one")
    func two(_ name: String, _ type: String) throws -> Version {
      try fleet.repository.seal(
        name, "CREATE TABLE two (id \(type))", down: "DROP TABLE two", change: "two", on: .version(one))
    }
    let old = try two("two", "int")
    try fleet.work(on: fleet.begin(old, only: ["t01"]))
    let amended = try two("amended", "bigint")
    try fleet.work(on: fleet.begin(amended, only: ["t02"]))
    let three = try fleet.seal("three")
    let plan = try fleet.plan(to: three)
    #expect(plan.groups.map(\.tenants) == [["t01"], ["t02"]])
    #expect(
      plan.groups.map(\.plan.steps) == [
        [PlanStep(.revert, old), PlanStep(.apply, amended), PlanStep(.apply, three)], [PlanStep(.apply, three)],
      ])
    let ended = try fleet.work(on: fleet.begin(three), atOnce: 1)
    #expect(ended.state == .succeeded)
    #expect(try fleet.heads() == [three.id, three.id])
    #expect(try fleet.marks("three") == [1, 1])
  }

  @Test func `one that fails stops the rollout where the rule says so, and continuing moves the rest`() throws {
    let fleet = try SampleFleet(5, "waves: [2, 100%], stop_after: 1")
    try fleet.work(on: fleet.begin(fleet.seal("one", "CREATE TABLE users (id int, mail text);")))
    try fleet.connect("t03").script("INSERT INTO users VALUES (1, 'a'), (2, 'a')")
    let two = try fleet.seal("two", "CREATE UNIQUE INDEX users_mail ON users (mail);", down: "DROP INDEX users_mail;")
    let stopped = try fleet.work(on: fleet.begin(two), atOnce: 1)
    #expect(stopped.state == .stopped)
    #expect(try fleet.marks("two") == [1, 1, 0, 0, 0])
    #expect(
      try fleet.queued(stopped) == [
        "t01": .done, "t02": .done, "t03": .failed, "t04": .waiting, "t05": .waiting,
      ])
    let failed = try #require(try fleet.outcomes().first)
    #expect(failed.result == .failed)
    #expect(failed.error == "1 of 5 tenants failed: t03; 2 were not reached")

    try fleet.connect("t03").script("DELETE FROM users")
    let ended = try fleet.work(on: fleet.rollouts().reopened())
    #expect(ended.state == .succeeded)
    #expect(ended.attempt == 2)
    #expect(try fleet.marks("two") == [1, 1, 1, 1, 1])
    #expect(try fleet.outcomes().map(\.result) == [.succeeded, .failed, .succeeded])
    #expect(throws: FleetError.self) { try fleet.rollouts().reopened() }
  }

  @Test func `fewer failures than the rule allows let a rollout go to its end`() throws {
    let fleet = try SampleFleet(4, "waves: [100%], stop_after: 2")
    try fleet.connect("t02").script("CREATE TABLE marker ()")
    let version = try fleet.seal("one")
    let ended = try fleet.work(on: fleet.begin(version), atOnce: 2)
    #expect(ended.state == .failed)
    #expect(try fleet.heads() == [version.id, nil, version.id, version.id])
    #expect(fleet.events.all.contains("1 failed t02: execution.not-adopted"))
  }

  @Test func `a failure in the canary stops at once`() throws {
    let fleet = try SampleFleet(4, "canary: [t02], waves: [100%], stop_after: 3")
    try fleet.connect("t02").script("CREATE TABLE marker ()")
    let ended = try fleet.work(on: fleet.begin(fleet.seal("one")))
    #expect(ended.state == .stopped)
    #expect(try fleet.heads() == [nil, nil, nil, nil])
  }

  @Test func `each tenant has a record, and the files of those that were not touched stay`() throws {
    let fleet = try SampleFleet(3)
    let one = try fleet.seal("one")
    let first = try #require(try fleet.work(on: fleet.begin(one)).outcome)
    let two = try fleet.seal("two")
    let second = try #require(try fleet.work(on: fleet.begin(two, only: ["t02"])).outcome)
    let store = fleet.repository.store
    let records = try FleetOutcomes(store).records(of: second)
    #expect(records.map(\.name) == ["t01", "t02", "t03"])
    #expect(records.map(\.outcome.to) == [one.id, two.id, one.id])
    #expect(records.map(\.outcome.target) == ["production/t01", "production/t02", "production/t03"])
    #expect(try FleetOutcomes(store).history(of: "t02", in: "production").map(\.commit) == [second, first])
    #expect(try FleetOutcomes(store).history(of: "t01", in: "production").map(\.commit) == [first])
    #expect(try store.readCommit(second).parents == [first, two.id])
    // The registry of a tenant names the file that holds its outcome.
    let named = try fleet.connect("t02").query("SELECT commit FROM confiture.outcome ORDER BY sequence DESC LIMIT 1")
    #expect(named.text(0, 0) == (try FleetOutcomes.id(of: records[1].outcome).hex))
    #expect(try Registry.read(fleet.connect("t02")).unrecordedOutcomes == 0)
  }

  @Test func `a tenant that somebody moved since the plans were confirmed is refused`() throws {
    let fleet = try SampleFleet(2)
    let one = try fleet.seal("one")
    try fleet.work(on: fleet.begin(one))
    let two = try fleet.seal("two")
    let rollout = try fleet.begin(two)
    try fleet.repository.checkout(
      try fleet.repository.seal("aside", "CREATE TABLE aside ()", down: "DROP TABLE aside", on: .version(one)),
      address: try #require(fleet.tenants.last).address)
    let ended = try fleet.work(on: rollout)
    #expect(ended.state == .stopped)
    #expect(fleet.events.all.contains("2 failed t02: fleet.unplanned"))
    #expect(try fleet.marks("two") == [1, 0])
  }

  // MARK: Runners

  @Test func `a runner that is gone gives its tenant back at once`() throws {
    let fleet = try SampleFleet(3, "waves: [100%]")
    let rollout = try fleet.begin(fleet.seal("one"))
    do {
      let dying = try RolloutQueue(TestDatabase.address, role: "dying")
      #expect(try dying.claim(in: rollout.id, by: "dying")?.name == "t01")
      #expect(try RolloutQueue(TestDatabase.address).atWork(rollout.id) == 1)
      let other = try RolloutQueue(TestDatabase.address)
      #expect(try other.claim(in: rollout.id, by: "other")?.name == "t02")
      _ = try TestDatabase.column(
        "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity WHERE application_name = 'confiture dying'")
    }
    let ended = try fleet.work(on: rollout)
    #expect(ended.state == .succeeded)
    #expect(try fleet.marks("one") == [1, 1, 1])
  }

  @Test func `a tenant that was moved by a runner that died before it said so is not moved again`() throws {
    let fleet = try SampleFleet(1, "waves: [100%]")
    let version = try fleet.seal("one")
    let rollout = try fleet.begin(version)
    do {
      let dying = try RolloutQueue(TestDatabase.address)
      let claimed = try #require(try dying.claim(in: rollout.id, by: "dying"))
      let collected = RolloutOutcomes()
      let checkout = try Checkout(
        fleet.tenants[0].target, versions: fleet.versions(),
        recorder: OutcomeRecorder(fleet.repository.store, rollout: collected), environment: testEnvironment())
      _ = try checkout.run(CheckoutRequest(destination: version)) { _ in true }
      #expect(claimed.attempts == 1)
    }
    let ended = try fleet.work(on: rollout)
    #expect(try fleet.queued(ended) == ["t01": .done])
    #expect(try fleet.marks("one") == [1])
    let commit = try #require(ended.outcome)
    #expect(try FleetOutcomes(fleet.repository.store).records(of: commit).map(\.outcome.steps.count) == [1])
  }

  @Test func `several runners share a rollout, and no tenant is moved twice`() throws {
    let fleet = try SampleFleet(8, "waves: [2, 100%]")
    let version = try fleet.seal("one")
    let rollout = try fleet.begin(version)
    let store = fleet.repository.store
    let (tenants, index, address) = (fleet.tenants, try fleet.versions().index, try TestDatabase.address)
    let runners = (0..<3).map { _ in
      Background { () throws -> Rollout in
        let rollouts = try Rollouts(of: "production", control: address, store: store, world: testEnvironment())
        try rollouts.runner(for: rollout, tenants: tenants, index: index, settings: MoveSettings(), report: { _ in })
          .run(atOnce: 2)
        return try rollouts.finish(rollout.id) { _ in }
      }
    }
    let ended = try runners.map { try $0.value() }
    #expect(Set(ended.map(\.state)) == [.succeeded])
    #expect(Set(ended.map(\.outcome)).count == 1)
    #expect(try fleet.marks("one") == Array(repeating: 1, count: 8))
    #expect(try fleet.outcomes().count == 1)
  }

  @Test func `a rollout that was over when its runners were killed is recorded by the next deploy, once`() throws {
    let fleet = try SampleFleet(3, "waves: [1, 100%]")
    let version = try fleet.seal("one")
    let rollout = try fleet.begin(version)
    let rollouts = try fleet.rollouts()
    try rollouts.runner(
      for: rollout, tenants: fleet.tenants, index: fleet.versions().index, settings: MoveSettings(), report: { _ in }
    ).run(atOnce: 2)
    #expect(try rollouts.latest()?.state == .succeeded)
    #expect(try fleet.outcomes().isEmpty)
    let arguments = ["-C", fleet.repository.folder.path, "tenants", "deploy", version.id.hex]
    let binary = try ConfitureBinary()
    #expect(try binary.run(arguments + ["--plan"]).isSuccess)
    #expect(try fleet.outcomes().isEmpty)
    for _ in 0..<2 { #expect(try binary.run(arguments + ["--yes"]).isSuccess) }
    #expect(try fleet.outcomes().map(\.to) == [version.id])
    #expect(try rollouts.latest()?.outcome != nil)
  }

  // MARK: Two rollouts

  @Test func `a second rollout to the same version joins, and to another one is refused`() throws {
    let fleet = try SampleFleet(2)
    let one = try fleet.seal("one")
    let rollout = try fleet.begin(one)
    #expect(try fleet.begin(one).id == rollout.id)
    let two = try fleet.seal("two")
    let interrupted = try #require(throws: FleetError.self) { try fleet.begin(two) }
    #expect(interrupted.code == .interrupted)
    let runner = try RolloutQueue(TestDatabase.address)
    _ = try runner.claim(in: rollout.id, by: "somebody")
    let running = try #require(throws: FleetError.self) { try fleet.begin(two) }
    #expect(running.code == .running)
    #expect(try #require(throws: FleetError.self) { try fleet.rollouts().abort() }.code == .running)
  }

  @Test func `an environment that was one database has to give its outcomes another name first`() throws {
    let fleet = try SampleFleet(1)
    let one = try fleet.seal("one")
    let store = fleet.repository.store
    try store.update(ConfitureReference.outcome("production"), to: one.id, expecting: .absent)
    let refused = try #require(throws: FleetError.self) { try fleet.begin(one) }
    #expect(refused.code == .chainTaken)
    try store.delete(ConfitureReference.outcome("production"), expecting: .exactly(one.id))
    #expect(try fleet.work(on: fleet.begin(one)).state == .succeeded)
  }

  @Test func `an aborted rollout leaves each tenant where it is, and makes room for another one`() throws {
    let fleet = try SampleFleet(2)
    _ = try fleet.begin(fleet.seal("one"))
    #expect(try fleet.rollouts().abort().state == .aborted)
    #expect(try fleet.outcomes().map(\.result) == [.interrupted])
    let two = try fleet.seal("two")
    #expect(try fleet.work(on: fleet.begin(two)).state == .succeeded)
    #expect(try fleet.heads() == [two.id, two.id])
  }
}
