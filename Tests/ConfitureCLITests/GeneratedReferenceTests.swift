import CommandLineKit
import ConfitureCLI
import FoundationEssentials
import TestSupport
import Testing

/// `make generate` writes these pages.
@Suite(.tags(.small)) struct GeneratedReferenceTests {
  private static let folder =
    (#filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3) + ["docs", "reference"])
    .joined(separator: "/")
  private let golden = Golden(directory: folder)
  private static let model = CommandTable.tree.model
  private static let commands = ([model.root] + model.root.descendants).filter { !$0.isHidden }

  @Test(arguments: commands.map { MarkdownPage.fileName(of: $0) })
  func `every command has its page`(file: String) throws {
    let command = try #require(Self.commands.first { MarkdownPage.fileName(of: $0) == file })
    try golden.expect(MarkdownPage(command, of: Self.model).text, toMatch: "commands/\(file)")
  }

  @Test func `no page is left of a command that is gone`() throws {
    let pages = try FileManager.default.contentsOfDirectory(atPath: "\(Self.folder)/commands")
    #expect(Set(pages) == Set(Self.commands.map { MarkdownPage.fileName(of: $0) }))
  }

  @Test func `exit codes have a page`() throws {
    try golden.expect(ErrorReference.exitCodePage, toMatch: "exit-codes.md")
  }

  @Test func `errors have a page`() throws {
    try golden.expect(ErrorReference.page, toMatch: "errors.md")
  }

  @Test func `every code is explained, and stands once`() {
    let codes = ErrorReference.entries.map(\.code)
    #expect(Set(codes).count == codes.count)
    #expect(Set(codes) == Set(ErrorMeanings.all.keys))
  }

  /// A code that is written as text where it is used would be missing on the page.
  @Test func `every code in the sources is on the page`() throws {
    let known = Set(ErrorReference.entries.map(\.code))
    for (file, text) in try SourceFiles.all() {
      for use in text.matches(of: /(?:code: |case \w+ = )"([a-z]+(?:-[a-z]+)*\.[a-z0-9-]+)"/) {
        let code = String(use.1)
        let isKnown = known.contains(code) || code.hasSuffix(".sql") || code.hasSuffix(".yaml")
        #expect(isKnown, "\(file): \(code)")
      }
    }
  }
}
