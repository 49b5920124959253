import Diagnostics
import FoundationEssentials
import GitStore
import History
import Scratch
import TestSupport
import Testing

@testable import Execution

private let corpora = ProcessInfo.processInfo.environment["CONFITURE_CORPORA"]

/// A run environment for tests: a real clock, no patience, no talk.
func testEnvironment(report: @escaping @Sendable (RunEvent) -> Void = { _ in }) -> RunEnvironment {
  RunEnvironment(
    now: { Date().timeIntervalSince1970 }, random: { Double.random(in: 0..<1) },
    sleep: { duration in _ = eventually(within: duration) { false } }, report: report, actor: "tester")
}

@Suite(.tags(.large), .serialized) struct ImportCorpusTests {
  /// What psql measured for each down, by migration.
  private static func expectations(_ history: String) throws -> [String: (down: String, restores: String)] {
    let path = try #require(corpora) + "/histories/\(history)/EXPECTED.tsv"
    let data = try #require(FileManager.default.contents(atPath: path))
    var result: [String: (String, String)] = [:]
    for line in String(decoding: data, as: UTF8.self).split(separator: "\n") where !line.hasPrefix("#") {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard fields.count > 7, fields[0] != "id" else { continue }
      result[fields[0]] = (fields[6], fields[7])
    }
    return result
  }

  @Test(
    .enabled(if: corpora != nil),
    arguments: ["supabase_storage", "concourse", "hatchet", "ggircs", "crates_io"])
  func `a real history is imported, and its downs judged as psql and pg_dump judge them`(history: String) throws {
    let folder = try TemporaryFolder()
    let store = try ObjectStore.create(at: folder.path)
    let read = try HistoryReader.read("\(#require(corpora))/histories/\(history)", format: .automatic)
    let expected = try Self.expectations(history)
    let started = Date()
    let importer = Importer(
      store: store, scratch: try TestServer.shared(), environment: testEnvironment(), options: ImportOptions(),
      progress: { _ in }, publish: { _ in })
    let report = try importer.run(read, onto: [])
    print(history, report.sealed.count, "in", Date().timeIntervalSince(started))
    #expect(report.sealed.count == read.migrations.count)
    var disagreements: [String] = []
    for version in report.sealed {
      guard let measured = expected[version.name] else { continue }
      // The dumps were compared without white space at the ends of lines; a routine's body is compared to the byte.
      let isInvisible = version.differences.allSatisfy {
        $0.contains("in white space only") || $0.contains("order of columns")
      }
      if !version.isReversible, measured.restores == "colorder", isInvisible { continue }
      let isReversible = measured.restores == "exact" || measured.restores == "colorder"
      if isReversible != version.isReversible {
        disagreements.append("\(version.name): expected \(measured), found \(version.differences)")
      }
    }
    #expect(disagreements == [])
  }
}
