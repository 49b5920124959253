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

  @Test(arguments: MergeCase.byScripts)
  func `what is put together from both sides is reached by a script from each`(_ merge: MergeCase) throws {
    let bench = try MergeBench()
    let lines = try merge.lines(in: bench)
    let sides = try MergeSides(ours: lines.ours, theirs: lines.theirs, in: bench.graph)
    let merger = bench.merger(widensTypes: true)
    guard case .needsRoads(let files, let combined) = try merger.merge(sides) else {
      Issue.record("\(try merger.merge(sides))")
      return
    }
    #expect(combined.map(\.name) == merge.combined)
    let roads = try merger.roads(sides, to: files, title: "merge").roads
    var manifest = MigrationManifest(
      change: ChangeID(derivedFrom: "merge"), title: "merge", author: Author(name: "Ann", email: ""),
      date: CommitDate(seconds: 1))
    manifest.kind = .reconciliation
    let proof = RoadProof(
      scratch: bench.scratch, commits: bench.commits, environment: bench.environment, options: SnapshotOptions())
    let finding = try proof.prove(
      Migration(
        name: "merge", up: roads.up, down: roads.down, upFromSecond: roads.upFromSecond,
        downToSecond: roads.downToSecond, manifest: manifest), ours: lines.ours, theirs: lines.theirs)
    #expect(finding.differences == [])
    #expect(Set(finding.snapshot.files.map(\.text)) == Set(files.map(\.text)))
  }

  @Test(arguments: MergeCase.repeated)
  func `what both sides do in the same way is left out by a script from each`(_ merge: MergeCase) throws {
    let bench = try MergeBench()
    let lines = try merge.lines(in: bench)
    let sides = try MergeSides(ours: lines.ours, theirs: lines.theirs, in: bench.graph)
    let merger = bench.merger()
    guard case .repeated(let files, let common) = try merger.merge(sides) else {
      Issue.record("\(try merger.merge(sides))")
      return
    }
    #expect(common.map(\.description) == merge.combined)
    // The lines say that they write rows, which somebody has to look at.
    #expect(try merger.provenRoads(sides, to: files) == nil)
    let draft = try merger.roads(sides, to: files, title: "merge")
    #expect(draft.uncarried == ["ours", "theirs"])
  }

  @Test func `scripts that leave out what both sides have are proven, where no rows are at stake`() throws {
    let bench = try MergeBench()
    let base = try bench.seal(.init(name: "base", up: MergeCase.shop), on: nil)
    let ours = try bench.seal(.init(name: "ours", up: "CREATE TABLE a (id integer); CREATE TABLE b ()"), on: base)
    let theirs = try bench.seal(.init(name: "theirs", up: "CREATE TABLE a (id integer); CREATE TABLE c ()"), on: base)
    let sides = try MergeSides(ours: ours, theirs: theirs, in: bench.graph)
    guard case .repeated(let files, _) = try bench.merger().merge(sides) else {
      Issue.record("\(try bench.merger().merge(sides))")
      return
    }
    let tables = Set(files.map(\.identity.name.text))
    #expect(tables.isSuperset(of: ["a", "b", "c"]))
    #expect(try bench.merger().provenRoads(sides, to: files) != nil)
  }

  @Test(arguments: [
    "CREATE TABLE c AS SELECT 1 AS id", "ALTER TABLE spans ADD COLUMN number serial",
    "ALTER TABLE spans ALTER low TYPE bigint USING low * 2",
    "ALTER TABLE spans ADD COLUMN x integer DEFAULT 5; ALTER TABLE spans ALTER x DROP DEFAULT",
  ])
  func `scripts that know nothing of the values that a migration makes are left to people`(theirs: String) throws {
    let bench = try MergeBench()
    let base = try bench.seal(.init(name: "base", up: MergeCase.shop), on: nil)
    let ours = try bench.seal(.init(name: "ours", up: "CREATE TABLE a (id integer)"), on: base)
    let other = try bench.seal(.init(name: "theirs", up: "CREATE TABLE a (id integer); \(theirs)"), on: base)
    let sides = try MergeSides(ours: ours, theirs: other, in: bench.graph)
    guard case .repeated(let files, _) = try bench.merger().merge(sides) else {
      Issue.record("\(try bench.merger().merge(sides))")
      return
    }
    #expect(try bench.merger().provenRoads(sides, to: files) == nil)
  }

  @Test func `lines that were merged crosswise have their origins merged first`() throws {
    let bench = try MergeBench()
    let merge = MergeCase("", "ALTER TABLE users ADD COLUMN a integer", "ALTER TABLE users ADD COLUMN b integer")
    let lines = try merge.lines(in: bench)
    guard case .proven(let snapshot) = try bench.merge(lines.ours, lines.theirs) else {
      Issue.record("the origins do not merge")
      return
    }
    let left = try bench.join(lines.ours, lines.theirs, snapshot)
    let right = try bench.join(lines.theirs, lines.ours, snapshot)
    let one = try bench.extend(left, "one", "CREATE TABLE one (id integer)", from: [lines.ours, lines.theirs])
    let other = try bench.extend(right, "other", "CREATE TABLE other (id integer)", from: [lines.ours, lines.theirs])
    #expect(bench.graph.mergeBases(one.id, other.id).count == 2)
    guard case .proven(let merged) = try bench.merge(one, other) else {
      Issue.record("\(try bench.merge(one, other))")
      return
    }
    #expect(merged.files.filter { $0.path.contains("one") || $0.path.contains("other") }.count == 2)
  }

  @Test func `histories that began apart are refused`() throws {
    let bench = try MergeBench()
    let one = try bench.seal(.init(name: "one", up: "CREATE TABLE one (id integer)"), on: nil)
    let other = try bench.seal(.init(name: "other", up: "CREATE TABLE other (id integer)"), on: nil)
    let error = try #require(throws: MergeError.self) { try bench.merge(one, other) }
    #expect(error.code == .unrelated)
    // Where somebody says that they belong together, their origin is the empty schema.
    guard case .proven(let snapshot) = try bench.merge(one, other, allowsUnrelated: true) else {
      Issue.record("\(try bench.merge(one, other, allowsUnrelated: true))")
      return
    }
    #expect(snapshot.files.filter { $0.path.contains("/tables/") }.count == 2)
  }

  @Test(arguments: [
    ("CREATE TABLE a (id integer)", "CREATE TABLE a (id bigint)", ["add/add public.a"]),
    ("CREATE TABLE a (id integer)", "CREATE VIEW a AS SELECT 1 AS id", ["name public.a"]),
    (
      "CREATE TABLE a (id integer); INSERT INTO a VALUES (1)",
      "DO $$ DECLARE n text := 'b'; BEGIN EXECUTE 'CREATE TABLE ' || n || ' (id integer)'; END $$",
      ["data ours.rows of theirs"]
    ),
  ])
  func `histories that began apart have conflicts as others have`(
    ours: String, theirs: String, conflicts: [String]
  ) throws {
    let bench = try MergeBench()
    let one = try bench.seal(.init(name: "ours", up: ours, writesData: true), on: nil)
    let other = try bench.seal(.init(name: "theirs", up: theirs, writesData: true), on: nil)
    guard case .conflicts(let found) = try bench.merge(one, other, allowsUnrelated: true) else {
      Issue.record("\(try bench.merge(one, other, allowsUnrelated: true))")
      return
    }
    #expect(found.map { "\($0.kind.rawValue) \($0.key.name)" } == conflicts)
  }
}
