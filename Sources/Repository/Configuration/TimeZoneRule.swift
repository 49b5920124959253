/// The rule of a time zone for all years to come, in the form of POSIX: `CET-1CEST,M3.5.0,M10.5.0/3`.
struct TimeZoneRule: Sendable, Equatable {
  /// A day of the year and the second of it, by the clock that holds before.
  private enum Change: Equatable {
    /// The given weekday (0 is Sunday) of a week of a month; week 5 is the last.
    case weekday(month: Int, week: Int, day: Int, second: Int)
    /// Counted from 1, 29 February never counted.
    case julian(day: Int, second: Int)
    /// Counted from 0, 29 February counted.
    case dayOfYear(day: Int, second: Int)
  }

  /// Seconds east of UTC.
  private let standard: Int
  private let summer: Int?
  private let begins: Change?
  private let ends: Change?

  /// `nil` for what is no rule.
  init?(_ text: String) {
    let name = /(?:[A-Za-z]+|<[^>]+>)/
    let clock = /[+-]?\d{1,3}(?::\d\d){0,2}/
    var rest = text[...]
    guard rest.take(name) != nil, let offset = rest.take(clock).flatMap(Self.seconds) else { return nil }
    standard = -offset
    guard !rest.isEmpty else {
      (summer, begins, ends) = (nil, nil, nil)
      return
    }
    guard rest.take(name) != nil else { return nil }
    summer = rest.take(clock).flatMap(Self.seconds).map { -$0 } ?? standard + 3600
    let parts = rest.split(separator: ",")
    guard rest.hasPrefix(","), parts.count == 2, let begins = Self.change(parts[0]), let ends = Self.change(parts[1])
    else { return nil }
    self.begins = begins
    self.ends = ends
  }

  /// Seconds east of UTC at a moment, in seconds since 1970.
  func offset(at moment: Int64) -> Int {
    guard let summer, let begins, let ends else { return standard }
    let year = Self.year(of: moment + Int64(standard))
    let start = Self.second(of: begins, in: year) - Int64(standard)
    let end = Self.second(of: ends, in: year) - Int64(summer)
    let isSummer = start < end ? start <= moment && moment < end : !(end <= moment && moment < start)
    return isSummer ? summer : standard
  }

  private static func seconds(_ text: Substring) -> Int? {
    let parts = text.drop { $0 == "+" || $0 == "-" }.split(separator: ":").map { Int($0) ?? 0 }
    let total = zip(parts, [3600, 60, 1]).reduce(0) { $0 + $1.0 * $1.1 }
    return text.hasPrefix("-") ? -total : total
  }

  private static func change(_ text: Substring) -> Change? {
    let parts = text.split(separator: "/")
    guard (1...2).contains(parts.count), let second = parts.count == 2 ? seconds(parts[1]) : 7200 else { return nil }
    if parts[0].hasPrefix("M") {
      let numbers = parts[0].dropFirst().split(separator: ".").compactMap { Int($0) }
      guard numbers.count == 3 else { return nil }
      return .weekday(month: numbers[0], week: numbers[1], day: numbers[2], second: second)
    }
    if parts[0].hasPrefix("J") { return Int(parts[0].dropFirst()).map { .julian(day: $0, second: second) } }
    return Int(parts[0]).map { .dayOfYear(day: $0, second: second) }
  }

  /// The moment of a change as if the local clock were UTC.
  private static func second(of change: Change, in year: Int64) -> Int64 {
    switch change {
    case .weekday(let month, let week, let day, let second):
      let first = days(year, Int64(month), 1)
      let next = month == 12 ? days(year + 1, 1, 1) : days(year, Int64(month) + 1, 1)
      // 1970-01-01 was a Thursday.
      let weekdayOfFirst = ((first + 4) % 7 + 7) % 7
      var found = first + (Int64(day) - weekdayOfFirst + 7) % 7 + Int64(week - 1) * 7
      while found >= next { found -= 7 }
      return found * 86_400 + Int64(second)
    case .julian(let day, let second):
      let isLeap = days(year, 3, 1) - days(year, 2, 1) == 29
      return (days(year, 1, 1) + Int64(day - 1) + (isLeap && day >= 60 ? 1 : 0)) * 86_400 + Int64(second)
    case .dayOfYear(let day, let second): return (days(year, 1, 1) + Int64(day)) * 86_400 + Int64(second)
    }
  }

  private static func year(of moment: Int64) -> Int64 {
    let day = moment >= 0 ? moment / 86_400 : (moment - 86_399) / 86_400
    var year = 1970 + day / 366
    while days(year + 1, 1, 1) <= day { year += 1 }
    while days(year, 1, 1) > day { year -= 1 }
    return year
  }

  /// Days since 1970-01-01 of a day of the Gregorian calendar; see Hinnant, "chrono-Compatible Low-Level Date
  /// Algorithms".
  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

extension Substring {
  /// Takes what a pattern matches at the beginning.
  fileprivate mutating func take(_ pattern: Regex<Substring>) -> Substring? {
    guard let match = prefixMatch(of: pattern) else { return nil }
    self = self[match.range.upperBound...]
    return match.output
  }
}
