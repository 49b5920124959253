/// Which statement needs which, as positions in a list of statements.
package struct LoadGraph {
  /// For each statement those that wait for it.
  package private(set) var dependents: [[Int32]]
  /// For each statement how many it waits for.
  package private(set) var waitingFor: [Int32]
  /// Edges that may be left out where they close a cycle, as `dependent` and `needed`.
  private(set) var softEdges: [(dependent: Int, needed: Int)] = []
  /// For each statement the last one that was recorded to need it, so that no edge comes twice.
  private var lastDependent: [Int32]

  package init(count: Int) {
    dependents = Array(repeating: [], count: count)
    waitingFor = Array(repeating: 0, count: count)
    lastDependent = Array(repeating: -1, count: count)
  }

  package var count: Int { dependents.count }

  /// Records that `dependent` comes after `needed`. Edges of one dependent are added one after another.
  package mutating func add(_ dependent: Int, needs needed: Int, isSoft: Bool = false) {
    guard dependent != needed, lastDependent[needed] != Int32(dependent) else { return }
    lastDependent[needed] = Int32(dependent)
    dependents[needed].append(Int32(dependent))
    waitingFor[dependent] += 1
    if isSoft { softEdges.append((dependent, needed)) }
  }

  package mutating func remove(_ dependent: Int, needs needed: Int) {
    guard let position = dependents[needed].firstIndex(of: Int32(dependent)) else { return }
    dependents[needed].remove(at: position)
    waitingFor[dependent] -= 1
  }

  /// Adds a statement that nothing is known of yet, and returns its position.
  package mutating func addStatement() -> Int {
    dependents.append([])
    waitingFor.append(0)
    lastDependent.append(-1)
    return dependents.count - 1
  }

  package mutating func dropSoftEdges(where isDropped: (_ dependent: Int, _ needed: Int) -> Bool) -> Int {
    let dropped = softEdges.filter { isDropped($0.dependent, $0.needed) }
    softEdges.removeAll { isDropped($0.dependent, $0.needed) }
    for edge in dropped { remove(edge.dependent, needs: edge.needed) }
    return dropped.count
  }

  /// Marks a statement as done and returns those that wait for nothing any more.
  package mutating func complete(_ statement: Int) -> [Int] {
    var ready: [Int] = []
    for dependent in dependents[statement] {
      waitingFor[Int(dependent)] -= 1
      if waitingFor[Int(dependent)] == 0 { ready.append(Int(dependent)) }
    }
    return ready
  }

  /// The groups of two and more among `remaining` in which each statement waits for each.
  ///
  /// Tarjan's algorithm with a stack of its own, in O(statements + edges).
  package func cycles(among remaining: [Int]) -> [[Int]] {
    var search = CycleSearch(graph: self)
    for statement in remaining where search.number[statement] == 0 { search.visit(statement) }
    return search.cycles
  }
}

private struct CycleSearch {
  let graph: LoadGraph
  /// The order in which statements were met, from 1; 0 for those that were not, or are done.
  var number: [Int]
  private var low: [Int]
  private var isOpen: [Bool]
  private var open: [Int] = []
  private var met = 0
  private(set) var cycles: [[Int]] = []

  init(graph: LoadGraph) {
    self.graph = graph
    number = Array(repeating: 0, count: graph.count)
    low = number
    isOpen = Array(repeating: false, count: graph.count)
  }

  package mutating func visit(_ root: Int) {
    var path: [(statement: Int, next: Int)] = [(root, 0)]
    enter(root)
    while let (statement, next) = path.last {
      if next < graph.dependents[statement].count {
        path[path.count - 1].next += 1
        let dependent = Int(graph.dependents[statement][next])
        if number[dependent] == 0 {
          enter(dependent)
          path.append((dependent, 0))
        } else if isOpen[dependent] {
          low[statement] = min(low[statement], number[dependent])
        }
      } else {
        path.removeLast()
        if let parent = path.last?.statement { low[parent] = min(low[parent], low[statement]) }
        if low[statement] == number[statement] { close(statement) }
      }
    }
  }

  private mutating func enter(_ statement: Int) {
    met += 1
    number[statement] = met
    low[statement] = met
    isOpen[statement] = true
    open.append(statement)
  }

  private mutating func close(_ statement: Int) {
    var group: [Int] = []
    while let last = open.popLast() {
      isOpen[last] = false
      group.append(last)
      if last == statement { break }
    }
    if group.count > 1 { cycles.append(group.sorted()) }
  }
}
