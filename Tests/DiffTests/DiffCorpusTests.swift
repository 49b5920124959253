import SchemaDiff
import TestSupport
import Testing

/// Confiture's planner on the pairs of schemas in `CONFITURE_CORPORA`, in both directions.
///
/// A table of what passed is printed, and a line for what did not. To look closely at some:
/// ```
/// CONFITURE_CORPORA=… CONFITURE_DIFF_CASE=create_view .ci/test --filter DiffCorpus
/// ```
/// prints plan and outcome of every case whose name, such as `pgschema/create_view__add_view`, contains that text.
/// `CONFITURE_DIFF_ONLINE=1` has it plan for tables that are in use.
@Suite(.tags(.large), .timeLimit(.minutes(15)), .enabled(if: Variable.corpora != nil, "CONFITURE_CORPORA is not set"))
struct DiffCorpusTests {
  /// The part of all directions that has to pass; to be raised, never lowered.
  private static let floor = 0.99
  /// How many may be silently wrong; to be lowered to 0.
  private static let wrongAtMost = 0

  @Test func `generated migrations lead from each schema of the corpus to its pair`() async throws {
    let check = try MigrationCheck.ofConfiture()
    let all = DiffCorpus(folder: Variable.corpora ?? "").cases
    let cases = all.filter { $0.name.contains(Variable.chosen ?? "") }
    try #require(!cases.isEmpty)
    let reports = await PairQueue.map(cases) { $0.report(of: check) }
    let report = CorpusReport(entries: reports)
    print(Variable.chosen == nil ? report.failures : report.details)
    print(report.table)
    guard Variable.chosen == nil else { return }
    #expect(report.silentlyWrong.count <= Self.wrongAtMost, "\(report.silentlyWrong)")
    #expect(report.rate >= Self.floor)
  }
}

extension DiffCorpus.Case {
  fileprivate func report(of check: MigrationCheck) -> CorpusReport.Entry {
    let report: PairReport
    do {
      report = try check.check(pair)
    } catch {
      report = .checked(forward: DirectionReport(broken: error), backward: DirectionReport(broken: error))
    }
    return CorpusReport.Entry(source: source, name: name, report: report)
  }
}

extension DirectionReport {
  /// The check itself did not work; that is no pass either.
  init(broken error: any Error) {
    self.init(outcome: .failed(CheckFailure(kind: .planning, detail: "not checked: \(error)")))
  }
}
