import Diagnostics
import GitStore
import History
import Planning
import Postgres
import Schema
import TestSupport
import Testing

@testable import Execution

@Suite(.tags(.large), .scratchDatabase, .timeLimit(.minutes(1))) struct DriftTests {
  let repository: SampleRepository
  let users: Version
  let orders: Version

  init() throws {
    repository = try SampleRepository()
    users = try repository.seal("users", "CREATE TABLE users (id int PRIMARY KEY)", down: "DROP TABLE users")
    orders = try repository.seal("orders", "CREATE TABLE orders (id int)", down: "DROP TABLE orders")
  }

  @Test func `drift is refused with what differs, and nothing is run`() throws {
    try repository.checkout(users)
    try TestDatabase.run("ALTER TABLE users ADD extra text; CREATE TABLE stray (id int)")
    for version in [orders, users] {
      let error = try #require(throws: ExecutionError.self) { try repository.checkout(version) }
      #expect(error.code == .drift)
      #expect(error.kind == .refused)
      let text = error.diagnostic.details.joined(separator: "\n")
      #expect(text.contains("public.users"))
      #expect(text.contains("extra"))
      #expect(text.contains("public.stray"))
    }
    #expect(try Live.registry().head == users.id)
    #expect(try repository.outcomes().count == 1)
  }

  @Test func `drift can be accepted, and is not forgotten`() throws {
    try repository.checkout(users)
    try TestDatabase.run("CREATE TABLE stray (id int)")
    let result = try repository.checkout(orders) { $0.acceptsDrift = true }
    #expect(!result.isVerified)
    #expect(try Live.registry().head == orders.id)
    let error = try #require(throws: ExecutionError.self) { try repository.checkout(users) }
    #expect(error.code == .drift)
    try TestDatabase.run("DROP TABLE stray")
    #expect(try repository.checkout(users).isVerified)
  }

  @Test func `drift while the steps run is a divergence`() throws {
    try repository.checkout(users)
    let error = try #require(throws: ExecutionError.self) {
      try repository.checkout(
        orders,
        report: { event in
          if case .stepStarted = event { try? TestDatabase.run("CREATE TABLE IF NOT EXISTS stray (id int)") }
        })
    }
    #expect(error.code == .diverged)
    #expect(error.kind == .failed)
    #expect(error.diagnostic.details.joined().contains("public.stray"))
    #expect(try repository.outcomes().first?.result == .diverged)
    #expect(try Live.registry().head == orders.id)
    #expect(throws: ExecutionError.self) { try repository.checkout(orders) }
  }

  @Test func `a database with objects and without a registry is not touched`() throws {
    try TestDatabase.run("CREATE TABLE precious (id int)")
    let error = try #require(throws: ExecutionError.self) {
      try repository.checkout(users) { $0.acceptsDrift = true }
    }
    #expect(error.code == .notAdopted)
    #expect(error.diagnostic.details.joined().contains("public.precious"))
    #expect(try TestDatabase.column("SELECT to_regnamespace('confiture')::text") == [nil])
  }

  // MARK: Adoption

  @Test func `a database that is at a version is adopted there`() throws {
    try TestDatabase.run("CREATE TABLE orders (id int); CREATE TABLE users (id int PRIMARY KEY)")
    let outcome = try repository.baseline(orders)
    #expect(outcome.result == .succeeded)
    let state = try Live.registry()
    #expect(state.head == orders.id)
    #expect(state.applied.map(\.name) == ["users", "orders"])
    #expect(state.applied.allSatisfy { $0.origin == .baseline })
    #expect(try repository.checkout(orders).plan.kind == .nothingToDo)
    #expect(try repository.checkout(users).plan.steps.map(\.summary) == ["revert  orders"])
  }

  @Test func `a database that is not at the version is not adopted`() throws {
    try TestDatabase.run("CREATE TABLE users (id bigint PRIMARY KEY)")
    let error = try #require(throws: ExecutionError.self) { try repository.baseline(users) }
    #expect(error.code == .notAdopted)
    #expect(error.diagnostic.details.joined().contains("public.users"))
    #expect(try TestDatabase.column("SELECT to_regnamespace('confiture')::text") == [nil])
  }

  @Test func `a database with a history is not adopted again`() throws {
    try repository.checkout(users)
    let error = try #require(throws: ExecutionError.self) { try repository.baseline(users) }
    #expect(error.code == .notAdopted)
    #expect(try repository.outcomes().count == 1)
  }

  @Test func `a target that has drifted to a later version is adopted there`() throws {
    try repository.checkout(users)
    try TestDatabase.run("CREATE TABLE orders (id int)")
    let outcome = try repository.baseline(orders)
    #expect(outcome.from == users.id)
    let state = try Live.registry()
    #expect(state.head == orders.id)
    #expect(state.applied.map(\.origin) == [.migration, .baseline])
    #expect(try repository.checkout(users).isVerified)
  }

  @Test func `a migration that may write rows is not taken for applied because a schema is the same`() throws {
    let rows = try repository.seal("rows", "INSERT INTO users VALUES (1)", down: "DELETE FROM users")
    try repository.checkout(orders)
    let error = try #require(throws: ExecutionError.self) { try repository.baseline(rows) }
    #expect(error.code == .notAdopted)
    #expect(error.diagnostic.message.contains("'rows' may write rows"))
    #expect(try Live.registry().head == orders.id)
  }

  @Test func `a merge with a cherry-picked change is adopted with each change once`() throws {
    let copy = try repository.seal(
      "orders-copy", "CREATE TABLE orders (id int)", down: "DROP TABLE orders", change: "orders", on: .version(users))
    let merge = try repository.merge("merge", orders, copy)
    try TestDatabase.run("CREATE TABLE orders (id int); CREATE TABLE users (id int PRIMARY KEY)")
    try repository.baseline(merge)
    #expect(try Live.registry().applied.map(\.name) == ["users", "orders"])
    #expect(try Live.registry().head == merge.id)
  }

  // MARK: Foreign versions

  @Test(arguments: ["line", "merge", "cherry-pick", "snapshot", "baseline"])
  func `a repository that knows nothing learns from the registry and finds the way back`(shape: String) throws {
    let tags = try repository.seal("tags", "CREATE TABLE tags (id int)", down: "DROP TABLE tags", on: .version(users))
    switch shape {
    case "line": try repository.checkout(orders)
    case "merge":
      // No migration brings the merge to the registry.
      try repository.checkout(repository.merge("merge", orders, tags))
    case "cherry-pick":
      // The merge's other parent is not run, as its change is there already.
      let copy = try repository.seal(
        "orders-copy", "CREATE TABLE orders (id int)", down: "DROP TABLE orders", change: "orders", on: .version(tags)
      )
      try repository.checkout(orders)
      try repository.checkout(repository.merge("merge", orders, copy))
    case "snapshot":
      try repository.checkout(repository.merge("merge", orders, tags), disposable: true) {
        $0.options.mustRebuild = true
      }
    default:
      try TestDatabase.run(
        "CREATE TABLE orders (id int); CREATE TABLE users (id int PRIMARY KEY); CREATE TABLE tags (id int)")
      try repository.baseline(repository.merge("merge", orders, tags))
    }
    let head = try #require(try Live.registry().head)

    let fresh = try SampleRepository()
    let own = try fresh.seal("own", "CREATE TABLE own (id int)", down: "DROP TABLE own")
    let result = try fresh.checkout(own)
    #expect(result.isVerified)
    #expect(try Live.registry().applied.map(\.name) == ["own"])
    #expect(try fresh.outcomes().first?.from == head)
    let learnt = try VersionReader(store: fresh.store)
    try learnt.learn(from: TestDatabase.connect(), state: RegistryState(head: head))
    #expect(
      learnt.graph.lineage(of: head).map(\.id)
        == (try VersionReader(store: repository.store)).graph.lineage(of: head).map(\.id))
  }

  @Test func `objects of the registry are checked against their ids`() throws {
    try repository.checkout(users)
    try TestDatabase.run("UPDATE confiture.object SET body = body || '\\x0a'::bytea WHERE kind = 'blob'")
    let fresh = try SampleRepository()
    let error = try #require(throws: ExecutionError.self) {
      try RegistryHistory.copyObjects(from: TestDatabase.connect(), into: fresh.store)
    }
    #expect(error.code == .registryFormat)
  }

  @Test func `a version that is nowhere is named`() throws {
    try repository.checkout(users)
    try TestDatabase.run("DELETE FROM confiture.object")
    let fresh = try SampleRepository()
    let own = try fresh.seal("own", "CREATE TABLE own (id int)")
    let error = try #require(throws: PlanningError.self) { try fresh.checkout(own) }
    #expect(error.code == .unknownChange)
    #expect(error.diagnostic.message.contains("'users'"))
  }

  @Test func `a registry of a newer format is left alone`() throws {
    try repository.checkout(users)
    try TestDatabase.run("UPDATE confiture.head SET format = 99")
    let error = try #require(throws: ExecutionError.self) { try repository.checkout(orders) }
    #expect(error.code == .registryFormat)
    #expect(error.kind == .refused)
  }
}
