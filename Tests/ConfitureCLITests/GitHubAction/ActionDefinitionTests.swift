import Documents
import FoundationEssentials
import TestSupport
import Testing

/// The action's YAML, and the workflows that use it.
@Suite(.tags(.small)) struct ActionDefinitionTests {
  private static func document(_ name: String) throws -> JSONValue {
    try YAMLReader.parse(text: #require(ActionFiles.text(name)), file: name).json
  }

  private static func keys(_ value: JSONValue?) -> Set<String> {
    if case .object(let entries) = value { Set(entries.keys) } else { [] }
  }

  private static func steps(_ value: JSONValue?) -> [JSONValue] {
    if case .array(let steps) = value { steps } else { [] }
  }

  @Test func `the action has its inputs, outputs and one step`() throws {
    let action = try Self.document("examples/github-action/action.yml")
    #expect(Self.keys(action) == ["name", "description", "inputs", "outputs", "runs"])
    #expect(
      Self.keys(action["inputs"]) == [
        "base", "head", "directory", "remote", "confiture", "comment", "key", "fail-on-loss", "token",
      ])
    #expect(Self.keys(action["outputs"]) == ["objects", "migrations", "losses", "rewrites", "lock"])
    #expect(action["runs"]?["using"] == "composite")
    let steps = Self.steps(action["runs"]?["steps"])
    try #require(steps.count == 1)
    #expect(steps[0]["uses"] == nil)
    #expect(steps[0]["run"] == #""$GITHUB_ACTION_PATH/review.sh""#)
  }

  @Test func `inputs reach the script through its environment, each of them`() throws {
    let action = try Self.document("examples/github-action/action.yml")
    let steps = Self.steps(action["runs"]?["steps"])
    let step = try #require(steps.first)
    let text = JSONWriter.text(step)
    for input in Self.keys(action["inputs"]) { #expect(text.contains("${{ inputs.\(input) }}")) }
    // A value within the command would be run by the shell.
    guard case .string(let command) = step["run"] else { return #expect(Bool(false)) }
    #expect(!command.contains("${{"))
    let scripts = ["review.sh", "comment.sh"].compactMap { ActionFiles.text("examples/github-action/\($0)") }.joined()
    for name in Self.keys(step["env"]) { #expect(scripts.contains(name), "\(name)") }
  }

  @Test(arguments: [
    ("examples/github-action/schema-review.yml", "./.github/actions/schema-review"),
    (".github/workflows/schema-review.yml", "./examples/github-action"),
  ])
  func `a workflow gives what the action takes, and uses nobody else's`(file: String, action: String) throws {
    let workflow = try Self.document(file)
    let inputs = Self.keys(try Self.document("examples/github-action/action.yml")["inputs"])
    let steps = Self.steps(workflow["jobs"]?["review"]?["steps"])
    let used = steps.compactMap { if case .string(let name) = $0["uses"] { name } else { nil } }
    #expect(used == ["actions/checkout@v4", action])
    let step = try #require(steps.first { $0["uses"] == .string(action) })
    #expect(Self.keys(step["with"]).isSubset(of: inputs))
    #expect(!Self.keys(workflow["permissions"]).isEmpty)
  }

  @Test(arguments: ["review.sh", "comment.sh"]) func `the scripts can be run`(name: String) {
    #expect(FileManager.default.isExecutableFile(atPath: "\(ActionFiles.action)/\(name)"))
  }
}
