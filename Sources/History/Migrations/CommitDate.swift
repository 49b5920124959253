/// A moment and the offset from UTC at which somebody saw it, as Git records it.
package struct CommitDate: Sendable, Hashable {
  /// Seconds since 1970-01-01 00:00 UTC.
  package var seconds: Int64
  /// Minutes east of UTC.
  package var offset: Int

  package init(seconds: Int64, offset: Int = 0) {
    self.seconds = seconds
    self.offset = offset
  }
}

extension CommitDate {
  /// The day at this offset, such as `2026-01-31`.
  package var day: String { Self.day(of: local.days) }

  /// The moment in ISO 8601, such as `2026-01-31T12:00:00+01:00` or, at UTC, `2026-01-31T11:00:00Z`.
  package var text: String {
    let time = [local.rest / 3600, local.rest / 60 % 60, local.rest % 60].map { Self.padded($0, 2) }
    return "\(day)T\(time.joined(separator: ":"))\(zone)"
  }

  private var zone: String {
    guard offset != 0 else { return "Z" }
    let minutes = Int64(abs(offset))
    return (offset < 0 ? "-" : "+") + Self.padded(minutes / 60, 2) + ":" + Self.padded(minutes % 60, 2)
  }

  private var local: (days: Int64, rest: Int64) {
    let shifted = seconds + Int64(offset) * 60
    let days = shifted.dividedDown(by: 86_400)
    return (days, shifted - days * 86_400)
  }

  /// Reads ISO 8601 with a zone, such as `2026-01-31T12:00:00+01:00`; also with a space for `T`, without seconds, and
  /// a day alone, which begins at midnight UTC.
  package init?(_ text: some StringProtocol) {
    if let date = Self(canonical: Array(text.utf8)) {
      self = date
      return
    }
    let pattern = /(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?(Z|[+-]\d\d:?\d\d)?)?/
    guard let match = String(text).wholeMatch(of: pattern) else { return nil }
    let fields = [match.1, match.2, match.3, match.4 ?? "0", match.5 ?? "0", match.6 ?? "0"].compactMap { Int64($0) }
    guard fields.count == 6, (1...12).contains(fields[1]), fields[3] < 24, fields[4] < 60, fields[5] < 60,
      let offset = Self.offset(match.7 ?? "Z")
    else { return nil }
    let days = Self.days(year: fields[0], month: fields[1], day: fields[2])
    guard Self.day(of: days) == "\(match.1)-\(match.2)-\(match.3)" else { return nil }
    self.init(
      seconds: days * 86_400 + fields[3] * 3600 + fields[4] * 60 + fields[5] - Int64(offset) * 60, offset: offset)
  }

  /// Reads the form that ``text`` writes at UTC, which every sealed migration has, without building a pattern.
  private init?(canonical bytes: [UInt8]) {
    guard bytes.count == 20, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
      bytes[19] == UInt8(ascii: "Z")
    else { return nil }
    func number(_ range: Range<Int>) -> Int64? {
      var value: Int64 = 0
      for byte in bytes[range] {
        guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
        value = value * 10 + Int64(byte - UInt8(ascii: "0"))
      }
      return value
    }
    guard let year = number(0..<4), let month = number(5..<7), (1...12).contains(month), let day = number(8..<10),
      let hour = number(11..<13), hour < 24, let minute = number(14..<16), minute < 60, let second = number(17..<19),
      second < 60
    else { return nil }
    let days = Self.days(year: year, month: month, day: day)
    guard Self.day(of: days) == String(decoding: bytes[..<10], as: UTF8.self) else { return nil }
    self.init(seconds: days * 86_400 + hour * 3600 + minute * 60 + second)
  }

  private static func offset(_ zone: Substring) -> Int? {
    guard zone != "Z" else { return 0 }
    guard let hours = Int(zone.dropFirst().prefix(2)), let minutes = Int(zone.suffix(2)), hours < 24, minutes < 60
    else { return nil }
    return (zone.first == "-" ? -1 : 1) * (hours * 60 + minutes)
  }

  // Days since 1970 in the proleptic Gregorian calendar: years begin on 1 March, so that the day that some years
  // lack is their last one, and every 400 years have 146,097 days.

  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month > 2 ? year : year - 1
    let monthsSinceMarch = (month + 9) % 12
    let leapDays = shifted.dividedDown(by: 4) - shifted.dividedDown(by: 100) + shifted.dividedDown(by: 400)
    return shifted * 365 + leapDays + (monthsSinceMarch * 153 + 2) / 5 + day - 1 - 719_468
  }

  private static func day(of days: Int64) -> String {
    let sinceEpoch = days + 719_468
    // The estimate is at most one year too high.
    var year = (sinceEpoch * 400 + 591).dividedDown(by: 146_097)
    if Self.days(year: year, month: 3, day: 1) > days { year -= 1 }
    let dayOfYear = days - Self.days(year: year, month: 3, day: 1)
    let monthsSinceMarch = (dayOfYear * 5 + 2) / 153
    let day = dayOfYear - (monthsSinceMarch * 153 + 2) / 5 + 1
    let month = (monthsSinceMarch + 2) % 12 + 1
    return "\(padded(month < 3 ? year + 1 : year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }

  private static func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(abs(number))
    return (number < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

extension Int64 {
  /// Division that rounds towards negative infinity.
  fileprivate func dividedDown(by divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}
