/// A time of the week in which plans may run, such as `mon-thu 09:00-16:00 Europe/Berlin`.
///
/// Days may be left out, for all of them, and so may the time zone, for UTC. Hours that end before they begin go on
/// into the next day.
package struct EnvironmentWindow: Sendable, Equatable, CustomStringConvertible {
  /// Days on which it opens: 0 is Monday.
  package let days: Set<Int>
  /// Minutes after midnight.
  package let opens: Int
  package let closes: Int
  /// A name of the IANA database.
  package let zone: String
  /// As it was written.
  package let description: String

  private static let dayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

  /// Reads the written form; `nil` for anything else.
  package init?(_ text: String) {
    var words = text.split(separator: " ").map(String.init)
    var days = Set(0..<7)
    if let first = words.first, first.utf8.first.map({ $0 > UInt8(ascii: "9") }) ?? false {
      guard let named = Self.days(first.lowercased()) else { return nil }
      days = named
      words.removeFirst()
    }
    guard (1...2).contains(words.count), let hours = Self.hours(words[0]) else { return nil }
    let zone = words.count == 2 ? words[1] : "UTC"
    guard Self.isZoneName(zone) else { return nil }
    self.days = days
    (opens, closes) = hours
    self.zone = zone
    description = text
  }

  /// Looks at a moment of the week.
  ///
  /// - Parameters:
  ///   - day: The day of the week in the window's time zone, 0 for Monday.
  ///   - minute: Minutes after midnight there.
  /// - Returns: Whether a plan may run then.
  package func isOpen(day: Int, minute: Int) -> Bool {
    if opens < closes { return days.contains(day) && opens <= minute && minute < closes }
    return days.contains(day) && minute >= opens || days.contains((day + 6) % 7) && minute < closes
  }

  private static func days(_ text: String) -> Set<Int>? {
    var result: Set<Int> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { name in
        dayNames.firstIndex { $0 == name }
      }
      guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1] else { return nil }
      for offset in 0...((last - first + 7) % 7) { result.insert((first + offset) % 7) }
    }
    return result
  }

  private static func hours(_ text: String) -> (Int, Int)? {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map(minutes)
    guard ends.count == 2, let opens = ends[0], let closes = ends[1], opens != closes, opens < 1440 else {
      return nil
    }
    return (opens, closes)
  }

  private static func minutes(_ text: Substring) -> Int? {
    guard let match = text.wholeMatch(of: /(\d\d):(\d\d)/), let hour = Int(match.1), let minute = Int(match.2),
      minute < 60, hour < 24 || hour == 24 && minute == 0
    else { return nil }
    return hour * 60 + minute
  }

  /// A relative path without a way upwards, as it becomes the name of a file.
  private static func isZoneName(_ text: String) -> Bool {
    text.wholeMatch(of: /[A-Za-z][A-Za-z0-9_+\-]*(?:\/[A-Za-z0-9_+\-]+)*/) != nil
  }
}
