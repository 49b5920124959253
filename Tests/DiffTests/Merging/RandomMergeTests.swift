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
/// tries that many, from that seed on.
@Suite(.tags(.large), .timeLimit(.minutes(30))) struct RandomMergeTests {
  private static let count = Variable.number("CONFITURE_MERGE_PAIRS") ?? 8
  private static let firstSeed = Variable.number("CONFITURE_MERGE_SEED") ?? 1

  /// What became of one pair.
  private enum Verdict: Sendable {
    case clean
    case falseClean([String])
    /// The kinds of conflict, and whether psql had nothing against the lines.
    case conflict([String], isHarmless: Bool)
    case byScripts
    case broken(String)
  }

  @Test func `what merges clean is the same in both orders`() async throws {
    let seeds = Array(Self.firstSeed..<Self.firstSeed + Self.count)
    let verdicts = await PairQueue.map(seeds) { Self.verdict(of: $0) }
    var counts: [String: Int] = [:]
    for (seed, verdict) in zip(seeds, verdicts) {
      switch verdict {
      case .clean: counts["clean", default: 0] += 1
      case .byScripts: counts["by scripts", default: 0] += 1
      case .conflict(let kinds, let isHarmless):
        counts["conflict", default: 0] += 1
        if isHarmless { counts["of these without need", default: 0] += 1 }
        for kind in Set(kinds) { counts["conflict \(kind)", default: 0] += 1 }
        if isHarmless, Variable.chosen != nil { print("seed \(seed) \(kinds)") }
      case .falseClean(let why): Issue.record("seed \(seed) merged clean, and is not: \(why.joined(separator: "\n"))")
      case .broken(let why): Issue.record("seed \(seed): \(why)")
      }
    }
    print("merges: " + counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
    #expect(counts["clean", default: 0] > Self.count / 10, "too few merge to say anything")
    #expect(counts["conflict", default: 0] > 0)
  }

  private static func verdict(of seed: Int) -> Verdict {
    do {
      let scratch = try TestServer.shared()
      let lines = try RandomLines(seed: seed, on: scratch)
      let bench = try MergeBench()
      let base = try bench.seal(.init(name: "base", up: RandomLines.base, writesData: true), on: nil)
      let ours = try bench.seal(.init(lines.ours, "ours"), on: base)
      let theirs = try bench.seal(.init(lines.theirs, "theirs"), on: base)
      let judge = MergeJudge(
        scratch: scratch, base: RandomLines.base, ours: lines.ours.script, theirs: lines.theirs.script)
      switch try bench.merge(ours, theirs) {
      case .needsRoads: return .byScripts
      case .conflicts(let conflicts):
        return .conflict(conflicts.map(\.kind.rawValue), isHarmless: try judge.objections().isEmpty)
      case .proven(let snapshot):
        let objections = try judge.objections()
        guard objections.isEmpty else { return .falseClean(objections + [lines.text]) }
        let differences = try judge.differences(from: snapshot)
        return differences.isEmpty ? .clean : .falseClean(differences + [lines.text])
      }
    } catch { return .broken("\(error)") }
  }
}

extension [String] {
  fileprivate var script: String { map { $0 + ";\n" }.joined() }
}

extension RandomLines {
  fileprivate var text: String { "-- ours\n\(ours.script)-- theirs\n\(theirs.script)" }
}

extension MergeBench.Step {
  fileprivate init(_ statements: [String], _ name: String) {
    self.init(name: name, up: statements.script, writesData: true)
  }
}
