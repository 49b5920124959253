import Diagnostics
import GitStore
import History
import Planning
import Postgres
import Schema
import TestSupport
import Testing

@testable import Execution

@Suite(.tags(.large), .scratchDatabase, .timeLimit(.minutes(1))) struct DirectionTests {
  let repository: SampleRepository
  let users: Version
  let mail: Version
  let orders: Version

  init() throws {
    repository = try SampleRepository()
    users = try repository.seal("users", "CREATE TABLE users (id int PRIMARY KEY)", down: "DROP TABLE users")
    mail = try repository.seal(
      "mail", "ALTER TABLE users ADD mail text", down: "ALTER TABLE users DROP COLUMN mail",
      verify: "SELECT mail FROM users")
    orders = try repository.seal("orders", "CREATE TABLE orders (id int)", down: "DROP TABLE orders")
  }

  private func expectAt(_ version: Version, _ location: Testing.SourceLocation = #_sourceLocation) throws {
    let state = try Live.registry()
    let lineage = try VersionReader(store: repository.store).lineage(of: version).filter { $0.change != nil }
    #expect(state.head == version.id, sourceLocation: location)
    #expect(state.fingerprint == version.fingerprint.hex, sourceLocation: location)
    #expect(Set(state.applied.map(\.change)) == Set(lineage.compactMap(\.change)), sourceLocation: location)
    #expect(state.openRun == nil, sourceLocation: location)
    #expect(try Live.fingerprint() == version.fingerprint, sourceLocation: location)
  }

  @Test func `forwards, backwards, and there already`() throws {
    let forward = try repository.checkout(orders)
    #expect(forward.plan.kind == .forward)
    #expect(forward.isVerified)
    try expectAt(orders)
    let rewind = try repository.checkout(users)
    #expect(rewind.plan.steps.map(\.summary) == ["revert  orders", "revert  mail"])
    try expectAt(users)
    let nothing = try repository.checkout(users)
    #expect(nothing.plan.kind == .nothingToDo)
    #expect(nothing.outcome == nil)
    #expect(try repository.outcomes().count == 2)
  }

  @Test func `every prefix has exactly its rows, in order`() throws {
    for version in [users, mail, orders] {
      try repository.checkout(version)
      let lineage = try VersionReader(store: repository.store).lineage(of: version)
      let applied = try Live.registry().applied
      #expect(applied.map(\.name) == lineage.map(\.name))
      #expect(applied.map(\.commit) == lineage.map(\.id))
      #expect(applied.map(\.sequence) == (1...Int64(lineage.count)).map { $0 })
      #expect(applied.allSatisfy { $0.origin == .migration })
      let patches = try TestDatabase.column("SELECT patch FROM confiture.applied ORDER BY sequence")
      #expect(patches.allSatisfy { $0?.count == 64 }, "each row tells the patch id of what was run")
      let commits = try TestDatabase.column("SELECT id FROM confiture.object WHERE kind = 'commit' ORDER BY id")
      #expect(commits == lineage.map(\.id.hex).sorted())
      try expectAt(version)
    }
  }

  @Test func `the outcome's commit stands on the one before it and on the version reached`() throws {
    try repository.checkout(users)
    let second = try repository.checkout(orders)
    let chain = try Outcomes(repository.store).chain(of: SampleRepository.targetName)
    #expect(chain.map(\.outcome.to) == [orders.id, users.id])
    #expect(chain.map(\.outcome.from) == [users.id, nil])
    #expect(chain[0].commit == second.outcomeCommit)
    #expect(try repository.store.readCommit(chain[0].commit).parents == [chain[1].commit, orders.id])
    #expect(chain[0].outcome.result == .succeeded)
    #expect(chain[0].outcome.plan == second.plan.id)
    #expect(chain[0].outcome.steps.map(\.name) == ["mail", "orders"])
    #expect(chain[0].outcome.steps[0].statements.map(\.tag) == ["ALTER TABLE"])
    #expect(
      try TestDatabase.column("SELECT commit FROM confiture.outcome ORDER BY sequence")
        == chain.reversed().map(\.commit.hex))
  }

  @Test func `an outcome that could not become a commit is written by the next command`() throws {
    let path = "\(repository.store.gitDirectory)/refs/confiture/outcomes"
    // A file where the folder of the references has to be.
    try repository.folder.write("in the way", to: ".git/refs/confiture/outcomes")
    let result = try repository.checkout(users)
    #expect(result.outcomeCommit == nil)
    #expect(try Live.registry().unrecordedOutcomes == 1)
    try removeFile(path)
    try repository.checkout(users)
    #expect(try Live.registry().unrecordedOutcomes == 0)
    #expect(try repository.outcomes().map(\.run) == [try #require(result.outcome).run])
  }

  @Test func `a lock that a killed command left in the repository stops no run, and is not there for ever`() throws {
    try repository.checkout(users)
    let name = ".git/\(ConfitureReference.outcome(SampleRepository.targetName)).lock"
    let lock = try repository.folder.write("", to: name)
    try repository.checkout(mail)
    let result = try repository.checkout(orders)
    #expect(result.isVerified)
    #expect(result.notes.joined().contains(lock), "it is named")
    #expect(try Live.registry().unrecordedOutcomes == 2)
    try makeOld(lock)
    try repository.checkout(orders)
    #expect(try Live.registry().unrecordedOutcomes == 0)
    #expect(try repository.outcomes().map(\.to) == [orders.id, mail.id, users.id])
  }

  @Test func `sideways goes back to where the lines part`() throws {
    let tags = try repository.seal("tags", "CREATE TABLE tags (id int)", down: "DROP TABLE tags", on: .version(users))
    try repository.checkout(orders)
    let result = try repository.checkout(tags)
    #expect(result.plan.kind == .sideways)
    #expect(result.plan.steps.map(\.summary) == ["revert  orders", "revert  mail", "apply   tags"])
    try expectAt(tags)
  }

  @Test func `a merge brings what each of its parents lacks, and a way back`() throws {
    let tags = try repository.seal("tags", "CREATE TABLE tags (id int)", down: "DROP TABLE tags", on: .version(users))
    let merge = try repository.merge("merge", orders, tags)
    try repository.checkout(tags)
    #expect(try repository.checkout(merge).plan.steps.map(\.summary) == ["apply   mail", "apply   orders"])
    try expectAt(merge)
    try repository.checkout(orders)
    try expectAt(orders)
    #expect(try repository.checkout(merge).plan.steps.map(\.summary) == ["apply   tags"])
    try repository.checkout(users)
    try expectAt(users)
    try repository.checkout(merge)
    try expectAt(merge)
  }

  @Test func `a change of both lines, cherry-picked from one to the other, runs once`() throws {
    let copy = try repository.seal(
      "orders-copy", "CREATE TABLE orders (id int)", down: "DROP TABLE orders", change: "orders", on: .version(users))
    let merge = try repository.merge("merge", orders, copy)
    try repository.checkout(merge)
    try expectAt(merge)
    try repository.checkout(copy)
    try expectAt(copy)
  }

  @Test(arguments: [false, true])
  func `a snapshot is loaded where no migration writes rows`(hasCherryPick: Bool) throws {
    var destination = orders
    if hasCherryPick {
      let copy = try repository.seal(
        "orders-copy", "CREATE TABLE orders (id int)", down: "DROP TABLE orders", change: "orders",
        on: .version(users))
      destination = try repository.merge("merge", orders, copy)
    }
    try TestDatabase.run("CREATE TABLE stray (id int); CREATE SCHEMA more; CREATE VIEW more.v AS SELECT 1 AS one")
    let result = try repository.checkout(destination, disposable: true) { $0.options.mustRebuild = true }
    #expect(result.plan.steps.map(\.action) == [.wipe, .load])
    try expectAt(destination)
    #expect(try Live.registry().applied.allSatisfy { $0.origin == .snapshot })
    try repository.checkout(users)
    try expectAt(users)
  }

  @Test func `an irreversible step back is refused, allowed by name, or rebuilt around`() throws {
    let lossy = try repository.seal("lossy", "DROP TABLE orders", down: "CREATE TABLE orders (id int, extra int)")
    #expect(!lossy.isReversible)
    try repository.checkout(lossy)
    let refusal = try #require(throws: PlanningError.self) { try repository.checkout(users) }
    #expect(refusal.kind == .refused)
    try expectAt(lossy)
    try repository.checkout(users) { $0.options.allowedIrreversible = ["lossy"] }
    try expectAt(users)
    try repository.checkout(lossy)
    let rebuilt = try repository.checkout(users, disposable: true)
    #expect(rebuilt.plan.kind == .rebuild)
    try expectAt(users)
  }

  @Test func `a rebuild runs the migrations where they write rows`() throws {
    let rows = try repository.seal("rows", "INSERT INTO users (id) VALUES (1), (2)", down: "DELETE FROM users")
    try repository.checkout(rows)
    try TestDatabase.run("DELETE FROM users")
    try repository.checkout(rows, disposable: true) { $0.options.mustRebuild = true }
    #expect(try TestDatabase.column("SELECT count(*)::text FROM users") == ["2"])
    try expectAt(rows)
  }

  @Test func `a wipe empties the database of everything but the registry`() throws {
    try repository.checkout(orders)
    try TestDatabase.run(
      """
      CREATE SCHEMA "odd ""name"; CREATE TYPE "odd ""name".mood AS ENUM ('a'); CREATE EXTENSION IF NOT EXISTS citext;
      CREATE DOMAIN positive AS int CHECK (value > 0); CREATE SEQUENCE loose; CREATE MATERIALIZED VIEW m AS SELECT 1 AS one;
      CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION f();
      CREATE PUBLICATION p FOR TABLE users; CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;
      CREATE COLLATION c FROM "C"; CREATE TABLE parted (a int GENERATED ALWAYS AS IDENTITY, b text) PARTITION BY LIST (b); CREATE TABLE part PARTITION OF parted DEFAULT; CREATE CAST (text AS bigint) WITH INOUT AS ASSIGNMENT;
      COMMENT ON SCHEMA public IS 'ours'; ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;
      DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = nowhere', current_database()); END $$
      """)
    let result = try repository.checkout(users, disposable: true) { $0.options.mustRebuild = true }
    #expect(result.plan.kind == .rebuild)
    try expectAt(users)
    #expect(try TestDatabase.column("SHOW search_path") == ["\"$user\", public"])
  }

  @Test func `a plan that is not confirmed changes nothing`() throws {
    let target = Target(name: "shop", address: try TestDatabase.address)
    let checkout = try Checkout(
      target, versions: VersionReader(store: repository.store), recorder: OutcomeRecorder(repository.store),
      environment: testEnvironment())
    var shown: [String] = []
    let result = try checkout.run(CheckoutRequest(destination: mail)) { plan in
      shown = plan.steps.map(\.summary)
      return false
    }
    #expect(shown == ["apply   users", "apply   mail"])
    #expect(result.outcome == nil)
    #expect(try TestDatabase.column("SELECT to_regnamespace('confiture')::text") == [nil])
  }

  @Test func `a plan that is no longer the confirmed one is shown again`() throws {
    try repository.checkout(users)
    let target = Target(name: "shop", address: try TestDatabase.address, isScratch: true)
    let checkout = try Checkout(
      target, versions: VersionReader(store: repository.store), recorder: OutcomeRecorder(repository.store),
      environment: testEnvironment())
    var shown: [[String]] = []
    let result = try checkout.run(CheckoutRequest(destination: mail)) { plan in
      shown.append(plan.steps.map(\.summary))
      // Somebody else moves the target while the plan is being looked at.
      if shown.count == 1 { try repository.checkout(orders) }
      return shown.count == 1
    }
    #expect(shown == [["apply   mail"], ["revert  orders"]])
    #expect(result.outcome == nil, "the second plan was not confirmed")
    try expectAt(orders)
  }
}
