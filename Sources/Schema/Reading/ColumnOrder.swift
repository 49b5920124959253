/// The order of columns of which several lists each hold some.
enum ColumnOrder {
  /// Returns all names, so that each list's order is kept; names that no list orders stand as they are first met.
  static func merged(_ lists: [[Identifier]]) -> [Identifier] {
    var names: [Identifier] = []
    var numbers: [Identifier: Int] = [:]
    for name in lists.joined() where numbers[name] == nil {
      numbers[name] = names.count
      names.append(name)
    }
    var followers: [[Int]] = Array(repeating: [], count: names.count)
    var waiting = Array(repeating: 0, count: names.count)
    for list in lists {
      for (name, next) in zip(list, list.dropFirst()) where name != next {
        guard let from = numbers[name], let to = numbers[next] else { continue }
        followers[from].append(to)
        waiting[to] += 1
      }
    }
    var order: [Identifier] = []
    var isPlaced = Array(repeating: false, count: names.count)
    // Lists that contradict each other leave a name that waits forever: it is placed as first met.
    while let next = names.indices.first(where: { !isPlaced[$0] && waiting[$0] == 0 })
      ?? names.indices.first(where: { !isPlaced[$0] })
    {
      isPlaced[next] = true
      order.append(names[next])
      for follower in followers[next] { waiting[follower] -= 1 }
    }
    return order
  }
}
