import Schema
import Testing

@Suite struct QuotedIdentifierTests {
  @Test(arguments: [
    ("users", "users"), ("_a1", "_a1"), ("1a", "\"1a\""), ("Users", "\"Users\""), ("a b", "\"a b\""), ("", "\"\""),
    ("a\"b", "\"a\"\"b\""), ("é", "\"é\""), ("a$b", "\"a$b\""), ("order", "\"order\""), ("json", "\"json\""),
    ("int", "\"int\""), ("left", "\"left\""), ("name", "name"), ("system_user", "\"system_user\""),
  ])
  func `a name is quoted as the newest server would`(name: String, expected: String) {
    #expect(QuotedIdentifier.quote(name) == expected)
    #expect(QuotedIdentifier.unquote(expected) == name)
  }

  @Test func `both parts of a qualified name are quoted`() {
    #expect(QuotedIdentifier.qualified("My", "user") == "\"My\".\"user\"")
  }
}
