import SeededRandomness

/// Two made-up schemas, one edited into the other; the same seed gives the same pair everywhere.
struct RandomPair: Sendable {
  let seed: Int
  var old: RandomSchema
  var new: RandomSchema

  init(seed: Int) {
    self.seed = seed
    var random = SeededGenerator(seed: UInt64(seed))
    old = RandomSchema.random(using: &random)
    new = old
    for _ in 0..<random.number(1...8) { new.edit(using: &random) }
  }

  /// Owners and grants are part of the schema for every other pair.
  var includesAccess: Bool { seed.isMultiple(of: 2) }
  /// Every fifth plan is for tables that are in use.
  var isOnline: Bool { seed.isMultiple(of: 5) }

  var schemas: SchemaPair { SchemaPair(name: "seed \(seed)", old: old.sql, new: new.sql) }

  /// Returns a smaller pair of which the same is true.
  ///
  /// First changes are taken back, then things are left out of both, by halves as long as it stays true, then one
  /// by one.
  func minimised(attempts: Int = 150, while isTrue: (RandomPair) -> Bool) -> RandomPair {
    var pair = self
    var left = attempts
    func attempt(_ change: (inout RandomPair) -> Void) -> Bool {
      guard left > 0 else { return false }
      var smaller = pair
      change(&smaller)
      guard smaller.old != pair.old || smaller.new != pair.new else { return false }
      left -= 1
      guard isTrue(smaller) else { return false }
      pair = smaller
      return true
    }
    func reduce(_ ids: [Int], _ change: (Int, inout RandomPair) -> Void) {
      if ids.isEmpty || left == 0 { return }
      if attempt({ pair in for id in ids { change(id, &pair) } }) { return }
      guard ids.count > 1 else { return }
      let half = ids.count / 2
      reduce(Array(ids[half...]), change)
      reduce(Array(ids[..<half]), change)
    }
    reduce(
      Set(pair.old.sortedNodes.map(\.id)).union(pair.new.sortedNodes.map(\.id)).sorted().filter {
        pair.old[$0] != pair.new[$0]
      }
    ) {
      $1.new.take($0, from: $1.old)
    }
    for _ in 0..<2 {
      reduce(Set(pair.old.sortedNodes.map(\.id)).union(pair.new.sortedNodes.map(\.id)).sorted()) { id, pair in
        pair.old.remove(id)
        pair.new.remove(id)
      }
    }
    return pair
  }

  /// Both schemas, the lines that only one of them has marked.
  var text: String {
    let (left, right) = (old.sql.split(separator: ";\n"), new.sql.split(separator: ";\n"))
    return right.difference(from: left).reduce(into: left.map { "  \($0);" }.joined(separator: "\n") + "\n") {
      text, change in
      switch change {
      case .remove(_, let line, _): text += "- \(line);\n"
      case .insert(_, let line, _): text += "+ \(line);\n"
      }
    }
  }
}
