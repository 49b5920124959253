import Diagnostics
import GitStore
import History
import Planning
import Postgres
import Schema
import Scratch
import TestSupport
import Testing

@testable import Execution

/// Versions that scripts of their own lead to from each parent, on real databases.
@Suite(.tags(.large), .scratchDatabase, .timeLimit(.minutes(1))) struct RoadTests {
  let repository: SampleRepository
  let users: Version
  let text: Version
  let short: Version
  /// Both lines gave users a name; this keeps the longer one, and a nick.
  let both: Version

  init() throws {
    repository = try SampleRepository()
    users = try repository.seal("users", "CREATE TABLE users (id int PRIMARY KEY)", down: "DROP TABLE users")
    text = try repository.seal(
      "text", "ALTER TABLE users ADD name text", down: "ALTER TABLE users DROP COLUMN name")
    short = try repository.seal(
      "short", "ALTER TABLE users ADD name varchar(20)", down: "ALTER TABLE users DROP COLUMN name",
      on: .version(users))
    both = try repository.seal(
      "both", .reconciliation, of: [text, short],
      .init(
        up: "ALTER TABLE users ADD nick text", down: "ALTER TABLE users DROP COLUMN nick",
        upFromSecond: "ALTER TABLE users ALTER name TYPE text; ALTER TABLE users ADD nick text",
        downToSecond: "ALTER TABLE users DROP COLUMN nick; ALTER TABLE users ALTER name TYPE varchar(20)"))
  }

  private func expectAt(_ version: Version, _ location: Testing.SourceLocation = #_sourceLocation) throws {
    let state = try Live.registry()
    let versions = try VersionReader(store: repository.store)
    #expect(state.head == version.id, sourceLocation: location)
    #expect(state.fingerprint == version.fingerprint.hex, sourceLocation: location)
    #expect(
      Set(state.applied.map(\.change)) == Set(try versions.changes(of: version).map(\.change)),
      sourceLocation: location)
    #expect(state.applied.map(\.sequence) == state.applied.map(\.sequence).sorted(), sourceLocation: location)
    #expect(state.openRun == nil, sourceLocation: location)
    #expect(try Live.fingerprint() == version.fingerprint, sourceLocation: location)
  }

  @Test(arguments: [1, 2])
  func `a database at either parent goes to a reconciliation by one script, and back by another`(parent: Int) throws {
    let start = parent == 1 ? text : short
    try repository.checkout(start)
    try TestDatabase.run("INSERT INTO users VALUES (1, 'Ada')")
    let up = try repository.checkout(both)
    #expect(up.plan.steps == [PlanStep(.apply, both, parent: parent)])
    #expect(up.isVerified)
    try expectAt(both)
    let how = try Live.registry().applied.map { "\($0.name) \($0.origin.rawValue)" }
    #expect(
      how == [
        "users migration", "\(start.name) migration", "\(parent == 1 ? "short" : "text") road", "both migration",
      ])
    let back = try repository.checkout(start)
    #expect(back.plan.steps == [PlanStep(.revert, both, parent: parent)])
    #expect(try TestDatabase.column("SELECT name FROM users") == ["Ada"])
    try expectAt(start)
  }

  @Test func `across a reconciliation, one line's database becomes the other line's`() throws {
    try repository.checkout(text)
    try repository.checkout(both)
    #expect(try repository.checkout(short).plan.steps == [PlanStep(.revert, both, parent: 2)])
    try expectAt(short)
  }

  @Test func `from nothing the way leads over the first parent, and nothing of the other one runs`() throws {
    let result = try repository.checkout(both)
    #expect(
      result.plan.steps == [PlanStep(.apply, users), PlanStep(.apply, text), PlanStep(.apply, both, parent: 1)])
    try expectAt(both)
    #expect(try repository.checkout(users).isVerified)
    try expectAt(users)
  }

  @Test func `a line that stood beside a reconciliation moves forwards over it`() throws {
    let beside = try repository.seal(
      "beside", "CREATE TABLE beside (id int)", down: "DROP TABLE beside", on: .version(text))
    let merge = try mergeAfterRoads("merge", both, beside)
    try repository.checkout(beside)
    let result = try repository.checkout(merge)
    #expect(result.plan.steps == [PlanStep(.apply, both, parent: 1)], "what it has stays")
    try expectAt(merge)
  }

  /// A merge without a migration whose lines have roads.
  private func mergeAfterRoads(_ name: String, _ left: Version, _ right: Version) throws -> Version {
    let scratch = try TestServer.shared()
    let proof = CommitProof(
      scratch: scratch, commits: repository.commits, environment: testEnvironment(), options: SnapshotOptions())
    let versions = try VersionReader(store: repository.store)
    var lineage = versions.lineage(of: left)
    lineage += versions.lineage(of: right).filter { version in !lineage.contains { $0.id == version.id } }
    let last = try #require(lineage.last)
    let joined = Version(
      id: try #require(ObjectID(hex: String(repeating: "e", count: 40))), parents: [left.id, right.id], change: nil,
      name: name, title: name, author: "Ann", date: last.date, fingerprint: last.fingerprint,
      schemaTree: last.schemaTree)
    let database = try proof.replayed(lineage + [joined])
    defer {
      database.disconnect()
      try? scratch.dropDatabase(database.name)
    }
    let commit = try repository.commits.write(
      parents: [left.id, right.id], files: database.snapshot.files.map { ($0.path, $0.text) },
      fingerprint: database.snapshot.fingerprint, title: name, author: Author(name: "Ann", email: "ann@example.com"),
      date: CommitDate(seconds: last.date.seconds + 600))
    try repository.store.update(ConfitureReference.head(name), to: commit, expecting: .any, message: "merged")
    return try repository.commits.version(commit)
  }

  @Test(arguments: [1, 2])
  func `a reconciliation made anew with another script runs again, whichever of its scripts it is`(parent: Int) throws
  {
    let nick = "ALTER TABLE users ADD nick text"
    let named = "\(nick); UPDATE users SET nick = name"
    var scripts = SampleRepository.RoadScripts(
      up: nick, down: "ALTER TABLE users DROP COLUMN nick",
      upFromSecond: "ALTER TABLE users ALTER name TYPE text; \(nick)",
      downToSecond: "ALTER TABLE users DROP COLUMN nick; ALTER TABLE users ALTER name TYPE varchar(20)")
    if parent == 1 { scripts.up = named } else { scripts.upFromSecond += "; UPDATE users SET nick = name" }
    let anew = try repository.seal(
      "anew", .reconciliation, of: [text, short], scripts, writesData: true, change: "both")
    try repository.checkout(parent == 1 ? text : short)
    try repository.checkout(both)
    let result = try repository.checkout(anew)
    #expect(result.plan.steps.map { "\($0.action) \($0.version?.name ?? "")" } == ["revert both", "apply anew"])
    try expectAt(anew)
  }

  @Test func `a reconciliation made anew in words only does not run again`() throws {
    let anew = try repository.seal(
      "anew", .reconciliation, of: [text, short],
      .init(
        up: "ALTER TABLE users ADD nick text -- as people call them", down: "ALTER TABLE users DROP COLUMN nick",
        upFromSecond: "ALTER TABLE users ALTER name TYPE text;\n\nALTER TABLE users ADD nick text",
        downToSecond: "ALTER TABLE users DROP COLUMN nick; ALTER TABLE users ALTER name TYPE varchar(20)"),
      change: "both")
    try repository.checkout(short)
    try repository.checkout(both)
    let result = try repository.checkout(anew)
    #expect(result.plan.steps.isEmpty, "\(result.plan.steps.map(\.summary))")
  }

  @Test func `reconciliations stand on each other`() throws {
    let left = try repository.seal("left", "ALTER TABLE users ADD age int", down: "ALTER TABLE users DROP age")
    let right = try repository.seal(
      "right", "ALTER TABLE users ADD age bigint", down: "ALTER TABLE users DROP age", on: .version(both))
    let twice = try repository.seal(
      "twice", .reconciliation, of: [left, right],
      .init(
        up: "ALTER TABLE users ALTER age TYPE numeric", down: "ALTER TABLE users ALTER age TYPE int",
        upFromSecond: "ALTER TABLE users ALTER age TYPE numeric",
        downToSecond: "ALTER TABLE users ALTER age TYPE bigint"))
    try repository.checkout(twice)
    try expectAt(twice)
    try repository.checkout(short)
    try expectAt(short)
    try repository.checkout(right)
    try repository.checkout(twice)
    try expectAt(twice)
    try repository.checkout(left)
    try expectAt(left)
  }

  // MARK: Squashes

  private func sealSquash() throws -> (start: Version, middle: Version, squash: Version) {
    let first = try repository.seal("first", "CREATE TABLE a (id int)", down: "DROP TABLE a", on: .version(users))
    let second = try repository.seal("second", "ALTER TABLE a ADD v int", down: "ALTER TABLE a DROP v")
    let squash = try repository.seal(
      "squash", .squash, of: [second, users],
      .init(upFromSecond: "CREATE TABLE a (id int, v int)", downToSecond: "DROP TABLE a"))
    return (users, first, squash)
  }

  @Test func `a squash is one step for those before it, nothing for those past it, and the old road for others`()
    throws
  {
    let (start, middle, squash) = try sealSquash()
    try repository.checkout(start)
    #expect(try repository.checkout(squash).plan.steps == [PlanStep(.apply, squash, parent: 2)])
    try expectAt(squash)
    #expect(try repository.checkout(start).plan.steps == [PlanStep(.revert, squash, parent: 2)])
    try expectAt(start)
    try repository.checkout(middle)
    let rest = try repository.checkout(squash)
    #expect(rest.plan.steps.map(\.summary) == ["apply   second", "apply   squash"])
    try expectAt(squash)
    #expect(try repository.checkout(middle).plan.steps.map(\.summary) == ["revert  squash", "revert  second"])
    try expectAt(middle)
  }

  /// A squash of what lies below the head, joined to it.
  private func sealJoinedSquash() throws -> (start: Version, middle: Version, head: Version, joined: Version) {
    let (start, middle, squash) = try sealSquash()
    let end = try #require(try VersionReader(store: repository.store).graph.version(squash.parents[0]))
    let head = try repository.seal(
      "later", "ALTER TABLE a ADD w int", down: "ALTER TABLE a DROP w", on: .version(end))
    return (start, middle, head, try mergeAfterRoads("joined", head, squash))
  }

  @Test func `a squash below the head is one step for those before it, and nothing for the others`() throws {
    let (start, middle, head, joined) = try sealJoinedSquash()
    try repository.checkout(start)
    let short = try repository.checkout(joined)
    let over = "apply   squash, over its road from \(start.id.short())"
    #expect(short.plan.steps.map(\.summary) == [over, "apply   later"])
    try expectAt(joined)
    #expect(try repository.checkout(start).isVerified)
    try expectAt(start)
    try repository.checkout(middle)
    let rest = try repository.checkout(joined)
    #expect(rest.plan.steps.map(\.summary) == ["apply   second", "apply   squash", "apply   later"])
    try expectAt(joined)
    try repository.checkout(head)
    try expectAt(head)
    #expect(try repository.checkout(joined).plan.steps.map(\.summary) == ["apply   squash"])
    try expectAt(joined)
  }

  @Test func `a line that left in the middle of what a squash stands for merges with it`() throws {
    let (_, middle, _, joined) = try sealJoinedSquash()
    let side = try repository.seal(
      "side", "CREATE TABLE side (id int)", down: "DROP TABLE side", on: .version(middle))
    let versions = try VersionReader(store: repository.store)
    let merger = Merger(
      scratch: try TestServer.shared(), commits: repository.commits, environment: testEnvironment(),
      options: SnapshotOptions(), graph: versions.graph)
    let sides = try MergeSides(ours: side, theirs: joined, in: versions.graph)
    #expect(sides.theirOnly.map(\.name) == ["second", "later"], "a squash changes nothing of its own")
    guard case .proven = try merger.merge(sides) else {
      Issue.record("the lines do not merge")
      return
    }
  }

  @Test func `a history squashed from its root is built by one script`() throws {
    let squash = try repository.seal(
      "all", .squash, of: [text],
      .init(upFromSecond: "CREATE TABLE users (id int PRIMARY KEY, name text)", downToSecond: "DROP TABLE users"))
    let result = try repository.checkout(squash)
    #expect(result.plan.steps == [PlanStep(.apply, squash, parent: 2)])
    try expectAt(squash)
  }

  // MARK: Failures

  private func sealInPieces() throws -> Version {
    try repository.seal(
      "pieces", .reconciliation, of: [text, short],
      .init(
        up: "CREATE TABLE gate (v int)", down: "DROP TABLE gate",
        upFromSecond: """
          ALTER TABLE users ALTER name TYPE text;
          CREATE UNIQUE INDEX CONCURRENTLY users_name ON users (name);
          DROP INDEX CONCURRENTLY users_name;
          CREATE TABLE gate (v int);
          """,
        downToSecond: """
          DROP TABLE gate;
          DROP INDEX CONCURRENTLY IF EXISTS users_name;
          ALTER TABLE users ALTER name TYPE varchar(20);
          """))
  }

  @Test(arguments: [true, false])
  func `a road that stops in its middle is finished or taken back`(isFinished: Bool) throws {
    let pieces = try sealInPieces()
    try repository.checkout(short)
    try TestDatabase.run("INSERT INTO users VALUES (1, 'Ada'), (2, 'Ada')")
    #expect(throws: MigrationFailure.self) { try repository.checkout(pieces) }
    #expect(try Live.journal() == ["0.0 started", "1.0 started", "1.1 done", "1.2 failed"])
    #expect(try Live.registry().head == short.id)
    if isFinished {
      try TestDatabase.run("DELETE FROM users WHERE id = 2")
      try repository.checkout(nil) { $0.resumption = .continueRun }
      try expectAt(pieces)
    } else {
      // The gate is what the way back takes first.
      try TestDatabase.run("CREATE TABLE gate (v int)")
      try repository.checkout(nil) { $0.resumption = .abortRun }
      #expect(try Live.registry().head == short.id)
      #expect(try Live.fingerprint() == short.fingerprint)
    }
    #expect(try Live.journal().isEmpty)
  }

  @Test func `a road that fails leaves nothing behind`() throws {
    let failing = try repository.seal(
      "failing", .reconciliation, of: [text, short],
      .init(
        up: "CREATE TABLE more (id int)", down: "DROP TABLE more",
        upFromSecond: "CREATE TABLE more (id int); SELECT 1 / 0", downToSecond: "DROP TABLE more"))
    try repository.checkout(short)
    #expect(throws: MigrationFailure.self) { try repository.checkout(failing) }
    try expectAt(short)
  }

  // MARK: Adoption

  @Test func `a version of the same schema is adopted where only schema steps differ`() throws {
    let other = try repository.seal(
      "rewritten", "CREATE TABLE users (id int PRIMARY KEY, name text)", down: "DROP TABLE users", on: .nothing)
    let more = try repository.seal("more", "CREATE TABLE more (id int)", down: "DROP TABLE more")
    try repository.checkout(text)
    try TestDatabase.run("INSERT INTO users VALUES (1, 'Ada')")
    let result = try repository.checkout(more)
    #expect(result.plan.steps == [PlanStep(.adopt, other), PlanStep(.apply, more)])
    #expect(try TestDatabase.column("SELECT name FROM users") == ["Ada"], "nothing was reverted")
    try expectAt(more)
  }
}
