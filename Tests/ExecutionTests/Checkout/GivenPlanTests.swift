import Catalog
import Diagnostics
import History
import Planning
import Postgres
import Schema
import TestSupport
import Testing

@testable import Execution

/// Plans that were made before: run as they are, or not at all; and rehearsed on scratch.
@Suite(.tags(.large), .scratchDatabase, .timeLimit(.minutes(1))) struct GivenPlanTests {
  let repository: SampleRepository
  let users: Version
  let orders: Version

  init() throws {
    repository = try SampleRepository()
    users = try repository.seal("users", "CREATE TABLE users (id int PRIMARY KEY)", down: "DROP TABLE users")
    orders = try repository.seal("orders", "CREATE TABLE orders (id int)", down: "DROP TABLE orders")
  }

  private func plan(to version: Version) throws -> Plan {
    try TargetPlanner(VersionReader(store: repository.store)).plan(
      for: SampleRepository.targetName, at: Live.registry().targetState, to: version)
  }

  private func run(_ plan: Plan) throws -> CheckoutResult {
    try repository.checkout(plan.to) { $0.plan = plan }
  }

  @Test func `a plan is run as it is, and its id is in the outcome`() throws {
    try repository.checkout(users)
    let plan = try plan(to: orders)
    let text = PlanFile.text(plan)
    let read = try PlanFile.read(text, file: "release.plan", in: VersionReader(store: repository.store).graph)
    #expect(read == plan)
    let result = try run(read)
    #expect(result.outcome?.plan == plan.id)
    #expect(try Live.registry().head == orders.id)
  }

  @Test func `a plan is refused where the target has moved`() throws {
    try repository.checkout(users)
    let plan = try plan(to: orders)
    try repository.checkout(orders)
    let error = try #require(throws: PlanningError.self) { try run(plan) }
    #expect(error.code == .targetMoved)
    #expect(error.kind == .refused)
    #expect(error.diagnostic.details.first == "'orders' was applied since")
    #expect(try repository.outcomes().count == 2)
  }

  @Test func `a plan is refused where the schema has drifted`() throws {
    try repository.checkout(users)
    let plan = try plan(to: orders)
    try TestDatabase.run("CREATE TABLE stray (id int)")
    let error = try #require(throws: ExecutionError.self) { try run(plan) }
    #expect(error.code == .drift)
    #expect(error.kind == .refused)
    #expect(try Live.registry().head == users.id)
  }

  @Test func `a target with the old statements of an amended migration has one plan, kept, rehearsed and run`() throws
  {
    func seal(_ name: String, _ type: String) throws -> Version {
      try repository.seal(
        name, "CREATE TABLE names (id \(type))", down: "DROP TABLE names", change: "names", on: .version(orders))
    }
    let old = try seal("names", "int")
    try repository.checkout(old)
    let amended = try seal("amended", "bigint")
    let versions = try VersionReader(store: repository.store)
    let target = Target(
      name: SampleRepository.targetName, address: try TestDatabase.address, isDisposable: false, isScratch: true)
    let plan = try PresentPlan.make(for: target, to: amended, versions: versions, options: PlanOptions()).plan
    #expect(plan.steps == [PlanStep(.revert, old), PlanStep(.apply, amended)])
    let explained = try TargetPlanner(versions).candidates(
      for: target.name, at: Live.registry().targetState, to: amended)
    #expect(explained.plan == plan)
    var kept = try PlanFile.read(PlanFile.text(plan), file: "release.plan", in: versions.graph)
    kept.notes = plan.notes
    #expect(kept == plan)
    #expect(try rehearse(plan, from: .version(old)).isProven)
    let result = try repository.checkout(amended)
    #expect(result.plan == plan)
    #expect(result.outcome?.plan == plan.id)
    #expect(try Live.fingerprint() == amended.fingerprint)
    #expect(try Live.registry().applied.map(\.commit) == [users, orders, amended].map(\.id))
  }

  @Test func `an edit that changes no statement is no reason to run a migration anew`() throws {
    let old = try repository.seal("names", "CREATE TABLE names (id int)", down: "DROP TABLE names")
    try repository.checkout(old)
    let edited = try repository.seal(
      "edited", "-- Names.\nCREATE TABLE names (id int)", down: "DROP TABLE names", change: "names",
      on: .version(orders))
    #expect(try plan(to: edited).steps == [])
  }

  // MARK: Rehearsals

  private func rehearse(_ plan: Plan, from start: Rehearsal.Start) throws -> RehearsalReport {
    try Rehearsal(
      scratch: TestServer.shared(), versions: VersionReader(store: repository.store), environment: testEnvironment(),
      options: SnapshotOptions()
    ).run(plan, from: start)
  }

  @Test func `a rehearsal runs the plan elsewhere and compares what it leads to`() throws {
    try repository.checkout(users)
    let report = try rehearse(plan(to: orders), from: .version(users))
    #expect(report.isProven)
    #expect(report.reached == orders.fingerprint)
    #expect(report.steps.map(\.summary) == ["apply   orders"])
    #expect(report.steps.first?.statements.map(\.tag) == ["CREATE TABLE"])
    #expect(try Live.registry().head == users.id, "the target is not touched")
    #expect(try rehearse(plan(to: users), from: .version(users)).isProven, "nothing to do is proven too")
  }

  @Test func `a rehearsal from a schema that has drifted tells what would be left`() throws {
    try repository.checkout(users)
    try TestDatabase.run("CREATE TABLE stray (id int)")
    let live = try CatalogReader.read(TestDatabase.connect(), options: SnapshotOptions())
    let report = try rehearse(plan(to: orders), from: .live(live))
    #expect(!report.isProven)
    #expect(report.failure == nil)
    #expect(report.differences.joined().contains("public.stray"))
  }

  @Test func `a rehearsal names the step that fails, and those that were not run`() throws {
    try repository.checkout(users)
    let last = try repository.seal("last", "CREATE TABLE last (id int)", down: "DROP TABLE last")
    try TestDatabase.run("CREATE TABLE orders (other text)")
    let live = try CatalogReader.read(TestDatabase.connect(), options: SnapshotOptions())
    let report = try rehearse(plan(to: last), from: .live(live))
    #expect(report.steps.map(\.result) == [.failed, .notRun])
    #expect(report.failure?.message.contains("already exists") == true)
    #expect(!report.isProven)
  }

  @Test func `a rehearsal that needs rows runs what wrote them`() throws {
    let rows = try repository.seal("rows", "INSERT INTO users VALUES (1)", down: "DELETE FROM users")
    let needing = try repository.seal(
      "needing",
      "DO $$ BEGIN IF NOT EXISTS (SELECT FROM users) THEN RAISE EXCEPTION 'no users'; END IF; END $$; CREATE TABLE n (id int)",
      down: "DROP TABLE n")
    try repository.checkout(rows)
    let report = try rehearse(plan(to: needing), from: .version(rows))
    #expect(report.isProven)
    #expect(report.notes.count == 1)
  }

  @Test func `a rehearsal empties, loads and adopts as a run would`() throws {
    try repository.checkout(orders)
    let rebuild = try Planner(VersionReader(store: repository.store).graph).plan(
      for: SampleRepository.targetName, at: Live.registry().targetState, to: users,
      options: PlanOptions(isDisposable: true, mustRebuild: true))
    #expect(rebuild.steps.map(\.action) == [.wipe, .load])
    #expect(try rehearse(rebuild, from: .version(orders)).isProven)
    let twin = try repository.seal(
      "twin", "CREATE TABLE users (id int PRIMARY KEY)", down: "DROP TABLE users", on: .nothing)
    try repository.checkout(users)
    let adoption = try plan(to: twin)
    #expect(adoption.steps.map(\.action) == [.adopt])
    #expect(try rehearse(adoption, from: .version(users)).isProven)
    #expect(try rehearse(adoption, from: .version(orders)).steps.map(\.result) == [.failed])
  }
}
