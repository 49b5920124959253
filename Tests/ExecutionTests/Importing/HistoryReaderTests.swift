import Diagnostics
import FoundationEssentials
import History
import Testing

@testable import Execution

/// A temporary folder with files, removed at the end.
final class SourceTree {
  let path: String

  init(_ files: [String: String]) throws {
    path = FileManager.default.temporaryDirectory.path + "/confiture-\(UUID().uuidString)"
    for (name, text) in files { try write(Array(text.utf8), to: name) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ bytes: [UInt8], to name: String) throws {
    let file = "\(path)/\(name)"
    let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: file))
  }
}

@Suite struct HistoryReaderTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var format: ImportFormat
    var files: [String: String]
    /// Name, up, down.
    var expected: [[String?]]
    var testDescription: String { format.rawValue }
  }

  @Test(arguments: [
    Case(
      format: .plain,
      files: ["0001_a/up.sql": "A", "0001_a/down.sql": "-A", "0002_b/up.sql": "B", "README.md": "x"],
      expected: [["0001_a", "A", "-A"], ["0002_b", "B", nil]]),
    Case(
      format: .golangMigrate,
      files: ["10_b.up.sql": "B", "9_a.up.sql": "A", "9_a.down.sql": "-A"],
      expected: [["9_a", "A", "-A"], ["10_b", "B", nil]]),
    Case(
      format: .dbmate,
      files: ["20240102_b.sql": "-- migrate:up\nB\n-- migrate:down\n-B\n", "20240101_a.sql": "-- migrate:up\nA\n"],
      expected: [["20240101_a", "\nA\n", nil], ["20240102_b", "\nB", "\n\n\n-B\n"]]),
    Case(
      format: .diesel,
      files: [
        "2024-01-31-120000_b/up.sql": "B", "20240130000000_a/up.sql": "A", "2024-01-31-120000_b/down.sql": "-B",
      ],
      expected: [["20240130000000_a", "A", nil], ["2024-01-31-120000_b", "B", "-B"]]),
    Case(
      format: .flyway,
      files: ["V2__b.sql": "B", "V1.10__late.sql": "L", "V1.9__a.sql": "A", "U2__b.sql": "-B", "R__view.sql": "V"],
      expected: [["V1.9__a", "A", nil], ["V1.10__late", "L", nil], ["V2__b", "B", "-B"]]),
    Case(
      format: .sqitch,
      files: [
        "sqitch.plan":
          "%project=x\n\na 2024-01-01T00:00:00Z Ann <ann@x> # first\nb [a] 2024-01-02T00:00:00Z Bob <bob@x>\n@v1 2024-01-03T00:00:00Z Bob <bob@x> # tag\nb [b@v1] 2024-01-04T00:00:00Z Bob <bob@x> # again\n",
        "deploy/a.sql": "A", "revert/a.sql": "-A", "deploy/b@v1.sql": "B1", "deploy/b.sql": "B2",
      ],
      expected: [["a", "A", "-A"], ["b@v1", "B1", nil], ["b", "B2", nil]]),
  ])
  func `the format is recognised and read in the tool's order`(example: Case) throws {
    let tree = try SourceTree(example.files)
    #expect(try HistoryReader.detect(tree.path) == example.format)
    let history = try HistoryReader.read(tree.path, format: .automatic)
    #expect(history.migrations.map { [$0.name, $0.up.text, $0.down?.text] } == example.expected)
  }

  @Test func `sqitch's requirements, planners, dates and tags are kept`() throws {
    let tree = try SourceTree([
      "sqitch.plan":
        "a 2024-01-01T00:00:00Z Ann Lee <ann@x> # first\nc 2024-01-01T00:00:01Z Ann Lee <ann@x>\nb [a !c] 2024-01-02T00:00:00Z Bob <bob@x> # second\n@v1 2024-01-03T00:00:00Z Bob <bob@x>\n",
      "deploy/a.sql": "", "deploy/b.sql": "", "deploy/c.sql": "",
    ])
    let migrations = try HistoryReader.read(tree.path, format: .sqitch).migrations
    #expect(migrations.map(\.parents) == [[], [], ["a"]])
    #expect(migrations.map(\.tags) == [[], [], ["v1"]])
    #expect(migrations[0].author?.name == "Ann Lee")
    #expect(migrations[0].date == 1_704_067_200)
    #expect(migrations[2].title == "second")
  }

  @Test func `parents are declared by graph_tsv and checked`() throws {
    let files = ["a/up.sql": "", "b/up.sql": "", "c/up.sql": ""]
    let tree = try SourceTree(files.merging(["graph.tsv": "a\t\nb\ta\nc\ta, b\n"]) { $1 })
    #expect(try HistoryReader.read(tree.path, format: .plain).migrations.map(\.parents) == [[], ["a"], ["a", "b"]])
    let wrong = try SourceTree(files.merging(["graph.tsv": "a\t\nb\tnope\n"]) { $1 })
    let error = try #require(throws: ImportError.self) { try HistoryReader.read(wrong.path, format: .plain) }
    #expect(error.diagnostic.message.contains("'nope'"))
    #expect(error.diagnostic.location?.line == 2)
  }

  @Test(arguments: [
    ("-- +goose NO TRANSACTION\nSELECT 1", true), ("SELECT 1", false),
  ])
  func `a declaration in the file means no transaction`(sql: String, expected: Bool) throws {
    let tree = try SourceTree(["1_a.up.sql": sql])
    #expect(try HistoryReader.read(tree.path, format: .automatic).migrations.map(\.outsideTransaction) == [expected])
  }

  @Test func `bytes that are not UTF-8 are named with file and offset`() throws {
    let tree = try SourceTree(["0001_a/up.sql": ""])
    try tree.write(Array("SELECT 'é".utf8) + [0xFF, 0x41], to: "0001_a/up.sql")
    let error = try #require(throws: ImportError.self) { try HistoryReader.read(tree.path, format: .plain) }
    #expect(error.code == .notUTF8)
    #expect(error.diagnostic.message.contains("0001_a/up.sql"))
    #expect(error.diagnostic.message.hasSuffix("offset 10"))
  }

  @Test func `Confiture's own folders keep what their migration_yaml says, in the order in which they were begun`()
    throws
  {
    func manifest(_ letter: String, _ title: String, _ date: String) -> String {
      """
      format: 1
      change: \(String(repeating: letter, count: 32))
      title: \(title)
      author: Ann <ann@example.org>
      date: \(date)
      reversible: true
      transaction: single

      """
    }
    let tree = try SourceTree([
      "b-first/up.sql": "B", "b-first/migration.yaml": manifest("k", "First of all", "2024-01-01T00:00:00Z"),
      "a-second/up.sql": "A", "a-second/migration.yaml": manifest("m", "And then", "2024-01-02T00:00:00Z"),
    ])
    let history = try HistoryReader.read(tree.path, format: .automatic)
    #expect(history.format == .confiture)
    #expect(history.migrations.map(\.name) == ["b-first", "a-second"])
    #expect(history.migrations.map(\.title) == ["First of all", "And then"])
    #expect(history.migrations.map { $0.manifest?.change.short() } == ["kkkkkkkk", "mmmmmmmm"])
    try tree.write(Array("format: 1\nchange: nope\n".utf8), to: "a-second/migration.yaml")
    let error = try #require(throws: ImportError.self) { try HistoryReader.read(tree.path, format: .confiture) }
    #expect(error.diagnostic.location?.line != nil)
  }

  @Test func `an unknown form names what was looked for`() throws {
    let tree = try SourceTree(["notes.txt": "x"])
    let error = try #require(throws: ImportError.self) { try HistoryReader.read(tree.path, format: .automatic) }
    #expect(error.code == .unknownFormat)
    #expect(error.diagnostic.hints.joined().contains("--format"))
    #expect(throws: ImportError.self) { try HistoryReader.read("\(tree.path)/nowhere", format: .automatic) }
  }

  @Test(arguments: [
    ("20240131120000_title", 1_706_702_400 as Int64?), ("2024-01-31-120000_title", 1_706_702_400),
    ("0042_2024-01-31-120000_title", 1_706_702_400), ("20240131_title", 1_706_659_200), ("0042_title", nil),
    ("20241345_title", nil),
  ])
  func `dates are read from names`(name: String, expected: Int64?) {
    #expect(NameDate.date(in: name)?.seconds == expected)
  }
}

@Suite struct GraphImportTests {
  @Test(arguments: [
    ("swrs/tables/report.sql", "swrs.report", true), ("swrs/tables/report.sql", "report", true),
    ("other/tables/report.sql", "swrs.report", false), ("swrs/functions/load(integer).sql", "swrs.load", true),
    ("swrs/schema.sql", "swrs", true), ("swrs/tables/reports.sql", "report", false),
  ])
  func `paths are matched with the names in messages`(path: String, name: String, expected: Bool) {
    #expect(GraphImport.path(path, isOf: name) == expected)
  }

  @Test func `names are taken from messages`() {
    #expect(GraphImport.quotedNames(in: "relation \"swrs.report\" does not exist") == ["swrs.report"])
    #expect(GraphImport.quotedNames(in: "function swrs.f(integer) does not exist") == ["swrs.f"])
  }
}
