internal import Digests

/// The SHA-1 name of a Git object: 20 bytes, held inline.
package struct ObjectID: Hashable, Comparable, Sendable {
  private let high: UInt64
  private let middle: UInt64
  private let low: UInt32

  /// The number of bytes of an id.
  package static let byteCount = 20

  /// Returns `nil` unless there are 20 bytes.
  package init?(bytes: some Collection<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    var high: UInt64 = 0
    var middle: UInt64 = 0
    var low: UInt32 = 0
    for (index, byte) in bytes.enumerated() {
      switch index {
      case 0..<8: high = high << 8 | UInt64(byte)
      case 8..<16: middle = middle << 8 | UInt64(byte)
      default: low = low << 8 | UInt32(byte)
      }
    }
    self.init(high: high, middle: middle, low: low)
  }

  /// Makes an id of its first eight bytes, the next eight and the last four, each as a number whose first byte is the
  /// highest.
  package init(high: UInt64, middle: UInt64, low: UInt32) {
    self.high = high
    self.middle = middle
    self.low = low
  }

  /// Returns `nil` unless the text is 40 hexadecimal digits.
  package init?(hex text: some StringProtocol) { self.init(digits: String(text)) }

  private init?(digits: String) {
    var words: (high: UInt64, middle: UInt64, low: UInt64) = (0, 0, 0)
    var count = 0
    for digit in digits.utf8 {
      guard let value = Hexadecimal.value(of: digit) else { return nil }
      switch count {
      case 0..<16: words.high = words.high << 4 | UInt64(value)
      case 16..<32: words.middle = words.middle << 4 | UInt64(value)
      case 32..<40: words.low = words.low << 4 | UInt64(value)
      default: return nil
      }
      count += 1
    }
    guard count == 2 * Self.byteCount else { return nil }
    self.init(high: words.high, middle: words.middle, low: UInt32(words.low))
  }

  /// All bits folded into eight bytes, which tell almost all ids apart.
  package var folded: UInt64 { high ^ middle &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(low) &* 0xBF58_476D_1CE4_E5B9 }

  package func hash(into hasher: inout Hasher) { hasher.combine(folded) }

  /// The twenty bytes, first byte first.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.byteCount)
    for shift in stride(from: 56, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: high >> UInt64(shift)))
    }
    for shift in stride(from: 56, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: middle >> UInt64(shift)))
    }
    for shift in stride(from: 24, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: low >> UInt32(shift)))
    }
    return bytes
  }

  /// The id as 40 lower-case hexadecimal digits.
  package var hex: String { Hexadecimal.encode(bytes) }

  /// The first digits, for people.
  package func short(_ digits: Int = 7) -> String { String(hex.prefix(digits)) }

  package static func < (left: ObjectID, right: ObjectID) -> Bool {
    (left.high, left.middle, left.low) < (right.high, right.middle, right.low)
  }
}

extension ObjectID: CustomStringConvertible {
  package var description: String { hex }
}
