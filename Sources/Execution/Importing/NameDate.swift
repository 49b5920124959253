internal import History

/// Reads moments from the names of migrations.
enum NameDate {
  /// The moment that a name begins with, such as `20260131120000_title` or `2026-01-31-120000_title`; midnight without
  /// a time of day.
  static func date(in name: String) -> CommitDate? {
    let pattern = /(?:^|_)(\d{4})-?(\d\d)-?(\d\d)(?:-?(\d\d)(\d\d)(\d\d))?(?:\D|$)/
    guard let match = name.firstMatch(of: pattern) else { return nil }
    let time = match.4.map { "T\($0):\(match.5 ?? "00"):\(match.6 ?? "00")Z" } ?? ""
    guard let date = CommitDate("\(match.1)-\(match.2)-\(match.3)\(time)"), (0...7_258_118_400).contains(date.seconds)
    else { return nil }
    return date
  }
}
