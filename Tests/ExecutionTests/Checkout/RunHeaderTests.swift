import GitStore
import History
import Planning
import TestSupport
import Testing

@testable import Execution

@Suite(.tags(.medium)) struct RunHeaderTests {
  private let repository: SampleRepository
  private let versions: [Version]

  init() throws {
    repository = try SampleRepository()
    let repository = repository
    versions = try ["one", "two", "three"].map { try repository.seal($0, "SELECT 1;", down: "SELECT 1;") }
  }

  private func plan(_ versions: ArraySlice<Version>, to version: Version) -> Plan {
    Plan(
      kind: .forward, target: "production", from: nil, to: version, steps: versions.map { PlanStep(.apply, $0) })
  }

  private func header(of plan: Plan) throws -> RunHeader {
    var header = RunHeader(
      run: "run", plan: plan.id, from: nil, to: plan.to?.id, steps: plan.steps.count, by: "ada", started: 1)
    header.stepKeys = plan.stepKeys
    header.evidence = .init(environment: "production", rules: "abc", checks: [], approvedBy: ["ada@example.org"])
    return try #require(RunHeader(header.text))
  }

  @Test func `the journal says what a run was to do, and who let it`() throws {
    let header = try header(of: plan(versions[...], to: versions[2]))
    #expect(header.stepKeys == versions.map { "apply \($0.id.hex)" })
    #expect(header.evidence?.approvedBy == ["ada@example.org"])
  }

  @Test func `what is left of the plan is covered by it, and nothing else`() throws {
    let whole = plan(versions[...], to: versions[2])
    let header = try header(of: whole)
    #expect(header.covers(whole))
    #expect(header.covers(plan(versions[1...], to: versions[2])))
    #expect(header.covers(plan([], to: versions[2])))
    #expect(!header.covers(plan(versions[..<2], to: versions[1])))
    #expect(!header.covers(plan([versions[0], versions[2]], to: versions[2])))
    let earlier = try #require(RunHeader(#"{"plan": "p", "run": "r", "steps": 1, "to": "\#(versions[2].id.hex)"}"#))
    #expect(!earlier.covers(whole))
  }
}
