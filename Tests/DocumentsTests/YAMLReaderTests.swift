import Diagnostics
import Documents
import Testing

@Suite struct YAMLReaderTests {
  @Test func `plain scalars are what YAML 1-2 says, quoted ones are strings`() throws {
    let text = """
      a: true
      b: yes
      c: "true"
      d: 12
      e: 1.5
      f: ~
      g:
      h: !!str 12
      i: '007'
      j: 2026-01-15
      k: |
        two
        lines
      l: {x: [1, "2"]}
      """
    let json = try YAMLReader.parse(text: text, file: nil).json
    #expect(
      json == [
        "a": true, "b": "yes", "c": "true", "d": 12, "e": 1.5, "f": nil, "g": nil, "h": "12", "i": "007",
        "j": "2026-01-15", "k": "two\nlines\n", "l": ["x": [1, "2"]],
      ])
  }

  @Test func `nothing at all is null`() throws {
    #expect(try YAMLReader.parse(text: "", file: nil).isNull)
    #expect(try YAMLReader.parse(text: "# only a comment\n", file: nil).isNull)
  }

  @Test func `anchors, aliases and merge keys are resolved`() throws {
    let text = """
      base: &base {host: db, port: 5432}
      one: *base
      two:
        <<: *base
        port: 5433
      """
    let json = try YAMLReader.parse(text: text, file: nil).json
    #expect(json["one"] == ["host": "db", "port": 5432])
    #expect(json["two"] == ["host": "db", "port": 5433])
  }

  @Test func `nodes know where they stand, columns counted in characters`() throws {
    var root = try YAMLReader.parse(text: "é: x\n日本: {naïve: y}\n", file: "c.yaml").mapping()
    var inner = try root.require("日本").mapping()
    let node = try inner.require("naïve")
    #expect(
      node.location == SourceLocation(file: "c.yaml", line: 2, column: 13, excerpt: "日本: {naïve: y}"))
    #expect(node.path == "日本.naïve")
  }

  struct Broken: Sendable, CustomTestStringConvertible {
    var text: String
    var code: DocumentError.Code
    var line: Int
    var column: Int
    var message: String
    var testDescription: String { message }
  }

  @Test(arguments: [
    Broken(
      text: "a: 1\nb: 2\na: 3\n", code: .duplicateKey, line: 3, column: 1, message: "the key 'a' is given twice"),
    Broken(text: "a: 1\n---\nb: 2\n", code: .syntax, line: 2, column: 1, message: "a second document begins here"),
    Broken(
      text: "a: *nope\n", code: .syntax, line: 1, column: 4, message: "no anchor '&nope' stands before '*nope'"),
    Broken(
      text: "a: !ruby/object x\n", code: .syntax, line: 1, column: 4,
      message: "the tag '!ruby/object' is not understood"),
    Broken(
      text: "? [a]\n: 1\n", code: .syntax, line: 1, column: 3, message: "a key must be a plain word or a string"),
    Broken(
      text: "<<: 3\n", code: .syntax, line: 1, column: 5, message: "'<<' takes a mapping or a list of mappings"),
    Broken(
      text: "a: [1, 2\nb: 3\n", code: .syntax, line: 2, column: 2,
      message: "not valid YAML: did not find expected ',' or ']' (while parsing a flow sequence)"),
    Broken(
      text: "a: é\u{7}\n", code: .syntax, line: 1, column: 5,
      message: "not valid YAML: control characters are not allowed"),
  ])
  func `a broken document is refused where it is broken`(broken: Broken) {
    let error = #expect(throws: DocumentError.self) { try YAMLReader.parse(text: broken.text, file: "c.yaml") }
    #expect(error?.code == broken.code)
    #expect(error?.message == broken.message)
    #expect(error?.location.line == broken.line)
    #expect(error?.location.column == broken.column)
    #expect(error?.location.file == "c.yaml")
    #expect(error?.kind == .usage)
  }

  @Test func `a tab in the indentation is named`() {
    let error = #expect(throws: DocumentError.self) {
      try YAMLReader.parse(text: "a:\n\tb: 1\n", file: nil)
    }
    #expect(error?.hints == ["YAML is indented with spaces, not tabs"])
    #expect(error?.location.line == 2)
  }

  @Test func `aliases cannot blow up`() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...12 {
      text += "a\(level): &a\(level) [" + (0..<9).map { _ in "*a\(level - 1)" }.joined(separator: ", ") + "]\n"
    }
    let error = #expect(throws: DocumentError.self) { try YAMLReader.parse(text: text, file: nil) }
    #expect(error?.code == .limitExceeded)
  }

  @Test(arguments: [
    String(repeating: "[", count: 100_000), String(repeating: "- ", count: 5000) + "x",
    "a0: &a0 x\n" + (1...80).map { "a\($0): &a\($0) [*a\($0 - 1)]\n" }.joined(),
  ])
  func `depth is bounded`(text: String) {
    let error = #expect(throws: DocumentError.self) { try YAMLReader.parse(text: text, file: nil) }
    #expect(error?.code == .limitExceeded)
  }

  @Test func `bytes that are not UTF-8 are refused with their place`() {
    let error = #expect(throws: DocumentError.self) {
      try YAMLReader.parse(bytes: Array("a: 1\nb: é".utf8) + [0xFF, 0x0A], file: "c.yaml")
    }
    #expect(error?.code == .notUTF8)
    #expect(error?.location.line == 2)
    #expect(error?.location.column == 5)
  }
}
