import Diagnostics
import Documents
import Testing

@Suite struct DocumentNodeTests {
  private func root(_ text: String) throws -> MappingReader {
    try YAMLReader.parse(text: text, file: "confiture.yaml").mapping()
  }

  @Test func `values are read as the type that is asked for`() throws {
    var reader = try root("s: 12\ni: 7\nb: false\nn: 1.5\nl: [a, b]\nd: 15min\nc: note\nz:\n")
    #expect(try reader.require("s").string() == "12")
    #expect(try reader.require("i").int() == 7)
    #expect(try reader.require("b").bool() == false)
    #expect(try reader.require("n").number() == 1.5)
    #expect(try reader.require("l").strings() == ["a", "b"])
    #expect(try reader.require("d").duration() == .seconds(900))
    #expect(try reader.require("c").choice(of: Severity.self) == .note)
    #expect(reader.take("z") == nil)
    #expect(reader.take("absent") == nil)
    try reader.finish()
  }

  struct Wrong: Sendable, CustomTestStringConvertible {
    var text: String
    var read: @Sendable (DocumentNode) throws -> Void
    var message: String
    var hints: [String] = []
    var testDescription: String { message }
  }

  @Test(arguments: [
    Wrong(text: "x", read: { _ = try $0.int() }, message: "'k' must be a whole number, not 'x'"),
    Wrong(text: "'5'", read: { _ = try $0.int() }, message: "'k' must be a whole number, not the string '5'"),
    Wrong(
      text: "yes", read: { _ = try $0.bool() }, message: "'k' must be 'true' or 'false', not 'yes'",
      hints: ["write 'true'"]),
    Wrong(
      text: "off", read: { _ = try $0.bool() }, message: "'k' must be 'true' or 'false', not 'off'",
      hints: ["write 'false'"]),
    Wrong(text: "[1]", read: { _ = try $0.string() }, message: "'k' must be a string, not a list"),
    Wrong(text: "a", read: { _ = try $0.strings() }, message: "'k' must be a list, not 'a'"),
    Wrong(text: "[a, {}]", read: { _ = try $0.strings() }, message: "'k[1]' must be a string, not a mapping"),
    Wrong(text: "a", read: { _ = try $0.mapping() }, message: "'k' must be a mapping of keys to values, not 'a'"),
    Wrong(
      text: "15 minutes", read: { _ = try $0.duration() }, message: "'k' must be a duration, not '15 minutes'",
      hints: ["durations are written as '500ms', '2s', '15min', '1h' or '7d'"]),
    Wrong(
      text: "warnin", read: { _ = try $0.choice(of: Severity.self) },
      message: "'k' must be one of 'note', 'warning', 'error', not 'warnin'", hints: ["did you mean 'warning'?"]),
  ])
  func `a value of another type is refused where it stands`(wrong: Wrong) throws {
    var reader = try root("k: \(wrong.text)\n")
    let node = try reader.require("k")
    let error = #expect(throws: DocumentError.self) { try wrong.read(node) }
    #expect(error?.message == wrong.message)
    #expect(error?.hints == wrong.hints)
    #expect(error?.location.line == 1)
    #expect(error?.location.excerpt == "k: \(wrong.text)")
  }

  @Test func `an unknown key is refused with what was probably meant`() throws {
    var reader = try root("scratch:\n  idle_timeuot: 5s\n")
    var scratch = try reader.require("scratch").mapping()
    _ = scratch.take("idle_timeout")
    _ = scratch.take("url")
    let error = #expect(throws: DocumentError.self) { try scratch.finish() }
    #expect(error?.message == "unknown key 'idle_timeuot' in 'scratch'")
    #expect(error?.hints == ["did you mean 'idle_timeout'?"])
    #expect(error?.location.line == 2)
    #expect(error?.location.column == 3)
    #expect(error?.diagnostic.code == "documents.unknown-key")
  }

  @Test func `a missing key is named with what has it`() throws {
    var reader = try root("targets:\n  production:\n    ulr: x\n")
    var targets = try reader.require("targets").mapping()
    let target = try #require(targets.takeRest().first)
    #expect(target.name == "production")
    try targets.finish()
    var keys = try target.node.mapping()
    let error = #expect(throws: DocumentError.self) { try keys.require("url") }
    #expect(error?.message == "'targets.production' lacks the key 'url'")
    #expect(error?.hints == ["did you mean 'url' by 'ulr'?"])
    #expect(error?.location.line == 3)
  }

  @Test(arguments: [
    ("plain", "plain"), ("${A}", "1"), ("a${A}b${B}c", "a1b2c"), ("$5 $${A}", "$5 ${A}"), ("${NONE:-d}", "d"),
    ("${EMPTY:-d}", "d"), ("${EMPTY}", ""), ("${A:-d}", "1"), ("p$word", "p$word"), ("$", "$"),
  ])
  func `variables are expanded`(text: String, expected: String) throws {
    let node = try JSONReader.parse(text: JSONWriter.text(.string(text)), file: nil)
    #expect(try node.string(expanding: { ["A": "1", "B": "2", "EMPTY": ""][$0] }) == expected)
  }

  @Test func `a variable that is not set is an error that names it`() throws {
    var reader = try root("url: postgres://${USER_NAME}@h\n")
    let node = try reader.require("url")
    let error = #expect(throws: DocumentError.self) { try node.string(expanding: { _ in nil }) }
    #expect(error?.code == .unsetVariable)
    #expect(error?.message == "the environment variable 'USER_NAME' is not set; 'url' needs it")
  }
}

@Suite struct DurationTextTests {
  @Test(
    arguments: [
      ("500ms", .milliseconds(500)), ("2s", .seconds(2)), ("15min", .seconds(900)), ("1h", .seconds(3600)),
      ("7d", .seconds(604_800)), ("1.5s", .milliseconds(1500)), ("2 s", .seconds(2)), ("0", .zero), ("0s", .zero),
    ] as [(String, Duration)])
  func `a duration is a number with a unit`(text: String, expected: Duration) {
    #expect(DurationText.parse(text) == expected)
    #expect(DurationText.parse(DurationText.text(expected)) == expected)
  }

  @Test(arguments: ["", "5", "s", "-1s", "1m", "1hour", "1..5s", "99999999999999999d", "١s"])
  func `anything else is no duration`(text: String) {
    #expect(DurationText.parse(text) == nil)
  }
}
