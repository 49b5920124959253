/// A moment in seconds since 1970, and its text in UTC.
package struct Timestamp: Sendable, Hashable, Comparable, CustomStringConvertible {
  package var seconds: Int64

  package init(seconds: Int64) { self.seconds = seconds }

  package static func < (left: Timestamp, right: Timestamp) -> Bool { left.seconds < right.seconds }

  /// `2026-01-31`.
  package var day: String {
    let (year, month, day) = Self.civil(fromDays: seconds.flooredDivision(by: 86_400))
    return "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))"
  }

  /// `2026-01-31T12:00:00Z`.
  package var description: String {
    let rest = seconds - seconds.flooredDivision(by: 86_400) * 86_400
    let time = [rest / 3600, rest / 60 % 60, rest % 60].map { Self.padded($0, 2) }.joined(separator: ":")
    return "\(day)T\(time)Z"
  }

  /// Reads `2026-01-31T12:00:00Z`; `nil` for anything else.
  package static func seconds(fromISO text: String) -> Int64? {
    guard let match = text.wholeMatch(of: /(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z/) else { return nil }
    return seconds(match.1, match.2, match.3, match.4, match.5, match.6)
  }

  /// Reads the moment that a migration's name begins with, such as `20260131120000_title` or `2026-01-31-120000_title`.
  package static func seconds(fromName name: String) -> Int64? {
    guard let match = name.firstMatch(of: /(?:^|_)(\d{4})-?(\d\d)-?(\d\d)-?(\d\d)?(\d\d)?(\d\d)?(?:\D|$)/) else { return nil }
    return seconds(match.1, match.2, match.3, match.4 ?? "0", match.5 ?? "0", match.6 ?? "0")
  }

  private static func seconds(_ fields: Substring...) -> Int64? {
    let numbers = fields.compactMap { Int64($0) }
    guard numbers.count == 6, (1970...9999).contains(numbers[0]), (1...12).contains(numbers[1]),
      (1...31).contains(numbers[2]), numbers[3] < 24, numbers[4] < 60, numbers[5] < 61
    else { return nil }
    return days(year: numbers[0], month: numbers[1], day: numbers[2]) * 86_400 + numbers[3] * 3600 + numbers[4] * 60
      + numbers[5]
  }

  // Days since 1970 in the proleptic Gregorian calendar, counted in eras of 400 years that begin on 1 March.

  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = year.flooredDivision(by: 400)
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = shifted.flooredDivision(by: 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  private static func padded(_ number: Int64, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
}

extension Int64 {
  fileprivate func flooredDivision(by divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}
