import SchemaDiff
import Synchronization
import TestSupport
import Testing

/// Confiture's planner on made-up pairs of schemas, in both directions.
///
/// ```
/// CONFITURE_DIFF_PAIRS=500 CONFITURE_DIFF_SEED=1000 .ci/test --filter RandomPair
/// ```
/// tries that many, from that seed on; `make test-random` has more than `make test`. What fails is made smaller and printed; `CONFITURE_DIFF_CASE=1234` prints
/// plans and outcome of one seed.
@Suite(.tags(.large), .timeLimit(.minutes(30))) struct RandomPairTests {
  /// The part of all directions that has to pass; to be raised, never lowered.
  private static let floor = 0.97
  /// How many of 40 pairs may be silently wrong; to be lowered to 0.
  private static let wrongAtMost = 0

  private static let count = Variable.number("CONFITURE_DIFF_PAIRS") ?? 12
  private static let firstSeed = Variable.number("CONFITURE_DIFF_SEED") ?? 1
  /// How many failures are made smaller, which takes a while each.
  private static let shrinks = Variable.number("CONFITURE_DIFF_SHRINK") ?? 2

  @Test func `generated migrations lead from each made-up schema to the edited one, and back`() async throws {
    let chosen = Variable.chosen.flatMap { Int($0) }
    let pairs = (chosen.map { [$0] } ?? Array(Self.firstSeed..<Self.firstSeed + Self.count)).map(RandomPair.init)
    let reports = await PairQueue.map(pairs) { $0.report }
    let entries = zip(pairs, reports).map { pair, report in
      CorpusReport.Entry(source: "random", name: "\(pair.seed)", report: report)
    }
    let report = CorpusReport(entries: entries)
    print(chosen == nil ? report.failures : pairs[0].text + report.details)
    print(report.table)
    if chosen == nil { Self.printSmaller(zip(pairs, reports).filter { !$1.failures.isEmpty }) }
    #expect(entries.count { $0.report.directions.isEmpty } <= entries.count / 10, "too many are no schemas")
    guard chosen == nil else { return }
    #expect(report.silentlyWrong.count <= Self.wrongAtMost * pairs.count / 40, "\(report.silentlyWrong)")
    #expect(report.rate >= Self.floor)
  }

  private static func printSmaller(_ failed: [(RandomPair, PairReport)]) {
    var shown: Set<String> = []
    for (pair, report) in failed {
      guard let failure = report.failures.first, shown.count < shrinks, shown.insert(failure.cause).inserted else {
        continue
      }
      let smaller = pair.minimised { $0.report.failures.contains { $0.cause == failure.cause } }
      print("==== seed \(pair.seed), made smaller: \(failure.cause)\n\(smaller.text)")
      print(CorpusReport(entries: [.init(source: "random", name: "\(pair.seed)", report: smaller.report)]).details)
    }
  }
}

extension RandomPair {
  fileprivate var report: PairReport {
    do {
      return try MigrationCheck.ofConfiture(includesAccess: includesAccess, isOnline: isOnline).check(schemas)
    } catch {
      return .checked(forward: DirectionReport(broken: error), backward: DirectionReport(broken: error))
    }
  }
}

extension CheckFailure {
  /// What failures of one cause have in common: the kind, and the beginning of what the server says.
  fileprivate var cause: String {
    switch kind {
    case .statement, .condition: "\(kind.rawValue) \(detail.prefix(5))"
    case .fingerprint, .dump:
      // The words of the first line that differs.
      "\(kind.rawValue) "
        + (detail.split(separator: "\n").first { $0.hasPrefix("+ ") || $0.hasPrefix("- ") } ?? "")
        .split(separator: " ").filter { $0.allSatisfy { $0.isUppercase } }.prefix(6).joined(separator: " ")
    default: kind.rawValue
    }
  }
}
