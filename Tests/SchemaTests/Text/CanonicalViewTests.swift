import Schema
import Testing

@Suite struct CanonicalViewTests {
  @Test(arguments: ViewShapes.queries.map(\.name))
  func `a view has one text, whichever server printed it`(name: String) throws {
    let before16 = try #require(RecordedViews.texts(since: 14)[name])
    let from16 = try #require(RecordedViews.texts(since: 16)[name])
    let from17 = try #require(RecordedViews.texts(since: 17)[name])
    let canonical = CanonicalText.view(from17, serverMajor: 18)
    #expect(CanonicalText.view(before16, serverMajor: 15) == canonical)
    #expect(CanonicalText.view(from16, serverMajor: 16) == canonical)
    #expect(CanonicalText.view(canonical, serverMajor: 18) == canonical)
  }

  @Test func `only the array casts differ from what the newest server prints`() throws {
    let recorded = try RecordedViews.texts(since: 17)
    #expect(recorded.count == ViewShapes.queries.count)
    let changed = recorded.filter { CanonicalText.view($0.value, serverMajor: 18) != $0.value }
    #expect(changed.keys.sorted() == ["in list"])
  }
}
