import History
import Testing

@Suite struct CommitDateTests {
  @Test(arguments: [
    (0, 0, "1970-01-01T00:00:00Z"), (1_769_860_800, 60, "2026-01-31T13:00:00+01:00"),
    (1_709_208_000, -210, "2024-02-29T08:30:00-03:30"), (-1, 0, "1969-12-31T23:59:59Z"),
    (951_782_400, 0, "2000-02-29T00:00:00Z"), (4_107_542_400, 0, "2100-03-01T00:00:00Z"),
  ])
  func `a moment is written and read`(seconds: Int64, offset: Int, text: String) {
    #expect(CommitDate(seconds: seconds, offset: offset).text == text)
    #expect(CommitDate(text) == CommitDate(seconds: seconds, offset: offset))
  }

  @Test func `days of eight centuries are read back`() {
    for day in stride(from: Int64(-150_000), to: 150_000, by: 61) {
      let date = CommitDate(seconds: day * 86_400 + 86_399)
      if CommitDate(date.text) != date { Issue.record("\(date.text) is not \(day)") }
    }
  }

  @Test(arguments: ["", "2026-02-30", "2026-13-01", "2026-01-01T24:00:00Z", "2026-01-01T00:00:00+0", "yesterday"])
  func `what is no moment is refused`(text: String) { #expect(CommitDate(text) == nil) }

  @Test(arguments: [("2026-01-31", 1_769_817_600), ("2026-01-31 12:00", 1_769_860_800)])
  func `shorter forms are read at UTC`(text: String, seconds: Int64) {
    #expect(CommitDate(text) == CommitDate(seconds: seconds))
  }
}
