import GitFixtures
import GitStore
import History
import Testing

@Suite struct LogGraphTests {
  private func draw(_ commits: [(String, [String])], text: (String) -> [String] = { [$0] }) -> String {
    var renderer = LogGraphRenderer<String>()
    return commits.flatMap { renderer.lines(for: $0.0, parents: $0.1, text: text($0.0)) }.map(\.plain)
      .joined(separator: "\n")
  }

  @Test func `a line`() {
    #expect(draw([("c", ["b"]), ("b", ["a"]), ("a", [])]) == "* c\n* b\n* a")
  }

  @Test func `a branch and its merge`() {
    #expect(
      draw([("m", ["b", "s"]), ("s", ["a"]), ("b", ["a"]), ("a", [])]) == #"""
        *   m
        |\
        | * s
        * | b
        |/
        * a
        """#)
  }

  @Test func `two branches off one commit`() {
    #expect(
      draw([("x", ["a"]), ("y", ["a"]), ("z", ["a"]), ("a", [])]) == """
        * x
        | * y
        |/
        | * z
        |/
        * a
        """)
  }

  @Test func `a merge beside another line`() {
    #expect(
      draw([("x", ["a"]), ("m", ["p", "q"]), ("q", ["a"]), ("p", ["a"]), ("a", [])]) == #"""
        * x
        | *   m
        | |\
        | | * q
        | |/
        |/|
        | * p
        |/
        * a
        """#)
  }

  @Test func `a line that ends in the middle makes room`() {
    #expect(
      draw([("x", ["b"]), ("r", []), ("y", ["b"]), ("b", [])]) == """
        * x
        | * r
        | * y
        |/
        * b
        """)
    #expect(
      draw([("m", ["r", "b"]), ("r", []), ("b", ["a"]), ("a", [])]) == #"""
        *   m
        |\
        * | r
         /
        * b
        * a
        """#)
  }

  @Test func `a merge of three`() {
    #expect(
      draw([("m", ["a", "b", "c"]), ("c", ["r"]), ("b", ["r"]), ("a", ["r"]), ("r", [])]) == #"""
        *   m
        |\
        |\ \
        | | * c
        | * | b
        | |/
        * | a
        |/
        * r
        """#)
  }

  @Test func `a far column is led across the others`() {
    #expect(
      draw([
        ("1", ["r"]), ("2", ["b"]), ("3", ["c"]), ("4", ["r"]), ("b", ["r"]), ("c", ["r"]), ("r", []),
      ]) == """
        * 1
        | * 2
        | | * 3
        | | | * 4
        | |_|/
        |/| |
        | * | b
        |/ /
        | * c
        |/
        * r
        """)
  }

  @Test func `further lines of text stand beside the graph`() {
    #expect(
      draw([("m", ["b", "s"]), ("s", ["a"]), ("b", ["a"]), ("a", [])]) { [$0, "  by Ada", ""] } == #"""
        *   m
        |\    by Ada
        | |
        | * s
        | |   by Ada
        | |
        * | b
        |/    by Ada
        |
        * a
            by Ada

        """#)
  }

  @Test(arguments: 0..<30 as Range<UInt64>)
  func `lines lead from each commit to its parents`(seed: UInt64) throws {
    let naive = NaiveHistory(seed: seed, count: 30)
    let graph = HistoryGraph(naive.versions)
    let order = graph.logOrder(of: graph.all)
    #expect(Set(order) == Set(0..<30))
    var renderer = LogGraphRenderer<Int>()
    var rows: [[Character]] = []
    var rowOf: [Int: Int] = [:]
    for position in order {
      rowOf[position] = rows.count
      rows += renderer.lines(for: position, parents: graph.parents(of: position), text: ["x"]).map { Array($0.graph) }
    }
    let columnOf = rowOf.mapValues { rows[$0].firstIndex(of: "*") ?? -1 }
    let commitAt = Dictionary(uniqueKeysWithValues: rowOf.map { ($1, $0) })
    for position in order {
      let reached = Tracer(rows: rows, commitAt: commitAt, columnOf: columnOf).parents(
        of: position, row: rowOf[position] ?? 0)
      #expect(
        reached.isSuperset(of: graph.parents(of: position)), "\(rows.map { String($0) }.joined(separator: "\n"))")
    }
  }

  @Test func `a simple history looks as in stock git`() throws {
    let repository = try SampleRepository()
    var ids = [try repository.add("t0", at: 100)]
    // A line with two branches, one of which is merged twice.
    let shape = [[0], [0], [1], [2, 3], [4], [3], [6, 5], [7]]
    for (number, parents) in shape.enumerated() {
      ids.append(
        try repository.add("t\(number + 1)", parents: parents.map { ids[$0] }, at: Int64(200 + 100 * number)))
    }
    let graph = try HistoryIndex.load(repository.store).graph
    var renderer = LogGraphRenderer<Int>()
    let drawn = graph.logOrder(of: graph.all).flatMap { position in
      renderer.lines(for: position, parents: graph.parents(of: position), text: [graph.version(at: position).title])
    }
    let stock = repository.git("log", "--graph", "--format=%s", ids[ids.count - 1].hex)
    let lines = stock.split(separator: "\n").map { line in
      String(line.reversed().drop { $0 == " " }.reversed())
    }
    #expect(drawn.map(\.plain) == lines)
  }

  @Test func `an entry on one line`() throws {
    let repository = try SampleRepository()
    let root = try repository.add("users", at: 1)
    try repository.store.update(ConfitureReference.tag("v1"), to: root, expecting: .absent)
    try repository.store.update(ConfitureReference.environment("staging"), to: root, expecting: .absent)
    let index = try HistoryIndex.load(repository.store)
    let decorations = LogDecorations(index, branch: "main", targets: [("local", root)])
    let version = try #require(index.graph.version(root))
    let change = ChangeID(derivedFrom: "Add users").short()
    #expect(
      LogEntry(version: version, decorations: decorations.names(at: root)).oneline
        == "\(root.short()) \(change) (HEAD -> main, environment: staging, tag: v1, local) Add users")
    #expect(
      LogEntry(version: version, decorations: []).oneline == "\(root.short()) \(change) Add users")
  }
}

/// Follows the lines of a graph downwards.
private struct Tracer {
  let rows: [[Character]]
  let commitAt: [Int: Int]
  let columnOf: [Int: Int]

  func parents(of commit: Int, row: Int) -> Set<Int> {
    var found: Set<Int> = []
    var seen: Set<[Int]> = []
    var frontier = [[row, columnOf[commit] ?? 0]]
    while let place = frontier.popLast() {
      guard seen.insert(place).inserted else { continue }
      let (row, column) = (place[0], place[1])
      for next in steps(fromRow: row, column) {
        if character(next[0], next[1]) == "*" {
          if let other = commitAt[next[0]] { found.insert(other) }
        } else {
          frontier.append(next)
        }
      }
    }
    return found
  }

  private func character(_ row: Int, _ column: Int) -> Character {
    row < rows.count && column >= 0 && column < rows[row].count ? rows[row][column] : " "
  }

  private func steps(fromRow row: Int, _ column: Int) -> [[Int]] {
    var steps: [[Int]] = []
    func step(_ column: Int, _ allowed: String, row: Int) {
      if allowed.contains(character(row, column)) { steps.append([row, column]) }
    }
    switch character(row, column) {
    case "*", "|":
      step(column, "*|", row: row + 1)
      step(column + 1, "\\", row: row + 1)
      step(column - 1, "/", row: row + 1)
    case "\\":
      step(column + 1, "*|", row: row + 1)
      step(column + 2, "\\", row: row + 1)
      step(column, "/", row: row + 1)
    case "/":
      step(column - 1, "*|", row: row + 1)
      step(column - 2, "/", row: row + 1)
      step(column - 2, "_", row: row)
      step(column, "\\", row: row + 1)
    case "_":
      step(column - 2, "_", row: row)
      step(column - 2, "/", row: row + 1)
    default: break
    }
    return steps
  }
}
