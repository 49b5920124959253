import Schema
import SchemaDiff
import Scratch
import TestSupport
import Testing

@testable import Execution

/// Made-up lines that leave one schema, merged; what merges clean is looked at by psql and pg_dump.
///
/// ```
/// CONFITURE_MERGE_PAIRS=500 CONFITURE_MERGE_SEED=1000 .ci/test --filter RandomMerge
/// ```
/// tries that many, from that seed on; `CONFITURE_MERGE_BRANCHES=500` as many branches of made-up schemas.
/// `CONFITURE_MERGE_NEEDLESS=1` prints the conflicts that psql sees no need for, `CONFITURE_DIFF_CASE=1234` one seed.
@Suite(.tags(.large), .timeLimit(.minutes(30))) struct RandomMergeTests {
  private static let count = Variable.number("CONFITURE_MERGE_PAIRS") ?? 8
  private static let firstSeed = Variable.number("CONFITURE_MERGE_SEED") ?? 1
  private static let printsNeedless = Variable.chosen != nil || Variable.text("CONFITURE_MERGE_NEEDLESS") == "1"

  /// What became of one pair.
  private enum Verdict: Sendable {
    case clean
    case falseClean([String])
    /// The conflicts, and whether psql had nothing against the lines.
    case conflict([MergeConflict], isHarmless: Bool, text: String)
    /// The lines could not be made.
    case skipped
    case byScripts
    case broken(String)
  }

  @Test func `what merges clean is the same in both orders`() async throws {
    let counts = await Self.tally(Self.seeds(Self.count)) { seed in
      let scratch = try TestServer.shared()
      let lines = try RandomLines(seed: seed, on: scratch)
      return Pair(
        base: RandomLines.base, ours: .init(lines.ours, "ours"), theirs: .init(lines.theirs, "theirs"),
        writesData: true)
    }
    #expect(counts["clean", default: 0] > Self.count / 10, "too few merge to say anything")
    #expect(counts["conflict", default: 0] > 0)
  }

  @Test func `generated migrations of two branches that merge clean are the same in both orders`() async throws {
    let count = Variable.number("CONFITURE_MERGE_BRANCHES") ?? 4
    let counts = await Self.tally(Self.seeds(count)) { seed in
      let scratch = try TestServer.shared()
      guard let branches = try RandomBranches(seed: seed, on: scratch) else { return nil }
      return Pair(base: branches.base, ours: branches.ours, theirs: branches.theirs, writesData: false)
    }
    #expect(counts["clean", default: 0] > 0, "too few merge to say anything")
  }

  // MARK: Pairs

  /// A schema, and a migration on each of two lines.
  private struct Pair {
    let base: String
    let ours: MergeBench.Step
    let theirs: MergeBench.Step
    let writesData: Bool

    var text: String { "-- ours\n\(ours.up)-- theirs\n\(theirs.up)" }
  }

  private static func seeds(_ count: Int) -> [Int] {
    if let chosen = Variable.chosen.flatMap({ Int($0) }) { return [chosen] }
    return Array(firstSeed..<firstSeed + count)
  }

  private static func tally(
    _ seeds: [Int], _ make: @escaping @Sendable (Int) throws -> Pair?
  ) async -> [String: Int] {
    let verdicts = await PairQueue.map(seeds) { seed in
      do { return try make(seed).map(Self.verdict) ?? .skipped } catch { return .broken("\(error)") }
    }
    var counts: [String: Int] = [:]
    for (seed, verdict) in zip(seeds, verdicts) {
      switch verdict {
      case .clean: counts["clean", default: 0] += 1
      case .byScripts: counts["by scripts", default: 0] += 1
      case .skipped: counts["no schema", default: 0] += 1
      case .conflict(let conflicts, let isHarmless, let text):
        counts["conflict", default: 0] += 1
        if isHarmless { counts["of these without need", default: 0] += 1 }
        for kind in Set(conflicts.map(\.kind.rawValue)) { counts["conflict \(kind)", default: 0] += 1 }
        if isHarmless, printsNeedless {
          print("==== seed \(seed), a conflict without need\n\(text)")
          for conflict in conflicts { print("  \(conflict.kind.rawValue) \(conflict.key): \(conflict.message)") }
        }
      case .falseClean(let why): Issue.record("seed \(seed) merged clean, and is not: \(why.joined(separator: "\n"))")
      case .broken(let why): Issue.record("seed \(seed): \(why)")
      }
    }
    print("merges: " + counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
    return counts
  }

  private static func verdict(of pair: Pair) -> Verdict {
    do {
      let bench = try MergeBench()
      let base = try bench.seal(.init(name: "base", up: pair.base, writesData: pair.writesData), on: nil)
      let ours = try bench.seal(pair.ours, on: base)
      let theirs = try bench.seal(pair.theirs, on: base)
      let judge = MergeJudge(scratch: bench.scratch, base: pair.base, ours: pair.ours.up, theirs: pair.theirs.up)
      switch try bench.merge(ours, theirs) {
      case .needsRoads, .repeated: return .byScripts
      case .conflicts(let conflicts):
        return .conflict(conflicts, isHarmless: try judge.objections().isEmpty, text: pair.text)
      case .proven(let snapshot):
        let objections = try judge.objections()
        guard objections.isEmpty else { return .falseClean(objections + [pair.text]) }
        let differences = try judge.differences(from: snapshot)
        return differences.isEmpty ? .clean : .falseClean(differences + [pair.text])
      }
    } catch { return .broken("\(error)\n\(pair.text)") }
  }
}

extension [String] {
  fileprivate var script: String { map { $0 + ";\n" }.joined() }
}

extension MergeBench.Step {
  fileprivate init(_ statements: [String], _ name: String) {
    self.init(name: name, up: statements.script, writesData: true)
  }
}
