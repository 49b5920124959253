import Diagnostics
import GitStore
import History
import Postgres
import TestSupport
import Testing

@testable import Execution

@Suite(.tags(.small)) struct ServerWritesTests {
  private static let seen = ServerWrites.Counters(database: "5", written: "10 2 0")

  private func writes(
    life: String = "a 1", _ counters: ServerWrites.Counters? = Self.seen, busy: Set<String> = []
  ) -> ServerWrites {
    ServerWrites(started: "a", life: life, counters: counters.map { ["shop": $0] } ?? [:], busy: busy)
  }

  @Test func `a database was not written to where counters, server and sessions say so`() {
    #expect(writes().isUnwritten("shop", since: Self.seen, of: "a 1"))
    #expect(writes(busy: ["6"]).isUnwritten("shop", since: Self.seen, of: "a 1"))
  }

  @Test(
    arguments: [
      ("the server was started anew", "b 1", Self.seen, []),
      ("it crashed, and counts from zero", "a 2", Self.seen, []),
      ("a row was written", "a 1", ServerWrites.Counters(database: "5", written: "10 3 0"), []),
      ("a database of the name was made anew", "a 1", ServerWrites.Counters(database: "9", written: "10 2 0"), []),
      ("a session may not have counted yet", "a 1", Self.seen, ["5"]),
      ("the database is gone", "a 1", nil, []),
    ] as [(String, String, ServerWrites.Counters?, Set<String>)])
  func `otherwise it may have been`(why: String, life: String, counters: ServerWrites.Counters?, busy: Set<String>) {
    #expect(!writes(life: life, counters, busy: busy).isUnwritten("shop", since: Self.seen, of: "a 1"), "\(why)")
  }

  @Test func `what was seen is read as it was written, without passwords`() throws {
    var memory = FleetMemory()
    let address = try ConnectionString("postgresql://app:secret@db/shop")
    var state = TenantState.untouched
    state.head = ObjectID(hex: String(repeating: "ab", count: 20))
    state.lastResult = .failed
    state.lastError = "two\nlines"
    memory[address] = .init(
      life: "a 1", counters: Self.seen, seen: 1_769_860_800.5,
      lines: [.database: state, RegistryLine(schema: "tenant_a"): .untouched])
    #expect(try FleetMemory(text: memory.text).entries == memory.entries)
    #expect(!memory.text.contains("secret"))
    #expect(try FleetMemory(text: "{\"format\": 2}\n{\"x\": 1}\n").entries.isEmpty)
  }
}

/// A fleet that is looked at again: what nobody wrote to is not asked, and everything else is.
@Suite(.tags(.large), .scratchDatabase, .timeLimit(.minutes(1))) struct FleetMemoryTests {
  let fleet: SampleFleet
  let one: Version

  init() throws {
    fleet = try SampleFleet(3)
    one = try fleet.seal("one")
    try fleet.work(on: fleet.begin(one))
  }

  private func look(_ memory: inout FleetMemory) -> [TenantLook] {
    TenantLook.at(fleet.tenants, atOnce: 2, remembering: &memory, fewest: 2, now: 5)
  }

  /// Sessions end a moment after they were closed, and count what they did when they do.
  private func settled() throws -> FleetMemory {
    var memory = FleetMemory()
    let deadline = ContinuousClock.now + .seconds(20)
    repeat {
      let looks = look(&memory)
      #expect(looks.map(\.state?.head) == Array(repeating: one.id, count: 3))
      if looks.allSatisfy({ $0.seen != nil }) { return memory }
    } while ContinuousClock.now < deadline
    Issue.record("the databases were never found unwritten")
    return memory
  }

  @Test func `databases that nobody wrote to are not asked again, others are`() throws {
    try #require(try TestDatabase.connect().serverVersion >= 150_000)
    var memory = try settled()
    try #require(memory.entries.count == 3)
    let two = try fleet.seal("two")
    try fleet.work(on: fleet.begin(two, only: ["t02"]))
    let looks = look(&memory)
    #expect(looks.map(\.state?.head) == [one.id, two.id, one.id])
    #expect(looks[1].seen == nil)
    #expect(looks.map(\.tenant.name) == fleet.names)
  }

  @Test func `a write that its session has not counted yet is not overlooked`() throws {
    try #require(try TestDatabase.connect().serverVersion >= 150_000)
    var memory = try settled()
    let writer = try fleet.connect("t03")
    try writer.execute("UPDATE confiture.head SET commit = NULL, fingerprint = NULL")
    let looks = look(&memory)
    #expect(looks[2].seen == nil)
    #expect(looks[2].state?.head == nil)
    #expect(looks[0].state?.head == one.id)
    _ = writer.backendPID
  }

  @Test func `few databases are simply asked`() throws {
    var memory = try settled()
    let looks = TenantLook.at(fleet.tenants, atOnce: 2, remembering: &memory, fewest: 3, now: 5)
    #expect(looks.allSatisfy { $0.seen == nil })
  }

  @Test func `a database that is gone is said to be`() throws {
    var memory = try settled()
    let gone = try Tenant(
      "t01", of: "production", at: fleet.tenants[0].address.with(database: "no_such_database"))
    let looks = TenantLook.at([gone] + fleet.tenants[1...], atOnce: 2, remembering: &memory, fewest: 2, now: 5)
    guard case .unreachable(let diagnostic) = looks[0].finding else {
      Issue.record("found: \(looks[0].finding)")
      return
    }
    #expect(diagnostic.code == "postgres.no-such-database")
    #expect(looks[1...].allSatisfy { $0.state?.head == one.id })
  }
}
