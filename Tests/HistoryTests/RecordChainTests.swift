import GitStore
import History
import SeededRandomness
import Testing

@Suite struct RecordChainTests {
  let repository: SampleRepository
  var chain: RecordChain { RecordChain(repository.store) }
  var outcomes: Outcomes { Outcomes(repository.store) }

  init() throws { repository = try SampleRepository() }

  private func outcome(_ run: String, at ended: Double, to version: ObjectID?) -> Outcome {
    Outcome(
      run: run, target: "production", plan: "p", result: .succeeded, from: nil, to: version, toName: nil,
      fingerprint: nil, steps: [], started: ended, ended: ended, by: "Ada <ada@example.org>", error: nil)
  }

  private func point(_ target: String, at tip: ObjectID) throws {
    try repository.store.update(ConfitureReference.outcome(target), to: tip, expecting: .any)
  }

  @Test func `an end that has the other is the whole chain`() throws {
    let version = try repository.add("users", at: 1)
    let first = try outcomes.append(outcome("1", at: 10, to: version), to: "production")
    let second = try outcomes.append(outcome("2", at: 20, to: version), to: "production")
    #expect(try chain.join(first, second) == second)
    #expect(try chain.join(second, first) == second)
    #expect(try chain.join(second, second) == second)
    #expect(try !chain.contains(version, in: second))
  }

  @Test func `two ends are joined into the same commit by whoever does it`() throws {
    let version = try repository.add("users", at: 1)
    let first = try outcomes.append(outcome("1", at: 10, to: version), to: "production")
    let ours = try outcomes.append(outcome("2a", at: 30, to: version), to: "production")
    try point("production", at: first)
    let theirs = try outcomes.append(outcome("2b", at: 20, to: nil), to: "production")
    let join = try chain.join(ours, theirs)
    #expect(try chain.join(theirs, ours) == join)
    try point("production", at: join)
    #expect(try outcomes.chain(of: "production").map(\.outcome.run) == ["2a", "2b", "1"])
    #expect(try outcomes.latest(of: "production")?.outcome.run == "2a")
    #expect(try outcomes.chain(of: "production", limit: 2).map(\.outcome.run) == ["2a", "2b"])
    let next = try outcomes.append(outcome("3", at: 40, to: version), to: "production")
    #expect(try repository.store.readCommit(next).parents == [join, version])
    #expect(try outcomes.chain(of: "production").map(\.outcome.run) == ["3", "2a", "2b", "1"])
    #expect(try chain.contains(theirs, in: next))
  }

  /// Runners that record with clocks of their own and exchange now and then.
  @Test(arguments: 1...25 as ClosedRange<UInt64>)
  func `nothing is lost, nothing is told twice, and all who exchanged have the same chain`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let version = try repository.add("users", at: 1)
    let runners = (0..<3).map { "runner\($0)" }
    var known = runners.map { _ in Set<String>() }
    var clock = 1000.0
    func exchange(_ one: Int, _ other: Int) throws {
      let ends = try [one, other].compactMap {
        try repository.store.resolveReference(ConfitureReference.outcome(runners[$0]))
      }
      guard let first = ends.first else { return }
      let joined = try ends.dropFirst().reduce(first) { try chain.join($0, $1) }
      let all = known[one].union(known[other])
      for runner in [one, other] {
        try point(runners[runner], at: joined)
        known[runner] = all
      }
    }
    for step in 0..<30 {
      clock += Double(random.number(0...20)) - 4
      let runner = random.number(0...2)
      if random.chance(65) {
        try outcomes.append(
          outcome("s\(step)", at: clock, to: random.chance(70) ? version : nil), to: runners[runner])
        known[runner].insert("s\(step)")
      } else {
        try exchange(runner, (runner + random.number(1...2)) % 3)
      }
    }
    for (index, runner) in runners.enumerated() {
      let links = try outcomes.chain(of: runner)
      let told = links.map(\.outcome.run)
      #expect(told.count == known[index].count, "seed \(seed)")
      #expect(Set(told) == known[index], "seed \(seed)")
      for link in links {
        // Whoever recorded later on one machine stands before what was recorded earlier there.
        let parents = try chain.parents(of: repository.store.readCommit(link.commit))
        for parent in parents {
          if let place = links.firstIndex(where: { $0.commit == parent }),
            let own = told.firstIndex(of: link.outcome.run)
          {
            #expect(own < place, "seed \(seed)")
          }
        }
      }
    }
    for (one, other) in [(0, 1), (1, 2), (0, 1), (0, 2)] { try exchange(one, other) }
    let tips = try runners.map { try repository.store.resolveReference(ConfitureReference.outcome($0)) }
    #expect(Set(tips).count == 1, "seed \(seed)")
  }
}
