import Diagnostics
import GitFixtures
import GitStore
import History
import Testing

@Suite struct OutcomeTests {
  let repository: SampleRepository
  var outcomes: Outcomes { Outcomes(repository.store) }

  init() throws { repository = try SampleRepository() }

  private func outcome(_ run: String, to version: ObjectID?, at ended: Double = 1_700_000_000.25) -> Outcome {
    Outcome(
      run: run, target: "production/acme", plan: "abc", result: .succeeded, from: nil, to: version, toName: "users",
      fingerprint: nil,
      steps: [
        .init(
          action: "apply", commit: version, name: "users", result: .succeeded, milliseconds: 12.5,
          statements: [.init(tag: "CREATE TABLE", line: 3, milliseconds: 1)])
      ], started: 1_700_000_000, ended: ended, by: "Ada <ada@example.org>", error: nil)
  }

  @Test func `an outcome is written as JSON and read back`() throws {
    var sample = outcome("r1", to: Sample.id(1))
    #expect(try Outcome(jsonText: sample.jsonText) == sample)
    sample.result = .diverged
    sample.from = Sample.id(2)
    sample.to = nil
    sample.error = "line\n\"two\" é"
    sample.fingerprint = "ff"
    sample.tool = "0.1.0"
    #expect(try Outcome(jsonText: sample.jsonText) == sample)
    #expect(try Outcome(jsonText: sample.jsonText).jsonText == sample.jsonText)
  }

  @Test(arguments: ["", "{}", "{\"format\": 2}", "[1"])
  func `what is no outcome is refused`(text: String) {
    let error = #expect(throws: HistoryError.self) { try Outcome(jsonText: text) }
    #expect(error?.code == .malformedOutcome)
  }

  @Test func `a chain grows at its end and ends at versions`() throws {
    let version = try repository.add("users", at: 1)
    let first = try outcomes.append(outcome("r1", to: version), to: "production/acme")
    let second = try outcomes.append(outcome("r2", to: nil), to: "production/acme", plan: "{}", log: "done\n")
    let third = try outcomes.append(outcome("r3", to: version), to: "production/acme")
    let chain = try outcomes.chain(of: "production/acme")
    #expect(chain.map(\.commit) == [third, second, first])
    #expect(chain.map(\.outcome.run) == ["r3", "r2", "r1"])
    #expect(try repository.store.readCommit(first).parents == [version])
    #expect(try repository.store.readCommit(second).parents == [first])
    #expect(try repository.store.readCommit(third).parents == [second, version])
    #expect(try outcomes.latest(of: "production/acme")?.outcome.run == "r3")
    #expect(try outcomes.log(of: second) == "done\n")
    #expect(try outcomes.plan(of: second) == "{}")
    #expect(try outcomes.log(of: first) == nil)
    #expect(try outcomes.targets() == ["production/acme"])
    #expect(try outcomes.chain(of: "nobody").isEmpty)
    let log = repository.git(
      "log", "--first-parent", "-2", "--format=%an: %s", "refs/confiture/outcomes/production/acme")
    #expect(log == "Ada: production/acme at users: succeeded\nAda: production/acme at users: succeeded")
    #expect(repository.git.status("fsck", "--strict") == 0)
  }

  @Test func `the first outcome of each target that has a change is found, by whatever commit`() throws {
    let one = try repository.add("one", at: 1)
    let two = try repository.add("two", parents: [one], at: 2)
    let three = try repository.add("three", parents: [two], at: 3)
    let picked = try repository.add("two", on: "picked", parents: [one], at: 4)
    let chains: [(target: String, versions: [ObjectID?])] = [
      ("production", [one, nil, picked]), ("staging", [one, three, one, three]), ("local", [three]), ("empty", [nil]),
    ]
    for (target, versions) in chains {
      for (number, version) in versions.enumerated() {
        try outcomes.append(outcome("\(target) \(number)", to: version), to: target)
      }
    }
    let graph = try HistoryIndex.load(repository.store).graph
    let firsts = try FirstOutcomes(outcomes, besides: ["local"], graph)
    func runs(having id: ObjectID) throws -> [String] {
      let version = try #require(graph.version(id))
      return firsts.first(having: version).map(\.outcome.run)
    }
    #expect(try runs(having: one) == ["production 0", "staging 0"])
    #expect(try runs(having: two) == ["production 2", "staging 1"])
    #expect(try runs(having: three) == ["staging 1"])
    let last = try #require(graph.version(three))
    let first = try #require(firsts.first(having: last).first)
    #expect(first.target == "staging")
    #expect(try outcomes.chain(of: "staging").map(\.commit).dropFirst(2).first == first.commit)
  }

  @Test func `a version that the repository lacks is no parent`() throws {
    let commit = try outcomes.append(outcome("r1", to: Sample.id(5)), to: "local")
    #expect(try repository.store.readCommit(commit).parents.isEmpty)
    #expect(try outcomes.latest(of: "local")?.outcome.to == Sample.id(5))
  }

  @Test func `outcomes that are added at once are all kept`() async throws {
    let path = repository.folder.path
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<8 {
        let sample = outcome("r\(number)", to: nil)
        group.addTask {
          do { _ = try Outcomes(ObjectStore(opening: path)).append(sample, to: "local") } catch {
            Issue.record(error)
          }
        }
      }
    }
    #expect(Set(try outcomes.chain(of: "local").map(\.outcome.run)) == Set((0..<8).map { "r\($0)" }))
  }

  @Test func `what is prepared is in no chain before it is published, and then comes last`() throws {
    let sample = outcome("r2", to: nil)
    let prepared = try outcomes.prepare(sample, for: "local")
    #expect(try outcomes.chain(of: "local").isEmpty)
    #expect(try outcomes.publish(prepared, of: sample, to: "local") == prepared.commit)
    let late = outcome("r4", to: nil)
    let overtaken = try outcomes.prepare(late, for: "local")
    try outcomes.append(outcome("r3", to: nil), to: "local")
    #expect(try outcomes.publish(overtaken, of: late, to: "local") != overtaken.commit)
    #expect(try outcomes.chain(of: "local").map(\.outcome.run) == ["r4", "r3", "r2"])
    #expect(repository.git.status("fsck", "--strict") == 0)
  }

  @Test func `a target's name must be fit for a reference`() throws {
    let error = #expect(throws: HistoryError.self) { try outcomes.append(outcome("r", to: nil), to: "a..b") }
    #expect(error?.code == .invalidName)
  }
}
