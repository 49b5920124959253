import Documents
import SeededRandomness

extension SeededGenerator {
  /// Pieces that are awkward in YAML; strings are made by joining a few.
  private static let pieces = [
    "a", "users", " ", "  ", "\n", "\n\n", "\t", ":", ": ", " #", "#", "-", "- ", "?", "\"", "'", "\\", "|", ">",
    "&x",
    "*x", "!", "!!str", "%", "@", "`", "{", "}", "[", "]", ",", "true", "null", "~", "1", "0x1F", "1e3", ".5", "yes",
    "é", "e\u{301}", "日本", "👩‍👩‍👧", "\u{0}", "\u{7}", "\u{1B}", "\u{7F}", "\u{85}", "\u{A0}", "\u{2028}", "\u{2029}",
    "\u{FEFF}", "\u{FFFE}", "\u{E000}", "\r", "\r\n", "...", "---", "<<", "=", "12:30:45", "2026-01-15",
  ]

  mutating func string() -> String {
    let count = Int.random(in: 0...6, using: &self)
    return (0..<count).map { _ in Self.pieces.randomElement(using: &self) ?? "" }.joined()
  }

  mutating func value(depth: Int) -> YAMLValue {
    switch Int.random(in: 0...(depth > 0 ? 7 : 5), using: &self) {
    case 0: return [nil, true, false].randomElement(using: &self) ?? nil
    case 1: return .integer(Int64.random(in: -1_000_000...1_000_000, using: &self))
    case 2: return .number(Double.random(in: -1e6...1e6, using: &self))
    case 3...5: return .string(string())
    case 6: return .sequence((0..<Int.random(in: 0...4, using: &self)).map { _ in value(depth: depth - 1) })
    default:
      var seen: Set<String> = []
      var entries: [(key: String, value: YAMLValue)] = []
      for _ in 0..<Int.random(in: 0...4, using: &self) {
        let key = string()
        if seen.insert(key).inserted { entries.append((key, value(depth: depth - 1))) }
      }
      return .mapping(entries)
    }
  }
}
