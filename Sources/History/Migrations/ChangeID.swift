internal import Digests

/// What stays the same when a migration is rebased, cherry-picked or amended: 32 letters from `k` to `z`.
///
/// The letters stand for hexadecimal digits, `z` for 0 and `k` for 15, so that no change id looks like a commit id.
package struct ChangeID: Hashable, Comparable, Sendable, CustomStringConvertible {
  private let high: UInt64
  private let low: UInt64

  package static let byteCount = 16

  /// Makes an id of its first and last eight bytes, each as a number whose first byte is the highest.
  init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Makes the id of 16 random bytes.
  package init(random bytes: [UInt8]) { self.init(bytes: bytes) }

  /// - Precondition: There are 16 bytes.
  package init(bytes: some Collection<UInt8>) {
    precondition(bytes.count == Self.byteCount, "a change id has 16 bytes")
    var words: (high: UInt64, low: UInt64) = (0, 0)
    for (index, byte) in bytes.enumerated() {
      if index < 8 { words.high = words.high << 8 | UInt64(byte) } else { words.low = words.low << 8 | UInt64(byte) }
    }
    self.init(high: words.high, low: words.low)
  }

  /// Makes an id that nobody else has.
  package init(using generator: inout some RandomNumberGenerator) {
    self.init(high: generator.next(), low: generator.next())
  }

  /// Makes the id that belongs to a text, such as what another tool calls a migration: the same one everywhere.
  package init(derivedFrom text: String) {
    self.init(bytes: SHA256.digest(of: Array(text.utf8)).prefix(Self.byteCount))
  }

  /// Returns `nil` unless the text is 32 letters from `k` to `z`.
  package init?(_ text: some StringProtocol) { self.init(letters: String(text)) }

  private init?(letters: String) {
    var high: UInt64 = 0
    var low: UInt64 = 0
    var count = 0
    for letter in letters.utf8 {
      guard letter >= UInt8(ascii: "k"), letter <= UInt8(ascii: "z"), count < 2 * Self.byteCount else { return nil }
      let digit = UInt64(UInt8(ascii: "z") - letter)
      if count < 16 { high = high << 4 | digit } else { low = low << 4 | digit }
      count += 1
    }
    guard count == 2 * Self.byteCount else { return nil }
    self.init(high: high, low: low)
  }

  /// All bits folded into eight bytes, which tell almost all changes apart.
  package var folded: UInt64 { high ^ low &* 0x9E37_79B9_7F4A_7C15 }

  package func hash(into hasher: inout Hasher) { hasher.combine(folded) }

  /// The 16 bytes, first byte first.
  package var bytes: [UInt8] {
    [high, low].flatMap { word in
      stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt64($0)) }
    }
  }

  /// The id as 32 letters.
  package var text: String {
    let letters = bytes.flatMap { [UInt8(ascii: "z") - ($0 >> 4), UInt8(ascii: "z") - ($0 & 15)] }
    return String(decoding: letters, as: UTF8.self)
  }

  /// The first letters, for people.
  package func short(_ letters: Int = 8) -> String { String(text.prefix(letters)) }

  /// Whether the digits that are set in the mask are those of the pattern.
  func matches(_ pattern: ChangeID, _ mask: ChangeID) -> Bool {
    high & mask.high == pattern.high && low & mask.low == pattern.low
  }

  package var description: String { text }

  package static func < (left: ChangeID, right: ChangeID) -> Bool {
    // `z` stands for 0, so the text sorts the other way round.
    (left.high, left.low) > (right.high, right.low)
  }
}
