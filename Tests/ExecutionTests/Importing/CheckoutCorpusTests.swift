import Diagnostics
import FoundationEssentials
import GitStore
import History
import Planning
import Scratch
import TestSupport
import Testing

@testable import Execution

private let corpora = ProcessInfo.processInfo.environment["CONFITURE_CORPORA"]

/// Whatever version a database is moved to, and from wherever: pg_dump sees what psql makes of the same files.
@Suite(.tags(.large), .serialized) struct CheckoutCorpusTests {
  private let scratch: ScratchServer
  private let programs: ServerPrograms

  init() throws {
    scratch = try TestServer.shared()
    programs = try ServerPrograms(scratch)
  }

  @Test(.enabled(if: corpora != nil), arguments: ["supabase_storage", "concourse", "hatchet", "ggircs", "crates_io"])
  func `versions of real histories are what psql makes of the same files`(history: String) throws {
    let source = "\(try #require(corpora))/histories/\(history)"
    let folder = try TemporaryFolder()
    let store = try ObjectStore.create(at: folder.path)
    var options = ImportOptions()
    options.trustsDown = false
    let importer = Importer(
      store: store, scratch: scratch, environment: testEnvironment(), options: options, progress: { _ in },
      publish: { _ in })
    let report = try importer.run(HistoryReader.read(source, format: .plain), onto: [])
    let head = try #require(report.head)
    try store.update(ConfitureReference.head("main"), to: head, expecting: .any, message: "test")
    let count = report.sealed.count
    let stops = [0, count / 2, count - 1]
    let references = try dumpsOfPsql(source, names: report.sealed.map(\.name), at: Set(stops))
    let database = try scratch.createTemporaryDatabase()
    defer { try? scratch.dropDatabase(database) }
    let target = Target(
      name: "corpus", address: scratch.connectionString(database: database), isDisposable: true, isScratch: true)
    for (step, stop) in [stops[0], stops[2], stops[1], stops[0], stops[2]].enumerated() {
      let versions = try VersionReader(store: store)
      var request = CheckoutRequest(destination: try versions.version(report.sealed[stop].commit))
      request.options = PlanOptions(isDisposable: true)
      let checkout = try Checkout(
        target, versions: versions, recorder: OutcomeRecorder(store), environment: testEnvironment())
      let result = try checkout.run(request) { _ in true }
      #expect(result.isVerified)
      let (actual, expected) = (try programs.dump(database), try #require(references[stop]))
      // On the way back a column may come to stand last: the same lines, in another order.
      let isBack = step > 1
      #expect(
        isBack ? actual.sorted(by: <) == expected.sorted(by: <) : actual == expected, "\(report.sealed[stop].name)")
    }
  }

  /// Dumps of a database built by psql from the same files.
  private func dumpsOfPsql(_ source: String, names: [String], at stops: Set<Int>) throws -> [Int: [String]] {
    let expectations = try #require(FileManager.default.contents(atPath: "\(source)/EXPECTED.tsv"))
    let modes = String(decoding: expectations, as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
    let database = try scratch.createTemporaryDatabase()
    defer { try? scratch.dropDatabase(database) }
    if FileManager.default.fileExists(atPath: "\(source)/setup.sql") {
      _ = try programs.psql(["-f", "\(source)/setup.sql"], on: database)
    }
    var dumps: [Int: [String]] = [:]
    for (index, name) in names.enumerated() {
      let isSingle = modes.contains { $0.first == name && $0.count > 1 && $0[1] == "tx" }
      _ = try programs.psql((isSingle ? ["-1"] : []) + ["-f", "\(source)/\(name)/up.sql"], on: database)
      if stops.contains(index) { dumps[index] = try programs.dump(database) }
    }
    return dumps
  }
}
