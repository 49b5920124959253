import GitStore
import History
import Testing

/// Deterministic numbers, see Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014).
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

@Suite struct BisectionTests {
  private static func version(_ number: Int, _ parents: [Int]) -> Version {
    Version(
      id: Sample.id(number), parents: parents.map(Sample.id), change: nil, name: "v\(number)", title: "v\(number)",
      author: "Ada", date: CommitDate(seconds: Int64(number)), fingerprint: Sample.fingerprint("\(number)"),
      schemaTree: Sample.id(number))
  }

  private static func graph(
    _ count: Int, merges: Bool, _ generator: inout SplitMix
  ) -> HistoryGraph {
    HistoryGraph(
      (0..<count).map { number in
        guard number > 0 else { return version(0, []) }
        var parents = [merges ? Int.random(in: max(0, number - 4)..<number, using: &generator) : number - 1]
        if merges, number > 1, Int.random(in: 0..<3, using: &generator) == 0 {
          let other = Int.random(in: max(0, number - 6)..<number, using: &generator)
          if other != parents[0] { parents.append(other) }
        }
        return version(number, parents)
      })
  }

  /// Looks at versions until the search ends; what is bad descends from the first bad version.
  private static func search(
    _ graph: HistoryGraph, firstBad: ObjectID, from bad: ObjectID, good: ObjectID, skipping: Set<ObjectID> = []
  ) -> (end: Bisection.Next, looks: Int) {
    var bisection = Bisection(bad: bad, good: [good])
    var looks = 0
    while true {
      guard case .look(let id, _, _) = bisection.next(in: graph) else { return (bisection.next(in: graph), looks) }
      looks += 1
      if skipping.contains(id) {
        bisection.skipped.insert(id)
      } else if graph.isAncestor(firstBad, of: id) {
        bisection.bad = id
      } else {
        bisection.good.append(id)
      }
      if looks > graph.count { return (.unknownEnds, looks) }
    }
  }

  @Test(arguments: 1...60) func `in a random history the first bad version is found`(seed: UInt64) {
    var generator = SplitMix(state: seed)
    let graph = Self.graph(Int.random(in: 5...80, using: &generator), merges: true, &generator)
    let bad = Sample.id(graph.count - 1)
    let suspects = graph.ancestors(of: bad).positions.dropFirst()
    guard let place = suspects.randomElement(using: &generator) else { return }
    let firstBad = graph.id(at: place)
    let (end, looks) = Self.search(graph, firstBad: firstBad, from: bad, good: Sample.id(0))
    #expect(end == .found(firstBad), "seed \(seed)")
    #expect(looks <= suspects.count, "seed \(seed)")
  }

  @Test func `a line of a thousand takes ten looks`() {
    var generator = SplitMix(state: 7)
    let graph = Self.graph(1025, merges: false, &generator)
    for place in [1, 2, 511, 512, 513, 1000, 1024] {
      let (end, looks) = Self.search(
        graph, firstBad: Sample.id(place), from: Sample.id(1024), good: Sample.id(0))
      #expect(end == .found(Sample.id(place)))
      #expect(looks <= 10)
    }
  }

  @Test(arguments: 1...30) func `with versions that cannot be looked at, the first bad one is among those left`(
    seed: UInt64
  ) {
    var generator = SplitMix(state: seed)
    let graph = Self.graph(40, merges: true, &generator)
    let bad = Sample.id(39)
    let suspects = graph.ancestors(of: bad).positions.dropFirst()
    guard let place = suspects.randomElement(using: &generator) else { return }
    let firstBad = graph.id(at: place)
    let skipped = Set(suspects.filter { _ in Int.random(in: 0..<4, using: &generator) == 0 }.map(graph.id(at:)))
    switch Self.search(graph, firstBad: firstBad, from: bad, good: Sample.id(0), skipping: skipped).end {
    case .found(let id): #expect(id == firstBad, "seed \(seed)")
    case .among(let ids): #expect(ids.contains(firstBad), "seed \(seed)")
    case let other: Issue.record("seed \(seed): \(other)")
    }
  }

  @Test func `what contradicts itself is told`() {
    var generator = SplitMix(state: 3)
    let graph = Self.graph(10, merges: false, &generator)
    #expect(Bisection(bad: Sample.id(3), good: [Sample.id(7)]).next(in: graph) == .contradiction(good: Sample.id(7)))
    #expect(Bisection(bad: Sample.id(3)).next(in: graph) == .unknownEnds)
    #expect(Bisection(bad: Sample.id(3), good: [Sample.id(2)]).next(in: graph) == .found(Sample.id(3)))
  }
}
