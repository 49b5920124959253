import GitStore
import History
import Testing

/// A history of numbered versions, and the plain way to answer questions about it.
struct NaiveHistory {
  var parents: [[Int]]
  var dates: [Int64]

  init(seed: UInt64, count: Int) {
    var generator = Seeded(state: seed)
    parents = (0..<count).map { number in
      guard number > 0 else { return [] }
      let wanted = [0, 1, 1, 1, 1, 1, 2, 2, 3].randomElement(using: &generator) ?? 1
      let near = max(0, number - 6)..<number
      return Array(Set((0..<wanted).map { _ in Int.random(in: near, using: &generator) })).sorted()
    }
    dates = (0..<count).map { _ in Int64.random(in: 0..<20, using: &generator) }
  }

  var versions: [Version] {
    parents.indices.map { number in
      Version(
        id: Sample.id(number), parents: parents[number].map(Sample.id), change: ChangeID(derivedFrom: "\(number)"),
        name: "m\(number)", title: "t\(number)", author: "Ada", date: CommitDate(seconds: dates[number]),
        fingerprint: Sample.fingerprint("\(number % 7)"), schemaTree: Sample.id(number % 7),
        isReversible: number % 2 == 0, writesData: number % 3 == 0)
    }
  }

  func ancestors(of number: Int) -> Set<Int> {
    parents[number].reduce(into: [number]) { $0.formUnion(ancestors(of: $1)) }
  }

  func order(of set: Set<Int>) -> [Int] {
    var rest = set
    var order: [Int] = []
    while let next = rest.filter({ number in !parents[number].contains(where: rest.contains) })
      .min(by: { (dates[$0], Sample.id($0)) < (dates[$1], Sample.id($1)) })
    {
      order.append(next)
      rest.remove(next)
    }
    return order
  }
}

struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }
}

@Suite struct HistoryGraphTests {
  @Test(arguments: 0..<40 as Range<UInt64>)
  func `random histories are walked as the plain way does`(seed: UInt64) throws {
    let naive = NaiveHistory(seed: seed, count: 24)
    var generator = Seeded(state: seed)
    let graph = HistoryGraph(naive.versions.shuffled(using: &generator))
    let numbers = Dictionary(uniqueKeysWithValues: (0..<24).map { (Sample.id($0), $0) })
    func numbered(_ set: VersionSet) -> Set<Int> { Set(set.positions.compactMap { numbers[graph.id(at: $0)] }) }
    for number in 0..<24 {
      let ancestors = naive.ancestors(of: number)
      #expect(numbered(graph.ancestors(of: Sample.id(number))) == ancestors)
      let lineage = graph.lineage(of: Sample.id(number))
      #expect(lineage.compactMap { numbers[$0.id] } == naive.order(of: ancestors))
      #expect(graph.version(Sample.id(number)) == naive.versions[number])
      for other in 0..<24 {
        let common = ancestors.intersection(naive.ancestors(of: other))
        #expect(graph.isAncestor(Sample.id(other), of: Sample.id(number)) == ancestors.contains(other))
        let bases = common.filter { base in !common.contains { $0 != base && naive.ancestors(of: $0).contains(base) }
        }
        #expect(Set(graph.mergeBases(Sample.id(number), Sample.id(other)).compactMap { numbers[$0] }) == bases)
      }
    }
    #expect(
      graph.topologicalOrder(of: graph.all).compactMap { numbers[graph.id(at: $0)] } == naive.order(of: Set(0..<24)))
  }

  @Test func `sets of versions are sets`() {
    var generator = Seeded(state: 7)
    var sets: [(VersionSet, Set<Int>)] = []
    for _ in 0..<2 {
      var set = VersionSet(capacity: 200)
      var plain: Set<Int> = []
      for _ in 0..<90 {
        let position = Int.random(in: 0..<200, using: &generator)
        set.insert(position)
        plain.insert(position)
      }
      sets.append((set, plain))
    }
    let (a, b) = (sets[0], sets[1])
    #expect(a.0.positions == a.1.sorted())
    #expect(a.0.count == a.1.count)
    #expect(a.0.intersection(b.0).positions == a.1.intersection(b.1).sorted())
    #expect(a.0.subtracting(b.0).positions == a.1.subtracting(b.1).sorted())
    var union = a.0
    union.formUnion(b.0)
    #expect(union.positions == a.1.union(b.1).sorted())
    #expect(VersionSet(capacity: 3).isEmpty)
  }

  @Test func `a parent that is not there is left out`() {
    var version = NaiveHistory(seed: 1, count: 1).versions[0]
    version.parents = [Sample.id(99)]
    let graph = HistoryGraph([version])
    #expect(graph.lineage(of: version.id).map(\.id) == [version.id])
    #expect(graph.version(Sample.id(99)) == nil)
    #expect(graph.ancestors(of: Sample.id(99)).isEmpty)
  }

  @Test func `versions are found by change, name and prefixes`() {
    let naive = NaiveHistory(seed: 3, count: 50)
    let graph = HistoryGraph(naive.versions)
    for version in naive.versions {
      let change = version.change?.text ?? ""
      for length in [1, 4, 31, 32] {
        let prefix = String(change.prefix(length))
        let expected = naive.versions.filter { $0.change?.text.hasPrefix(prefix) ?? false }.map(\.id)
        #expect(Set(graph.positions(changePrefix: prefix).map(graph.id(at:))) == Set(expected))
        let digits = String(version.id.hex.prefix(length))
        #expect(
          graph.ids(withPrefix: digits) == naive.versions.map(\.id).filter { $0.hex.hasPrefix(digits) }.sorted())
      }
      #expect(graph.positions(named: version.name).map(graph.id(at:)) == [version.id])
    }
    #expect(graph.positions(changePrefix: "abc").isEmpty)
    #expect(graph.positions(named: "m").isEmpty)
  }
}
