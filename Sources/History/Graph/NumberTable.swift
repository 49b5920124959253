/// A hash table of small numbers that does not keep what they stand for, which is in an array of its user's anyway.
///
/// Made for ids that are hashes or random themselves: a fold of their bits is all it looks at, and whoever asks tells
/// whether a number found is the one meant.
package struct NumberTable: Sendable {
  /// Numbers by their place, -1 where there is none; at most half of the places are taken.
  private var slots: [Int32] = []
  private var count = 0

  package init(capacity: Int = 0) { reserve(capacity) }

  /// - Returns: The number that was added under these bits and is the one meant.
  package func find(_ folded: UInt64, where isMeant: (Int) -> Bool) -> Int? {
    guard !slots.isEmpty else { return nil }
    var slot = place(folded)
    while slots[slot] >= 0 {
      if isMeant(Int(slots[slot])) { return Int(slots[slot]) }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// Adds a number that the table does not have.
  ///
  /// - Parameters:
  ///   - number: Not negative.
  ///   - bits: The folded bits of each number added so far, and of this one.
  package mutating func insert(_ number: Int, bits: (Int) -> UInt64) {
    if 2 * (count + 1) > slots.count { grow(to: max(16, 2 * slots.count), bits) }
    put(Int32(number), bits(number))
    count += 1
  }

  /// Makes room once for so many numbers; only before the first is added.
  package mutating func reserve(_ capacity: Int) {
    guard count == 0, 2 * capacity > slots.count else { return }
    var size = 16
    while size < 2 * capacity { size *= 2 }
    slots = [Int32](repeating: -1, count: size)
  }

  private mutating func grow(to size: Int, _ bits: (Int) -> UInt64) {
    let old = slots
    slots = [Int32](repeating: -1, count: size)
    for number in old where number >= 0 { put(number, bits(Int(number))) }
  }

  private mutating func put(_ number: Int32, _ folded: UInt64) {
    var slot = place(folded)
    while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = number
  }

  private func place(_ folded: UInt64) -> Int {
    Int(truncatingIfNeeded: (folded &* 0x9E37_79B9_7F4A_7C15) >> 32) & (slots.count - 1)
  }
}
