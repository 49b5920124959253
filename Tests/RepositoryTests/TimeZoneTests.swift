import Repository
import Testing

@Suite struct TimeZoneTests {
  /// Moments and the offsets of a zone, in minutes, as `date` tells them.
  static let moments: [(zone: String, moment: Int64, minutes: Int)] = [
    ("Europe/Berlin", 1_767_225_600, 60), ("Europe/Berlin", 1_782_864_000, 120),
    // A second before, and the second of, the changes of 2026.
    ("Europe/Berlin", 1_774_745_999, 60), ("Europe/Berlin", 1_774_746_000, 120),
    ("Europe/Berlin", 1_792_889_999, 120), ("Europe/Berlin", 1_792_890_000, 60),
    // By the rule alone: no table goes so far.
    ("Europe/Berlin", 4_070_908_800, 60), ("Europe/Berlin", 4_086_547_200, 120),
    ("America/New_York", 1_782_864_000, -240), ("America/New_York", 4_070_908_800, -300),
    // South of the equator the summer goes round the year's end.
    ("Australia/Sydney", 4_070_908_800, 660), ("Australia/Sydney", 4_086_547_200, 600),
    ("Asia/Kolkata", 4_086_547_200, 330), ("Europe/Berlin", -2_500_000_000, 53), ("UTC", 0, 0),
  ]

  @Test(arguments: moments) func `the offset at a moment is the system's`(zone: String, moment: Int64, minutes: Int)
    throws
  {
    let table = try #require(TimeZoneTable.named(zone))
    #expect(table.offset(at: moment) / 60 == minutes)
  }

  @Test func `a zone that is not there is no zone`() {
    #expect(TimeZoneTable.named("Europe/Atlantis") == nil)
    #expect(TimeZoneTable.named("Europe/Berlin", in: "/nonexistent") == nil)
    #expect(TimeZoneTable.named("UTC", in: "/nonexistent") != nil)
    for length in [0, 3, 20, 44, 60, 200] {
      #expect(TimeZoneTable(bytes: Array("TZif2".utf8) + Array(repeating: 0, count: length)) == nil)
    }
  }

  @Test func `a window is open by the clock of its zone`() throws {
    let window = try #require(EnvironmentWindow("mon 09:00-10:00 Europe/Berlin"))
    // 2026-02-02 08:30 UTC, 2026-07-06 07:30 and 08:30 UTC: Mondays.
    #expect(window.isOpen(at: 1_770_021_000) == true)
    #expect(window.isOpen(at: 1_783_323_000) == true)
    #expect(window.isOpen(at: 1_783_326_600) == false)
    #expect(window.isOpen(at: 1_770_021_000 + 86_400) == false)
    #expect(window.isOpen(at: 1_770_021_000, zonesIn: "/nonexistent") == nil)
  }
}
