internal import History

/// The changes that a database has somewhere on a way.
struct SearchState {
  /// The versions whose change is there.
  private(set) var present: VersionSet
  /// Those that are there with all they stand on: no walk has to go past them.
  private(set) var complete: VersionSet
  /// Equal for equal sets.
  private(set) var signature: UInt64 = 0

  init(_ ground: SearchGround) {
    present = VersionSet(capacity: ground.graph.count)
    complete = present
  }

  /// What a target has, but for some entries of its list.
  init(_ ground: SearchGround, without removed: VersionSet) {
    self.init(ground)
    for (index, item) in ground.applied.enumerated() where !removed.contains(index) {
      for position in ground.carriers(of: item) { insert(position) }
    }
    completeAll(ground)
  }

  /// What a version has.
  init(_ ground: SearchGround, at version: Int) {
    self.init(ground)
    for position in ground.graph.ancestors(of: ground.graph.id(at: version)).positions {
      complete(position, ground)
    }
  }

  private mutating func completeAll(_ ground: SearchGround) {
    for position in 0..<ground.graph.count where ground.rank[position] >= 0 {
      guard present.contains(position) || ground.graph.change(at: position) == nil else { continue }
      var isComplete = true
      ground.graph.forEachParent(of: position) { if !complete.contains($0) { isComplete = false } }
      if isComplete { complete.insert(position) }
    }
  }

  private mutating func insert(_ position: Int) {
    guard !present.contains(position) else { return }
    present.insert(position)
    signature ^= Self.mixed(position)
  }

  /// Notes that a version is there, and with it all it stands on.
  mutating func complete(_ position: Int, _ ground: SearchGround) {
    complete.insert(position)
    for carrier in ground.carriers(at: position) { insert(carrier) }
  }

  /// Notes that changes are gone, and what stands on them is no longer complete.
  mutating func remove(_ positions: [Int], _ ground: SearchGround) {
    for position in positions {
      for carrier in ground.carriers(at: position) where present.contains(carrier) {
        present.remove(carrier)
        signature ^= Self.mixed(carrier)
      }
    }
    complete = VersionSet(capacity: ground.graph.count)
    completeAll(ground)
  }

  /// SplitMix64: what sets are told apart by, before they are compared.
  static func mixed(_ position: Int) -> UInt64 {
    var z = (UInt64(position) + 1) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
