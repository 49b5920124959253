import CommandLineKit
import ConfitureCLI
import Processes
import TestSupport
import Testing

@Suite(.tags(.medium)) struct HelpTests {
  @Test func `help and version need no project`() throws {
    let sandbox = try Sandbox()
    var story = Story(sandbox)
    story.run("--version")
    story.run()
    story.run("checkout", "--help")
    story.run("help", "scratch")
    story.run("scratch", "stop", "-h")
    try story.expect("help/pages")
    #expect(try sandbox.program("sh", "-c", "ls -A").outputText == "")
  }

  @Test(arguments: CommandTable.tree.model.root.descendants.map { Array($0.path.dropFirst()) })
  func `every command has a page of help within the width`(path: [String]) throws {
    let run = try Sandbox().run(path + ["--help"])
    #expect(run.exit == 0)
    #expect(run.errors == "")
    #expect(run.output.contains("Usage") || run.output.contains("usage"))
    for line in run.output.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
  }

  @Test func `completion knows commands, options, branches and targets`() throws {
    let sandbox = try Sandbox.withHistory([Shop.users, Shop.orders])
    try sandbox.configure("targets:\n  production:\n    url: postgresql:///shop\n")
    sandbox.run("branch", "loyalty", "HEAD~1")
    sandbox.run("tag", "v1.0")
    var story = Story(sandbox)
    story.run("__complete", "che")
    story.run("__complete", "checkout", "--")
    story.run("__complete", "checkout", "")
    story.run("__complete", "checkout", "main", "--target", "")
    story.run("__complete", "switch", "l")
    story.run("__complete", "log", "--format", "")
    story.run("__complete", "-C", "/", "switch", "")
    story.run("__complete", "commit", "--format=")
    try story.expect("completion/answers")
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `a shell has a completion script`(shell: String) throws {
    let run = try Sandbox().run("completion", shell)
    #expect(run.exit == 0)
    #expect(run.output.contains("checkout") && run.output.contains("__complete"))
    if shell == "bash" {
      let sandbox = try Sandbox()
      try sandbox.folder.write(run.output, to: "confiture.bash")
      let check = try sandbox.program("bash", "-n", "confiture.bash")
      #expect(check.isSuccess && check.errorText == "")
    }
  }
}
