import CommandLineKit
import Testing
import TestSupport

@Suite struct HelpTests {
  private let golden = Golden(beside: #filePath)

  private func help(_ words: [String], width: Int = 80) throws -> String {
    guard case .help(let page, _) = try SampleTree.tree.parse(arguments: words) else {
      throw UsageError("no help")
    }
    return page.text(width: width, color: false)
  }

  @Test(arguments: [["cook"], ["import"], ["log"], ["shelf"], ["shelf", "add"], []])
  func `every node has a help page`(path: [String]) throws {
    let name = (["jam"] + path).joined(separator: "-")
    try golden.expect(try help(path + ["--help"]), toMatch: "help/\(name).txt")
  }

  @Test(arguments: [["cook"], ["shelf"], ["shelf", "add"], [], ["refill"]])
  func `the command 'help' shows the same page`(path: [String]) throws {
    #expect(try help(["help"] + path) == help(path + ["--help"]))
    #expect(try help(path + ["-h"]) == help(path + ["--help"]))
  }

  @Test func `nothing at all is a request for help`() throws {
    #expect(try help([]) == help(["--help"]))
  }

  @Test(arguments: [
    ["cook", "--bad", "--help"], ["cook", "plum", "1", "2", "--help"], ["cook", "--message", "--help"],
    ["cook", "-zh", "-h"], ["--help", "cook"], ["cook", "-nh"], ["cook", "--format", "xml", "-h"],
  ])
  func `a request for help wins over any slip`(line: [String]) throws {
    #expect(try help(line) == help(["cook", "--help"]))
  }

  @Test func `the global options are known when help is shown`() throws {
    guard case .help(_, let options) = try SampleTree.tree.parse(arguments: ["cook", "--help", "--no-color"]) else {
      Issue.record("no help")
      return
    }
    #expect(options.noColor)
  }

  @Test(arguments: [40, 60, 100])
  func `no line of prose is wider than the terminal`(width: Int) throws {
    let page = try help(["cook", "--help"], width: width)
    let prose = page.split(separator: "\n").prefix { !$0.hasPrefix("Examples") }
    #expect(prose.allSatisfy { $0.hasPrefix("Usage") || $0.count <= width })
  }

  @Test func `colour is bold and nothing else`() throws {
    guard case .help(let page, _) = try SampleTree.tree.parse(arguments: ["cook", "--help"]) else { return }
    let bare = page.text(width: 80, color: true)
      .replacing("\u{1B}[1m", with: "").replacing("\u{1B}[0m", with: "")
    #expect(bare == page.text(width: 80, color: false))
    #expect(page.text(width: 80, color: true).contains("\u{1B}[1mUsage:\u{1B}[0m"))
  }
}
