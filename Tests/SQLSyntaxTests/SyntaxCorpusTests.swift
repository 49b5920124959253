import FoundationEssentials
import Testing

@testable import SQLSyntax

/// The folder named by CONFITURE_CORPORA, with real histories.
private let corpora = ProcessInfo.processInfo.environment["CONFITURE_CORPORA"]

@Suite struct SyntaxCorpusTests {
  @Test(.enabled(if: corpora != nil)) func `every script of real histories is split and read`() throws {
    let root = try #require(corpora) + "/histories"
    let manager = FileManager.default
    let files = try manager.contentsOfDirectory(atPath: root).flatMap { history in
      try manager.contentsOfDirectory(atPath: "\(root)/\(history)").flatMap { migration in
        ["up", "down", "verify"].map { "\(history)/\(migration)/\($0).sql" }
      }
    }.filter { manager.fileExists(atPath: "\(root)/\($0)") }
    #expect(files.count > 1000)
    var unread: [String] = []
    for file in files {
      let data = try #require(manager.contents(atPath: "\(root)/\(file)"))
      let text = try #require(String(validating: data, as: UTF8.self), "\(file)")
      let script = try MigrationScript(text)
      for statement in script.statements {
        if let objection = statement.grammarObjection { unread.append("\(file):\(statement.line): \(objection)") }
      }
    }
    // The one script that PostgreSQL refuses too: a comma is missing in it.
    #expect(unread.filter { !$0.hasPrefix("crates_io/0132_20170318181441_downloads_need_no_id/down.sql") } == [])
  }
}
