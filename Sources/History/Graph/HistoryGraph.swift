package import GitStore

/// The versions of a history and how they follow each other.
///
/// Pure and immutable. Positions are small integers, a parent's is lower than its children's.
package struct HistoryGraph: Sendable {
  let table: VersionTable

  init(_ table: VersionTable) { self.table = table }

  /// Makes a graph of these versions, in whatever order they come; a parent that is not among them is left out.
  ///
  /// - Complexity: O(versions + parents).
  package init(_ versions: [Version]) {
    var table = VersionTable()
    table.reserve(versions.count)
    let numbers = Dictionary(versions.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    var isDone = [Bool](repeating: false, count: versions.count)
    for start in versions.indices {
      var stack = [start]
      while let top = stack.last {
        let missing = isDone[top] ? [] : versions[top].parents.compactMap { numbers[$0] }.filter { !isDone[$0] }
        if missing.isEmpty {
          stack.removeLast()
          if !isDone[top] { table.append(versions[top]) }
          isDone[top] = true
        } else {
          stack.append(contentsOf: missing)
        }
      }
    }
    self.init(table)
  }

  package var count: Int { table.count }

  /// All versions, parents first.
  package var versions: [Version] { (0..<count).map(table.version) }

  /// The position of a version, or `nil` when the history does not have it.
  package func position(of id: ObjectID) -> Int? { table.position(of: id) }

  package func contains(_ id: ObjectID) -> Bool { position(of: id) != nil }

  package func id(at position: Int) -> ObjectID { table.ids[position] }

  package func version(at position: Int) -> Version { table.version(at: position) }

  package func version(_ id: ObjectID) -> Version? { position(of: id).map(table.version) }

  /// The positions of a version's parents, the first one first.
  package func parents(of position: Int) -> [Int] { table.parents(of: position).map(Int.init) }

  /// All versions, as a set.
  package var all: VersionSet {
    var set = VersionSet(capacity: count)
    for position in 0..<count { set.insert(position) }
    return set
  }

  // MARK: Ancestors

  /// Returns these versions and all that lead to them; those that the history does not have are passed over.
  ///
  /// - Complexity: O(versions of the history).
  package func ancestors(of ids: some Sequence<ObjectID>) -> VersionSet {
    var set = VersionSet(capacity: count)
    for id in ids { if let position = position(of: id) { set.insert(position) } }
    set.visitDescending { set, position in
      for parent in table.parents(of: position) { set.insert(Int(parent)) }
    }
    return set
  }

  package func ancestors(of id: ObjectID) -> VersionSet { ancestors(of: CollectionOfOne(id)) }

  /// Whether one version leads to the other; every version leads to itself.
  package func isAncestor(_ id: ObjectID, of other: ObjectID) -> Bool {
    guard let position = position(of: id), let end = self.position(of: other), position <= end else { return false }
    return ancestors(of: other).contains(position)
  }

  /// Returns the version and all that lead to it, parents first: the order in which its migrations run.
  package func lineage(of id: ObjectID) -> [Version] {
    topologicalOrder(of: ancestors(of: id)).map(table.version)
  }

  /// Returns the versions of the set that no other version of the set descends from, newest first.
  package func heads(of set: VersionSet) -> [ObjectID] {
    var heads = set
    for position in set.positions {
      for parent in table.parents(of: position) { heads.remove(Int(parent)) }
    }
    return heads.positions.sorted { isEarlier($1, $0) }.map { table.ids[$0] }
  }

  /// Returns the best common ancestors of two versions, newest first; several where lines were merged crosswise.
  package func mergeBases(_ left: ObjectID, _ right: ObjectID) -> [ObjectID] {
    guard contains(left), contains(right) else { return [] }
    return heads(of: ancestors(of: left).intersection(ancestors(of: right)))
  }

  /// Returns the newest of the best common ancestors.
  package func mergeBase(_ left: ObjectID, _ right: ObjectID) -> ObjectID? { mergeBases(left, right).first }

  // MARK: Order

  /// Returns the positions of a set so that parents come first; where that leaves a choice, by date, then by id.
  ///
  /// The order depends on the set alone, not on what else the history holds.
  package func topologicalOrder(of set: VersionSet) -> [Int] {
    let members = set.positions
    var waiting = [Int32](repeating: 0, count: count)
    var childStarts = [Int32](repeating: 0, count: count + 1)
    for position in members {
      for parent in table.parents(of: position) where set.contains(Int(parent)) {
        waiting[position] += 1
        childStarts[Int(parent) + 1] += 1
      }
    }
    for position in 0..<count { childStarts[position + 1] += childStarts[position] }
    var children = [Int32](repeating: 0, count: Int(childStarts[count]))
    var next = childStarts
    for position in members {
      for parent in table.parents(of: position) where set.contains(Int(parent)) {
        children[Int(next[Int(parent)])] = Int32(position)
        next[Int(parent)] += 1
      }
    }
    var ready = Heap(isBefore: isEarlier)
    for position in members where waiting[position] == 0 { ready.insert(position) }
    var order: [Int] = []
    order.reserveCapacity(members.count)
    while let position = ready.removeFirst() {
      order.append(position)
      for child in children[Int(childStarts[position])..<Int(childStarts[position + 1])] {
        waiting[Int(child)] -= 1
        if waiting[Int(child)] == 0 { ready.insert(Int(child)) }
      }
    }
    return order
  }

  /// Returns the positions of a set as a log shows them: children first, and a line of work in one piece.
  package func logOrder(of set: VersionSet) -> [Int] {
    var waiting = [Int32](repeating: 0, count: count)
    for position in set.positions {
      for parent in table.parents(of: position) where set.contains(Int(parent)) { waiting[Int(parent)] += 1 }
    }
    var stack = set.positions.filter { waiting[$0] == 0 }.sorted(by: isEarlier)
    var order: [Int] = []
    while let position = stack.popLast() {
      order.append(position)
      for parent in table.parents(of: position) where set.contains(Int(parent)) {
        waiting[Int(parent)] -= 1
        if waiting[Int(parent)] == 0 { stack.append(Int(parent)) }
      }
    }
    return order
  }

  /// By date, then by id.
  private func isEarlier(_ left: Int, _ right: Int) -> Bool {
    let (first, second) = (table.dates[left].seconds, table.dates[right].seconds)
    return first != second ? first < second : table.ids[left] < table.ids[right]
  }
}

/// A binary heap: the element that is before all others comes out first.
private struct Heap {
  private var elements: [Int] = []
  private let isBefore: (Int, Int) -> Bool

  init(isBefore: @escaping (Int, Int) -> Bool) { self.isBefore = isBefore }

  mutating func insert(_ element: Int) {
    elements.append(element)
    var index = elements.count - 1
    while index > 0, case let above = (index - 1) / 2, isBefore(elements[index], elements[above]) {
      elements.swapAt(index, above)
      index = above
    }
  }

  mutating func removeFirst() -> Int? {
    guard let first = elements.first else { return nil }
    let last = elements.removeLast()
    guard !elements.isEmpty else { return first }
    elements[0] = last
    var index = 0
    while case var child = 2 * index + 1, child < elements.count {
      if child + 1 < elements.count, isBefore(elements[child + 1], elements[child]) { child += 1 }
      guard isBefore(elements[child], elements[index]) else { break }
      elements.swapAt(index, child)
      index = child
    }
    return first
  }
}
