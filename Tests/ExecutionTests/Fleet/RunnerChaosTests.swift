import GitStore
import SeededRandomness
import FoundationEssentials
import GitStore
import Glibc
import History
import Postgres
import Processes
import TestSupport
import Testing

@testable import Execution

/// Kills runners of a rollout at random moments: no tenant is lost, and none is moved twice.
///
/// `CONFITURE_FLEET_ROUNDS`, `CONFITURE_FLEET_TENANTS` and `CONFITURE_FLEET_SEED` change how often, of how many, and which.
@Suite(.tags(.large), .scratchDatabase, .timeLimit(.minutes(10))) struct RunnerChaosTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let rounds = environment["CONFITURE_FLEET_ROUNDS"].flatMap(Int.init) ?? 3
  private static let tenants = environment["CONFITURE_FLEET_TENANTS"].flatMap(Int.init) ?? 8
  private static let seed = environment["CONFITURE_FLEET_SEED"].flatMap(UInt64.init) ?? 20_260_121

  @Test(arguments: SampleFleet.Layout.allCases)
  func `whichever runners are killed, and when, each migration runs once in each tenant`(
    layout: SampleFleet.Layout
  ) throws {
    var random = SeededGenerator(seed: Self.seed)
    let binary = try ConfitureBinary()
    let fleet = try SampleFleet(Self.tenants, "waves: [1, 25%, 100%], concurrency: 2", layout: layout)
    let folder = fleet.repository.folder.path
    // How long a rollout takes here and now.
    let clock = ContinuousClock.now
    let first = try fleet.seal("m0")
    #expect(try binary.run(["-C", folder, "tenants", "deploy", first.id.hex, "--yes"]).isSuccess)
    let usual = clock.duration(to: .now)
    var killedInTheMiddle = 0
    for round in 1...Self.rounds {
      let name = "m\(round)"
      let version = try fleet.seal(name, "CREATE TABLE \(name) (id int);", down: "DROP TABLE \(name);")
      // Two runners at the same time; one of them, or both, are killed.
      let arguments = ["-C", folder, "tenants", "deploy", version.id.hex, "--yes"]
      let runners = try (0..<2).map { _ in try binary.start(arguments) }
      let both = Bool.random(using: &random)
      for runner in both ? runners : [runners[0]] {
        let delay = usual * Double.random(in: 0...(both ? 0.7 : 1), using: &random)
        _ = eventually(within: delay) { false }
        kill(runner, SIGKILL)
      }
      let states = try fleet.states(version)
      if states.contains(.waiting) || states.contains(.running) { killedInTheMiddle += 1 }
      let comment: Comment =
        "\(layout), seed \(Self.seed), round \(round), killed \(both ? "both" : "one") at \(states)"
      if !both { #expect(eventually(within: .seconds(60)) { !binary.isRunning(runners[1]) }, comment) }
      for runner in runners { kill(runner, SIGKILL) }
      if both {
        let end = try binary.run(arguments)
        #expect(end.isSuccess, "\(comment): \(end.errorText)")
      }
      #expect(try fleet.marks(name) == Array(repeating: 1, count: Self.tenants), comment)
      #expect(try fleet.heads() == Array(repeating: version.id, count: Self.tenants), comment)
      #expect(try fleet.states(version).allSatisfy { $0 == .done || $0 == .unchanged }, comment)
      let newest = try #require(try fleet.outcomes().first, comment)
      #expect(newest.result == .succeeded && newest.to == version.id, comment)
    }
    for round in 0...Self.rounds {
      #expect(try fleet.marks("m\(round)") == Array(repeating: 1, count: Self.tenants))
    }
    let runs = try fleet.outcomes().map(\.run)
    #expect(Set(runs).count == runs.count)
    print(
      "fleet chaos: \(layout), seed \(Self.seed), \(Self.rounds) rounds, \(killedInTheMiddle) killed in the middle")
  }
}
