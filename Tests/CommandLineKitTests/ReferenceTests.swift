import CommandLineKit
import Processes
import Testing
import TestSupport

@Suite struct ReferenceTests {
  private let golden = Golden(beside: #filePath)
  private let model = SampleTree.tree.model

  private func command(_ path: String...) throws -> CommandModel {
    try #require(model.root.descendants.first { $0.path == ["jam"] + path })
  }

  @Test func `a command has a page in Markdown`() throws {
    try golden.expect(MarkdownPage(command("cook"), of: model).text, toMatch: "markdown/cook.md")
    try golden.expect(MarkdownPage(model.root, of: model).text, toMatch: "markdown/index.md")
    #expect(MarkdownPage.fileName(of: try command("shelf", "add")) == "shelf-add.md")
    #expect(MarkdownPage.fileName(of: model.root) == "index.md")
  }

  @Test func `a command has a manual page`() throws {
    let page = ManualPage(try command("cook"), of: model)
    #expect(page.name == "jam-cook")
    try golden.expect(page.text, toMatch: "man/jam-cook.1")
    try golden.expect(ManualPage(model.root, of: model).text, toMatch: "man/jam.1")
  }

  @Test func `the whole tree is one JSON value`() throws {
    try golden.expect(model.json, toMatch: "model.json")
  }

  @Test func `hidden commands and options are in no page`() {
    let pages = model.root.descendants.map { MarkdownPage($0, of: model).text + ManualPage($0, of: model).text }
    let scripts = [
      BashCompletion.script(for: model), ZshCompletion.script(for: model), FishCompletion.script(for: model),
    ]
    for text in pages + scripts + [model.json] {
      #expect(!text.contains("refill"))
      #expect(!text.contains("explode"))
    }
  }

  @Test func `every shell has a completion script`() throws {
    try golden.expect(BashCompletion.script(for: model), toMatch: "completion/jam.bash")
    try golden.expect(ZshCompletion.script(for: model), toMatch: "completion/_jam")
    try golden.expect(FishCompletion.script(for: model), toMatch: "completion/jam.fish")
  }

  @Test func `bash accepts its script`() throws {
    let check = Invocation(
      "bash", ["-n"], environment: ["PATH": "/usr/bin:/bin"], input: Array(BashCompletion.script(for: model).utf8))
    let result = try ChildProcess.run(check, deadline: .seconds(20))
    #expect(result.isSuccess, "\(result.errorText)")
    #expect(result.errorText == "")
  }

  struct Typed: Sendable, CustomTestStringConvertible {
    var line: String
    var expected: [String]
    var testDescription: String { line }
  }

  /// A stand-in for the tool answers `__complete` with its own words, so that what is asked can be seen.
  @Test(arguments: [
    Typed(line: "jam c", expected: ["cook"]),
    Typed(line: "jam ", expected: ["cook", "import", "log", "shelf"]),
    Typed(line: "jam -C /tmp sh", expected: ["shelf"]),
    Typed(line: "jam shelf ", expected: ["add"]),
    Typed(line: "jam log --l", expected: ["--limit"]),
    Typed(line: "jam log --format ", expected: ["text", "json"]),
    Typed(line: "jam log --format=j", expected: ["json"]),
    Typed(line: "jam import --format ", expected: []),
    Typed(line: "jam log m", expected: ["main", "main~1"]),
    Typed(line: "jam log main:", expected: ["x"]),
    Typed(line: "jam cook --with=v", expected: ["vanilla"]),
    Typed(line: "jam cook --with v", expected: ["vanilla"]),
    Typed(line: "jam log $(exit)", expected: []),
  ])
  func `bash completes`(typed: Typed) throws {
    let program = """
      \(BashCompletion.script(for: model))
      jam() {
        shift
        printf '%s\\n' "$*" >&2
        case "$*" in
          'log m') printf 'main\\tthe branch\\nmain~1\\n' ;;
          'log main:') printf 'main:x\\n' ;;
          'cook --with=v') printf -- '--with=vanilla\\n' ;;
          'cook --with v') printf 'vanilla\\n' ;;
        esac
      }
      COMP_LINE=$1 COMP_POINT=${#1} COMP_WORDBREAKS=$' \\t\\n"\\'@><=;|&(:'
      _jam
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    let invocation = Invocation(
      "bash", ["-s", "--", typed.line], environment: ["PATH": "/usr/bin:/bin"], input: Array(program.utf8))
    let result = try ChildProcess.run(invocation, deadline: .seconds(20))
    let words = result.outputText.split(separator: "\n").map(String.init)
    #expect(words == typed.expected, "\(result.errorText)")
  }
}
