import GitFixtures
import GitStore
import History
import Schema
import SchemaDiff
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

/// A table with columns, by version.
private struct TableHistory {
  static let path = "public/tables/t.sql"

  let sample: SampleRepository
  let graph: HistoryGraph
  let ids: [ObjectID]
  /// The columns of each version, with their types.
  let columns: [[String: String]]
  let parents: [[Int]]

  static func text(_ columns: [String: String]) -> String {
    let lines = columns.sorted { $0.key < $1.key }.map { "  \($0.key) \($0.value)" }.joined(separator: ",\n")
    return "CREATE TABLE public.t (\n\(lines)\n);\n"
  }

  init(seed: UInt64, count: Int) throws {
    sample = try SampleRepository()
    var generator = SplitMix(state: seed)
    var ids: [ObjectID] = []
    var columns: [[String: String]] = []
    var parents: [[Int]] = []
    for number in 0..<count {
      var own: [Int] = []
      if number > 0 {
        own = [Int.random(in: max(0, number - 3)..<number, using: &generator)]
        if number > 2, Int.random(in: 0..<3, using: &generator) == 0 {
          let other = Int.random(in: max(0, number - 5)..<number, using: &generator)
          if other != own[0] { own.append(other) }
        }
      }
      // A merge takes each column from one of its parents.
      var present: [String: String] = [:]
      for parent in own.reversed() {
        for (name, type) in columns[parent].sorted(by: { $0.key < $1.key })
        where present[name] == nil || Bool.random(using: &generator) {
          present[name] = type
        }
      }
      for _ in 0..<Int.random(in: 0...2, using: &generator) {
        present["c\(Int.random(in: 0..<8, using: &generator))"] = ["text", "integer", "bigint"].randomElement(
          using: &generator)
      }
      if present.count > 5, let gone = present.keys.sorted().randomElement(using: &generator) { present[gone] = nil }
      if present.isEmpty { present["c0"] = "text" }
      let files = [
        (path: "public/tables/other\(number % 4).sql", text: "CREATE TABLE public.other\(number % 4) ();\n"),
        (path: Self.path, text: Self.text(present)),
      ]
      ids.append(
        try sample.commits.write(
          parents: own.map { ids[$0] }, migration: Sample.migration("step\(number)", at: Int64(1_000 + number)),
          files: files, fingerprint: Sample.fingerprint("\(number)")))
      columns.append(present)
      parents.append(own)
    }
    (self.ids, self.columns, self.parents) = (ids, columns, parents)
    graph = HistoryGraph(try ids.map(sample.commits.version))
  }

  /// The version that a column of a version comes from, found by asking parent after parent; one that has the whole table
  /// alike is asked first.
  func origin(of column: String, at number: Int) -> Int {
    let alike = parents[number].filter { columns[$0][column] == columns[number][column] }
    guard let parent = alike.first(where: { columns[$0] == columns[number] }) ?? alike.first else { return number }
    return origin(of: column, at: parent)
  }
}

@Suite struct ObjectBlameTests {
  @Test(arguments: 1...8) func `each column is blamed on what asking parent after parent finds`(seed: UInt64) throws {
    let history = try TableHistory(seed: seed, count: 30)
    let blame = ObjectBlame(history.sample.commits, history.graph)
    for number in [10, 20, 29] {
      let version = try #require(history.graph.version(history.ids[number]))
      let blamed = try blame.blame(TableHistory.path, at: version)
      #expect(!blamed.isByLine)
      let parts = blamed.parts.filter { $0.subject.hasPrefix("column ") }
      #expect(parts.count == history.columns[number].count)
      for part in parts {
        let column = String(part.subject.dropFirst("column ".count))
        #expect(part.value == history.columns[number][column])
        let expected = history.origin(of: column, at: number)
        #expect(
          part.version.name == "step\(expected)",
          "seed \(seed), version \(number), \(part.subject): \(part.version.name)")
      }
      #expect(blamed.origin.name == "step0")
    }
  }

  @Test(arguments: 1...8) func `versions that changed an object are those that git lists`(seed: UInt64) throws {
    let history = try TableHistory(seed: seed, count: 30)
    let last = try #require(history.ids.last)
    let shown = try ObjectHistory(
      of: [ObjectPattern("public.t")], in: history.graph.ancestors(of: last), history.graph,
      store: history.sample.store)
    let git = history.sample.git("log", "--format=%H", last.hex, "--", "schema/\(TableHistory.path)")
    #expect(
      shown.versions.map(\.id.hex).sorted() == git.split(separator: "\n").map(String.init).sorted(), "seed \(seed)")
  }

  @Test func `a name that no version has is told with what was probably meant`() throws {
    let history = try TableHistory(seed: 1, count: 3)
    let error = #expect(throws: HistoryError.self) {
      try ObjectHistory(
        of: [ObjectPattern("public.tt")], in: history.graph.all, history.graph, store: history.sample.store)
    }
    #expect(error?.code == .unknownObject)
    #expect(error?.hints == ["did you mean 'public.t'?"])
  }
}
