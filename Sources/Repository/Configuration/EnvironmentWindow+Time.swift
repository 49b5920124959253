extension EnvironmentWindow {
  /// Looks at a moment; the answer is `nil` when the system does not know its time zone.
  ///
  /// - Parameters:
  ///   - moment: Seconds since 1970.
  ///   - folder: Where the system's time zones are.
  /// - Returns: Whether a plan may run then.
  package func isOpen(at moment: Int64, zonesIn folder: String = "/usr/share/zoneinfo") -> Bool? {
    guard let table = TimeZoneTable.named(zone, in: folder) else { return nil }
    let local = moment + Int64(table.offset(at: moment))
    let day = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
    // 1970-01-01 was a Thursday.
    return isOpen(day: Int(((day + 3) % 7 + 7) % 7), minute: Int((local - day * 86_400) / 60))
  }
}
