/// The written form of a length of time in configuration: `500ms`, `2s`, `15min`, `1h`, `7d`.
package enum DurationText {
  private static let units: [(name: String, milliseconds: Int64)] = [
    ("d", 86_400_000), ("h", 3_600_000), ("min", 60_000), ("s", 1000), ("ms", 1),
  ]

  /// Reads one number with a unit, such as `15min` or `1.5s`, or a bare `0`; `nil` for anything else.
  package static func parse(_ text: String) -> Duration? {
    let number = text.prefix { ("0"..."9").contains($0) || $0 == "." }
    let rest = text[number.endIndex...].drop { $0 == " " }
    guard number.utf8.first.map(PlainScalar.isDigit) == true else { return nil }
    if rest.isEmpty { return Int64(number) == 0 ? .zero : nil }
    guard let unit = units.first(where: { $0.name == rest }) else { return nil }
    if let whole = Int64(number) {
      let (milliseconds, overflow) = whole.multipliedReportingOverflow(by: unit.milliseconds)
      return overflow ? nil : .milliseconds(milliseconds)
    }
    guard let decimal = Double(number), decimal < 1e9 else { return nil }
    return .milliseconds(Int64(decimal * Double(unit.milliseconds) + 0.5))
  }

  /// Writes a duration in the largest unit that needs no fraction; below a millisecond it is cut off.
  package static func text(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
    if milliseconds == 0 { return "0s" }
    let unit = units.first { milliseconds % $0.milliseconds == 0 } ?? ("ms", 1)
    return "\(milliseconds / unit.milliseconds)\(unit.name)"
  }
}
