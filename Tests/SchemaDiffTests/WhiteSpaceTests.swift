import Testing

@testable import SchemaDiff

@Suite struct WhiteSpaceTests {
  @Test func `a body that differs in white space only says so`() {
    func function(_ body: String) -> [(path: String, text: String)] {
      [
        (
          "public/functions/f().sql",
          "CREATE FUNCTION public.f()\n RETURNS void\n LANGUAGE plpgsql\nAS $$\n\(body)\n$$;\n"
        )
      ]
    }
    let lines = DifferenceSummary.lines(from: function("BEGIN\nEND"), to: function("BEGIN \nEND"))
    #expect(lines.count == 1)
    #expect(lines.first?.hasSuffix("in white space only") == true)
  }
}
