/// Short names for long strings: 64-bit FNV-1a, twice with different seeds. Not for secrets.
enum StableHash {
  static func hex(_ text: String, digits: Int) -> String {
    let both = [0xcbf2_9ce4_8422_2325, 0x6c62_272e_07bb_0142].map { (seed: UInt64) in
      let hash = text.utf8.reduce(seed) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
      // The low bits of FNV mix best, the high ones worst.
      let mixed = (hash ^ hash >> 32) &* 0x9e37_79b9_7f4a_7c15
      let hex = String(mixed ^ mixed >> 29, radix: 16)
      return String(repeating: "0", count: 16 - hex.utf8.count) + hex
    }
    return String(both.joined().prefix(digits))
  }
}
