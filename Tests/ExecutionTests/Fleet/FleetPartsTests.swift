import Repository
import TestSupport
import Testing

@testable import Execution

@Suite(.tags(.small)) struct WavesTests {
  private func waves(_ count: Int, canary: [String] = [], _ sizes: [Share]) -> [Int] {
    Waves((0..<count).map { "t\($0)" }, canary: canary, sizes: sizes).waves.map(\.count)
  }

  @Test func `sizes are numbers or percentages of all, and the rest is a wave of its own`() {
    #expect(waves(1000, [.count(1), .percent(5), .percent(25), .percent(100)]) == [1, 50, 250, 699])
    #expect(waves(10, [.count(3), .percent(25)]) == [3, 3, 4])
    #expect(waves(2, [.count(1), .percent(5), .percent(25), .percent(100)]) == [1, 1])
    #expect(waves(3, []) == [3])
    #expect(waves(0, [.count(1)]) == [])
  }

  @Test func `the canary comes first, without those that are not to be moved`() {
    let waves = Waves(["a", "b", "c"], canary: ["c", "gone"], sizes: [.percent(50)])
    #expect(waves.waves == [["c"], ["a", "b"]])
    #expect(waves.hasCanary)
    #expect(!Waves(["a"], canary: ["gone"], sizes: []).hasCanary)
  }

  @Test(arguments: ["1", "5%", "0.5%", "100%"])
  func `a share reads what it writes`(text: String) { #expect(Share(text)?.description == text) }

  @Test(arguments: ["0", "-1", "", "%", "101%", "5 %", "x"])
  func `what is no share is refused`(text: String) { #expect(Share(text) == nil) }
}

@Suite(.tags(.small)) struct TenantListingTests {
  @Test func `programs print lines or JSON`() throws {
    let expected = [
      TenantListing.Entry(name: "acme", url: "postgresql://db/acme"), TenantListing.Entry(name: "globex", url: nil),
    ]
    for text in [
      "acme postgresql://db/acme\nglobex\n", "acme\tpostgresql://db/acme \r\n\nglobex",
      #"[{"name": "acme", "url": "postgresql://db/acme"}, "globex"]"#,
      #"{"acme": "postgresql://db/acme", "globex": null}"#,
    ] { #expect(try TenantListing.entries(of: text, from: "list") == expected, "\(text)") }
    #expect(try TenantListing.entries(of: "", from: "list") == [])
  }

  @Test func `JSON that is something else is refused`() {
    for text in ["[1, [2]]", "[{\"url\": \"x\"}]", "{"] {
      #expect(throws: FleetError.self) { try TenantListing.entries(of: text, from: "list") }
    }
  }
}
