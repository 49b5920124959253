import Testing

@testable import Diagnostics

@Suite struct SuggestionsTests {
  @Test(arguments: [
    ("chekout", ["checkout"]), ("swtich", ["switch"]), ("xyzzy", []), ("log", []),
  ])
  func `names close to the word are offered`(word: String, expected: [String]) {
    #expect(Suggestions.closest(to: word, among: ["checkout", "switch", "log", "status"]) == expected)
  }

  @Test func `a transposition counts as one edit`() {
    #expect(Suggestions.distance("ab", "ba") == 1)
    #expect(Suggestions.distance("", "abc") == 3)
    #expect(Suggestions.distance("kitten", "sitting") == 3)
  }
}

@Suite struct SourceLocationTests {
  @Test func `an offset becomes line, column in characters, and the line's text`() {
    let text = "SELECT 1;\nSELECT 'é', nope;\n"
    let offset = text.utf8.count - "nope;\n".utf8.count
    let location = SourceLocation(file: "up.sql", utf8Offset: offset, in: text)
    #expect(location.line == 2)
    #expect(location.column == 13)
    #expect(location.excerpt == "SELECT 'é', nope;")
  }

  @Test func `an offset past the end is the end`() {
    #expect(SourceLocation(file: nil, utf8Offset: 99, in: "a\nb").line == 2)
  }
}

@Suite struct FailureKindTests {
  @Test func `every kind has an exit code of its own`() {
    #expect(Set(FailureKind.allCases.map(\.exitCode)).count == FailureKind.allCases.count)
    #expect(FailureKind.refused.exitCode == 4)
  }
}
