import Diagnostics
import FoundationEssentials
import GitStore
import History
import Schema
import SchemaDiff
import Scratch
import TestSupport
import Testing

@testable import Execution

private let corpora = ProcessInfo.processInfo.environment["CONFITURE_CORPORA"]

/// Merges of a real history, done again: each is proven, or what stands against it is named.
@Suite(.tags(.large), .serialized, .timeLimit(.minutes(60))) struct MergeCorpusTests {
  @Test(.enabled(if: corpora != nil), arguments: ["ggircs"])
  func `every merge of a branched history is proven, or reported by object and migration`(name: String) throws {
    let history = try MergedHistory(name)
    var proven = 0
    var scripts = 0
    var reported = 0
    /// Where migrations of both sides do the same: by scripts that nobody has to look at, and by others.
    var repeated = (proven: 0, open: 0)
    /// Of all of them, those whose lines began apart.
    var unrelated = 0
    var unloadable = 0
    var kinds: [String: Int] = [:]
    for version in history.merges {
      let merged: MergedHistory.Merged
      do { merged = try history.merge(version) } catch let error as ExecutionError
        where error.code == .fingerprintMismatch
      {
        // A snapshot that does not load to itself proves nothing, and the object is named.
        #expect(!error.diagnostic.details.isEmpty)
        unloadable += 1
        print("\(version.name): \(error.diagnostic.message): \(error.diagnostic.details)")
        continue
      }
      if merged.isUnrelated { unrelated += 1 }
      switch merged.finding {
      case .proven: proven += 1
      case .repeated(_, let common):
        #expect(!common.isEmpty)
        if merged.isProvenByScripts { repeated.proven += 1 } else { repeated.open += 1 }
        print("\(version.name): both sides have \(common.prefix(4).map(\.description))")
      case .needsRoads: scripts += 1
      case .conflicts(let conflicts):
        reported += 1
        #expect(!conflicts.isEmpty)
        for kind in Set(conflicts.map(\.kind.rawValue)) { kinds[kind, default: 0] += 1 }
        print("\(version.name): \(conflicts.count)")
        for conflict in conflicts.prefix(4) {
          #expect(!conflict.ourMigrations.isEmpty || !conflict.theirMigrations.isEmpty, "\(conflict)")
          print("  \(conflict.kind.rawValue) \(conflict.key): \(conflict.message.prefix(220))")
        }
      }
    }
    let listed = kinds.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    print(
      "\(name): \(history.merges.count) merges, \(proven) proven, \(scripts) by scripts, "
        + "\(repeated.proven) proven by scripts that leave out what both have, \(repeated.open) by such that need a look, "
        + "\(reported) reported (\(listed)), \(unrelated) of all of lines that began apart, "
        + "\(unloadable) with a snapshot that does not load to itself")
    #expect(unloadable == 0)
    #expect(
      proven + scripts + reported + repeated.proven + repeated.open + unloadable == history.merges.count)
    #expect(proven > 0)
  }
}

/// An imported history whose merges are done again.
private final class MergedHistory {
  let merges: [Version]
  private let folder: TemporaryFolder
  private let commits: SchemaCommits
  private let scratch: ScratchServer
  private var versions: [Version]

  init(_ name: String) throws {
    scratch = try TestServer.shared()
    folder = try TemporaryFolder()
    let store = try ObjectStore.create(at: folder.path)
    var options = ImportOptions()
    options.followsGraph = true
    let importer = Importer(
      store: store, scratch: scratch, environment: testEnvironment(), options: options, progress: { _ in },
      publish: { _ in })
    let report = try importer.run(
      HistoryReader.read("\(try #require(corpora))/histories/\(name)", format: .plain), onto: [])
    let tip = try #require(report.head)
    try store.update(ConfitureReference.head("main"), to: tip, expecting: .any, message: "test")
    let reader = try VersionReader(store: store)
    versions = reader.graph.versions
    commits = SchemaCommits(store)
    merges = reader.lineage(of: try reader.version(tip)).filter(\.isMerge)
  }

  /// Merges the parents of a version, one after the other.
  func merge(_ version: Version) throws -> Merged {
    var current = try commits.version(version.parents[0])
    var merged: Merged?
    for parent in version.parents.dropFirst() {
      let graph = HistoryGraph(versions)
      let merger = Merger(
        scratch: scratch, commits: commits, environment: testEnvironment(), options: SnapshotOptions(), graph: graph)
      let sides = try MergeSides(ours: current, theirs: commits.version(parent), in: graph, allowsUnrelated: true)
      var found = Merged(finding: try merger.merge(sides), isUnrelated: sides.bases.isEmpty)
      found.isUnrelated = found.isUnrelated || merged?.isUnrelated ?? false
      if case .repeated(let files, _) = found.finding {
        found.isProvenByScripts = try merger.provenRoads(sides, to: files) != nil
      }
      merged = found
      guard case .proven(let snapshot) = found.finding else { return found }
      current = try join(current.id, parent, snapshot)
    }
    return try #require(merged)
  }

  /// What became of a merge.
  struct Merged {
    var finding: Merger.Finding
    var isUnrelated: Bool
    var isProvenByScripts = false
  }

  private func join(_ ours: ObjectID, _ theirs: ObjectID, _ snapshot: Snapshot) throws -> Version {
    let commit = try commits.write(
      parents: [ours, theirs], files: snapshot.files.map { ($0.path, $0.text) }, fingerprint: snapshot.fingerprint,
      title: "merge", author: Author(name: "Ann", email: "ann@example.com"), date: CommitDate(seconds: 1))
    let version = try commits.version(commit)
    if !versions.contains(where: { $0.id == commit }) { versions.append(version) }
    return version
  }
}
