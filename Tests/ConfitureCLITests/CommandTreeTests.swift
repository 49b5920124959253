import CommandLineKit
import ConfitureCLI
import TestSupport
import Testing

@Suite(.tags(.small)) struct CommandTreeTests {
  @Test func `the tree of commands has no slips`() {
    #expect(CommandTable.tree.problems == [])
  }

  /// A hint is the next command to type, so it has to be one.
  @Test func `every command that a message names exists`() throws {
    let commands = Set(CommandTable.tree.model.root.children.map(\.name))
    for (file, text) in try SourceFiles.all() {
      // A text in quotes does not go on in the next line.
      let messages = SourceFiles.lines(of: text, with: "confiture ").filter { !$0.contains("applicationName") }
        .joined(separator: "\n")
      for literal in messages.matches(of: /"(?:[^"\\\n]|\\.)*"/) {
        for use in literal.0.matches(of: /(?:^"|[:,'] |, then |or )confiture ([a-z][a-z-]*)/) {
          let isCommand = commands.contains(String(use.1))
          #expect(isCommand, "\(file) names 'confiture \(use.1)'")
        }
      }
    }
  }
}
