import History
import Postgres
import Schema
import SchemaDiff
import TestSupport
import Testing

@testable import Execution

@Suite(.tags(.large), .timeLimit(.minutes(5))) struct ConflictKindTests {
  @Test(arguments: MergeCase.clean) func `what goes together merges, and psql agrees`(_ merge: MergeCase) throws {
    let bench = try MergeBench()
    let lines = try merge.lines(in: bench)
    let finding = try bench.merge(lines.ours, lines.theirs)
    guard case .proven(let snapshot) = finding else {
      Issue.record("\(finding)")
      return
    }
    let judge = MergeJudge(scratch: bench.scratch, base: merge.base, ours: merge.ours, theirs: merge.theirs)
    if merge.commutes.isEmpty { #expect(try judge.objections() == []) }
    #expect(try judge.differences(from: snapshot) == [])
    // The other way round it is the same schema.
    guard case .proven(let other) = try bench.merge(lines.theirs, lines.ours) else {
      Issue.record("does not merge the other way round")
      return
    }
    #expect(other.fingerprint == snapshot.fingerprint)
  }

  @Test(arguments: MergeCase.conflicting) func `what does not go together is named`(_ merge: MergeCase) throws {
    let bench = try MergeBench()
    let lines = try merge.lines(in: bench)
    let finding = try bench.merge(lines.ours, lines.theirs)
    guard case .conflicts(let conflicts) = finding else {
      Issue.record("\(finding)")
      return
    }
    #expect(conflicts.map { "\($0.kind.rawValue) \($0.key.name)" }.sorted() == merge.conflicts)
    for conflict in conflicts {
      #expect(!conflict.ourMigrations.isEmpty || !conflict.theirMigrations.isEmpty, "\(conflict)")
      #expect(!conflict.message.isEmpty)
    }
  }
}
