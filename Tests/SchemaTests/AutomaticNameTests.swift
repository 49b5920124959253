import Schema
import Testing

/// Expected names are what PostgreSQL 15 chose.
@Suite struct AutomaticNameTests {
  private static let longTable = Identifier("very_long_table_name_aaaaaaaa")
  private static let longColumn = "very_long_column_name_bbbbbbb_and_even_more"

  @Test func `short parts are joined`() {
    #expect(AutomaticName.make("t", "a", "seq") == "t_a_seq")
    #expect(AutomaticName.make("t", nil, "pkey") == "t_pkey")
  }

  @Test func `long parts are cut evenly`() {
    let name = AutomaticName.make(Self.longTable, Self.longColumn, "key")
    #expect(name == "very_long_table_name_aaaaaaaa_very_long_column_name_bbbbbbb_key")
    #expect(name.text.utf8.count == 63)
  }

  @Test func `no character is split`() {
    let name = AutomaticName.make(Identifier(String(repeating: "é", count: 31)), "x", "seq")
    #expect(name.text.utf8.count <= 63)
    #expect(name.text.hasSuffix("é_x_seq"))
  }

  @Test func `columns are joined until the name is long enough`() {
    #expect(AutomaticName.columns(["a", "b"]) == "a_b")
    let long = String(repeating: "x", count: 63)
    #expect(AutomaticName.columns([long, "b", "c"]) == long + "_b")
  }

  @Test(arguments: [
    ("span", "span_multirange"), ("daterange", "datemultirange"), ("range_of_ranges", "multirange_of_ranges"),
  ])
  func `multiranges are named after their ranges`(range: String, multirange: String) {
    #expect(AutomaticName.multirange(of: Identifier(range)) == Identifier(multirange))
  }
}
