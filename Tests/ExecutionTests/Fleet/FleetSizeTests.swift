import FoundationEssentials
import History
import Postgres
import TestSupport
import Testing

@testable import Execution

/// Many tenants in one database, of which one fails.
///
/// `CONFITURE_FLEET_SIZE` changes how many; the program that is measured by hand is a release build.
@Suite(.tags(.large), .scratchDatabase, .timeLimit(.minutes(20))) struct FleetSizeTests {
  private static let size =
    ProcessInfo.processInfo.environment["CONFITURE_FLEET_SIZE"].flatMap(Int.init) ?? 12

  @Test func `one of many schemas fails in the middle, and continuing finishes`() throws {
    let fleet = try SampleFleet(Self.size, "waves: [1, 5%, 25%, 100%], concurrency: 4", layout: .schemas)
    let clock = ContinuousClock.now
    try fleet.work(on: fleet.begin(fleet.seal("one", "CREATE TABLE users (id int, mail text);")), atOnce: 4)
    let first = clock.duration(to: .now)
    let failing = fleet.names[Self.size / 2]
    try TestDatabase.run("INSERT INTO \(failing).users VALUES (1, 'a'), (2, 'a')")
    let two = try fleet.seal("two", "CREATE UNIQUE INDEX users_mail ON users (mail);", down: "DROP INDEX users_mail;")
    let stopped = try fleet.work(on: fleet.begin(two), atOnce: 4)
    #expect(stopped.state == .stopped)
    let states = try fleet.queued(stopped)
    #expect(states[failing] == .failed)
    #expect(states.values.contains(.done))

    try TestDatabase.run("DELETE FROM \(failing).users")
    let ended = try fleet.work(on: fleet.rollouts().reopened(), atOnce: 4)
    #expect(ended.state == .succeeded)
    #expect(try fleet.marks("one") == Array(repeating: 1, count: Self.size))
    #expect(try fleet.marks("two") == Array(repeating: 1, count: Self.size))
    let look = ContinuousClock.now
    #expect(try fleet.plan(to: two).isNothingToDo)
    print("fleet of \(Self.size): first rollout \(first), look at all \(look.duration(to: .now))")
    let commit = try #require(ended.outcome)
    #expect(try FleetOutcomes(fleet.repository.store).records(of: commit).count == Self.size)
  }
}
