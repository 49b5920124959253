import Diagnostics
import FoundationEssentials
import GitStore
import History
import Planning
import Postgres
import Scratch
import SeededRandomness
import TestSupport
import Testing

@testable import Execution

private let corpora = ProcessInfo.processInfo.environment["CONFITURE_CORPORA"]

/// A history in the shape that its migrations declare: wherever a database comes from, at a version it is what psql makes
/// of the migrations that this version stands on, and of no others.
@Suite(.tags(.large), .serialized) struct BranchedCorpusTests {
  private let scratch: ScratchServer
  private let programs: ServerPrograms

  init() throws {
    scratch = try TestServer.shared()
    programs = try ServerPrograms(scratch)
  }

  @Test(.enabled(if: corpora != nil), arguments: ["ggircs"])
  func `versions of a branched history are what psql makes of what they stand on`(history: String) throws {
    let site = try BranchedHistory(history, scratch)
    let database = try scratch.createTemporaryDatabase()
    defer { try? scratch.dropDatabase(database) }
    var unrunnable: [String] = []
    for stop in site.stops() {
      let result = try site.checkout(stop, database)
      #expect(result.isVerified, "\(stop.name)")
      do {
        let expected = try dumpOfPsql(site, stop)
        let actual = try programs.dump(database)
        // A column that a down has brought back stands last: the same lines, in another order.
        #expect(actual.sorted(by: <) == expected.sorted(by: <), "\(stop.name)")
        if result.plan.steps.allSatisfy({ $0.action != .revert }) { #expect(actual == expected, "\(stop.name)") }
      } catch let failure as ServerPrograms.Failure {
        unrunnable.append("\(stop.name): \(failure)")
      }
    }
    // The import has added what was not declared, so psql has to get along with the versions' ancestry.
    #expect(unrunnable == [])
    try checkOrderThatDoesNotRun(site, database)
  }

  /// Two orders of a merge are known not to lead to the same: such a way fails in order, and there is another.
  private func checkOrderThatDoesNotRun(_ site: BranchedHistory, _ database: String) throws {
    let merge = try #require(site.report.unprovenMerges.first { $0.name.hasPrefix("0189_") })
    let side = try site.version { $0.hasPrefix("0107_") }
    let whole = try site.version { $0 == merge.name }
    try site.checkout(try site.version { $0.hasPrefix("0001_") }, database)
    try site.checkout(side, database)
    let failure = try #require(throws: MigrationFailure.self) { try site.checkout(whole, database) }
    #expect(merge.differences.contains { $0.contains(failure.diagnostic.message) }, "the import had said it")
    let state = try Registry.read(
      Connection(scratch.connectionString(database: database), applicationName: "test"))
    #expect(state.openRun == nil)
    #expect(state.head != nil)
    #expect(state.head != whole.id)
    #expect(try site.checkout(whole, database) { $0.mustRebuild = true }.isVerified)
    #expect(try programs.dump(database).sorted(by: <) == dumpOfPsql(site, whole).sorted(by: <))
  }

  /// A database built by psql from the migrations that a version stands on, in the tool's order.
  private func dumpOfPsql(_ site: BranchedHistory, _ version: Version) throws -> [String] {
    let database = try scratch.createTemporaryDatabase()
    defer { try? scratch.dropDatabase(database) }
    let files = site.ancestry(of: version).map { "\(site.source)/\($0)/up.sql" }
    _ = try programs.psql(files.flatMap { ["-f", $0] }, on: database)
    return try programs.dump(database)
  }
}

/// An imported history with merges.
private struct BranchedHistory {
  let source: String
  let report: ImportReport
  private let scratch: ScratchServer
  private let folder: TemporaryFolder
  private let store: ObjectStore
  private let versions: [Version]
  private let head: Version
  /// Where a migration stands in the tool's order.
  private let positions: [String: Int]

  init(_ name: String, _ scratch: ScratchServer) throws {
    self.scratch = scratch
    source = "\(try #require(corpora))/histories/\(name)"
    folder = try TemporaryFolder()
    store = try ObjectStore.create(at: folder.path)
    var options = ImportOptions()
    options.followsGraph = true
    let importer = Importer(
      store: store, scratch: scratch, environment: testEnvironment(), options: options, progress: { _ in },
      publish: { _ in })
    let history = try HistoryReader.read(source, format: .plain)
    report = try importer.run(history, onto: [])
    #expect(report.sealed.count == history.migrations.count)
    positions = Dictionary(uniqueKeysWithValues: history.migrations.enumerated().map { ($1.name, $0) })
    let tip = try #require(report.head)
    try store.update(ConfitureReference.head("main"), to: tip, expecting: .any, message: "test")
    let reader = try VersionReader(store: store)
    head = try reader.version(tip)
    versions = reader.lineage(of: head)
  }

  func version(where isWanted: (String) -> Bool) throws -> Version {
    try #require(versions.first { $0.change != nil && isWanted($0.name) })
  }

  /// The first, tips of lines, merges, the last and back; most of the moves are sideways.
  func stops() -> [Version] {
    let tips = versions.filter { head.parents.contains($0.id) }
    let merges = versions.filter { $0.parents.count > 1 && $0.id != head.id }
    let first = versions.prefix(1)
    var generator = SeededGenerator(seed: 5)
    let somewhere = (tips + merges).shuffled(using: &generator).prefix(8)
    let widest = merges.max { $0.parents.count < $1.parents.count }
    let ends = [tips.first, merges.first, tips.last, merges.last, widest].compactMap { $0 }
    var stops: [Version] = Array(first)
    for part in [ends, Array(first), Array(somewhere), [head], ends.reversed(), Array(first), [head]] {
      stops += part
    }
    return stops
  }

  /// The names of the migrations that a version stands on and of its own, in the tool's order.
  func ancestry(of version: Version) -> [String] {
    let byID = Dictionary(uniqueKeysWithValues: versions.map { ($0.id, $0) })
    var seen: Set<ObjectID> = []
    var open = [version.id]
    while let id = open.popLast() {
      if seen.insert(id).inserted { open += byID[id]?.parents ?? [] }
    }
    return versions.filter { seen.contains($0.id) && $0.change != nil }.map(\.name)
      .sorted { positions[$0, default: 0] < positions[$1, default: 0] }
  }

  @discardableResult func checkout(
    _ version: Version, _ database: String, adjust: (inout PlanOptions) -> Void = { _ in }
  ) throws -> CheckoutResult {
    var request = CheckoutRequest(destination: version)
    request.options = PlanOptions(isDisposable: true)
    adjust(&request.options)
    let target = Target(
      name: "corpus", address: scratch.connectionString(database: database), isDisposable: true, isScratch: true)
    return try Checkout(
      target, versions: VersionReader(store: store), recorder: OutcomeRecorder(store), environment: testEnvironment()
    ).run(request) { _ in true }
  }
}
