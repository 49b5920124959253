/// A set of versions of one graph, by their positions in it.
package struct VersionSet: Sendable, Equatable {
  private var words: [UInt64]

  /// An empty set for a graph of so many versions.
  package init(capacity: Int) { words = [UInt64](repeating: 0, count: (capacity + 63) / 64) }

  package func contains(_ position: Int) -> Bool { words[position >> 6] >> UInt64(position & 63) & 1 == 1 }

  package mutating func insert(_ position: Int) { words[position >> 6] |= 1 << UInt64(position & 63) }

  package mutating func remove(_ position: Int) { words[position >> 6] &= ~(1 << UInt64(position & 63)) }

  package mutating func formUnion(_ other: VersionSet) { combine(other, |) }

  package func intersection(_ other: VersionSet) -> VersionSet {
    var result = self
    result.combine(other, &)
    return result
  }

  package func subtracting(_ other: VersionSet) -> VersionSet {
    var result = self
    result.combine(other) { $0 & ~$1 }
    return result
  }

  private mutating func combine(_ other: VersionSet, _ operation: (UInt64, UInt64) -> UInt64) {
    precondition(words.count == other.words.count, "the sets belong to different graphs")
    for index in words.indices { words[index] = operation(words[index], other.words[index]) }
  }

  package var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

  package var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// The positions in ascending order.
  package var positions: [Int] {
    var positions: [Int] = []
    for (index, var word) in words.enumerated() {
      while word != 0 {
        positions.append(index << 6 + word.trailingZeroBitCount)
        word &= word - 1
      }
    }
    return positions
  }

  /// Calls `visit` for each position from the highest to the lowest; what `visit` inserts below is visited too.
  mutating func visitDescending(_ visit: (inout VersionSet, Int) -> Void) {
    for index in words.indices.reversed() {
      var seen: UInt64 = 0
      while case let word = words[index] & ~seen, word != 0 {
        let bit = 63 - word.leadingZeroBitCount
        seen |= 1 << UInt64(bit)
        visit(&self, index << 6 + bit)
      }
    }
  }
}
