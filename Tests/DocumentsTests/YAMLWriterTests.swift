import Diagnostics
import Documents
import SeededRandomness
import Testing

@Suite struct YAMLWriterTests {
  @Test func `mappings, lists and blocks are written in one readable form`() {
    var manifest: YAMLValue = [
      "format": 1, "title": "add users", "reversible": true, "note": "two\nlines\n", "empty": [], "none": nil,
      "requires": ["create-users", "a: b"], "author": ["name": "Ada \"the first\"", "email": "ada@example.org"],
      "steps": [["name": "x", "rows": 1.0], [["deep"]]],
    ]
    manifest.append("absent", nil)
    #expect(
      YAMLWriter.text(manifest) == """
        format: 1
        title: add users
        reversible: true
        note: |
          two
          lines
        empty: []
        none: null
        requires:
          - create-users
          - "a: b"
        author:
          name: 'Ada "the first"'
          email: ada@example.org
        steps:
          - name: x
            rows: 1.0
          - - - deep

        """)
  }

  @Test(arguments: [
    "", " ", " leading", "trailing ", "true", "false", "null", "~", "yes", "No", "1", "-1", "1.5", ".5", "0x1F",
    "1e3",
    "12:30", "a: b", "a:", ":a", "a #b", "#a", "- a", "-", "?", "it's", "say \"hi\"", "back\\slash", "tab\there", "é",
    "e\u{301}", "日本語", "\u{1F600}", "\u{0}", "\u{7F}", "\u{85}", "\u{2028}", "\u{FEFF}", "line\n", "a\nb",
    "a\n\nb\n\n\n",
    "\n", "\na", " a\nb", "a\n b\n", "a\n\tb\n", "\ta\nb", "a\r\nb", "a\n---\nb", "...", "---", "*alias", "&anchor",
    "!tag",
    "%directive", "@at", "`tick", "{a}", "[a]", "a, b", "|", ">", "<<", "2026-01-15T10:00:00+02:00",
    "public.f(integer)",
  ])
  func `every string comes back as the same string`(text: String) throws {
    for value: YAMLValue in [.string(text), ["key": .string(text)], [.string(text)], ["a": [["b": .string(text)]]]] {
      try expectRoundTrip(value)
    }
    try expectRoundTrip(.mapping([(text, .string(text))]))
  }

  @Test(arguments: [0, 1, 2, 3] as [UInt64])
  func `any document comes back equal`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<1000 {
      try expectRoundTrip(generator.value(depth: 4))
    }
  }

  private func expectRoundTrip(_ value: YAMLValue, location: Testing.SourceLocation = #_sourceLocation) throws {
    let text = YAMLWriter.text(value)
    do {
      let read = try YAMLReader.parse(text: text, file: nil).json
      #expect(utf8Form(read) == utf8Form(value.json), "\(text.debugDescription)", sourceLocation: location)
    } catch {
      Issue.record("\(error.diagnostic.message): \(text.debugDescription)", sourceLocation: location)
    }
  }

  /// Tells composed from decomposed characters, which `==` of strings does not.
  private func utf8Form(_ value: JSONValue) -> [UInt8] { Array(JSONWriter.text(value).utf8) }
}
