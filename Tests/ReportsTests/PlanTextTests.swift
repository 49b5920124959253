import Documents
import GitStore
import History
import Planning
import Reports
import Schema
import Testing
import TestSupport

@Suite(.tags(.small)) struct PlanTextTests {
  private static func version(_ number: Int, isReversible: Bool = true) throws -> Version {
    let digit = String(number % 10)
    return Version(
      id: try #require(ObjectID(hex: String(repeating: digit, count: 40))), parents: [], change: nil,
      name: "m\(number)", title: "m\(number)", author: "Ada", date: CommitDate(seconds: 0), fingerprint: .empty,
      schemaTree: try #require(ObjectID(hex: String(repeating: "0", count: 40))), isReversible: isReversible)
  }

  @Test func `steps are numbered, and the lossy ones marked`() throws {
    let last = try Self.version(1)
    var steps = [PlanStep(.revert, try Self.version(2, isReversible: false))]
    steps += try (3...11).map { PlanStep(.apply, try Self.version($0)) }
    let plan = Plan(
      kind: .sideways, target: "staging", from: try Self.version(2).id, to: last, steps: steps,
      notes: ["by way of m1"])
    let lines = PlanText.lines(plan)
    #expect(lines[0] == "Plan \(plan.id.prefix(12)): 'staging' from 2222222 to m1 (1111111)")
    #expect(lines[1] == "  note: by way of m1")
    #expect(lines[2] == "   1. revert  m2   ! does not restore everything")
    #expect(lines[3] == "   2. apply   m3")
    #expect(lines[11] == "  10. apply   m11")
  }

  @Test func `a plan may have nothing to do, or start over`() throws {
    let version = try Self.version(4)
    let nothing = Plan(kind: .nothingToDo, target: "local", from: version.id, to: version, steps: [])
    #expect(PlanText.lines(nothing).last == "  nothing to do")
    let rebuild = Plan(
      kind: .rebuild, target: "local", from: nil, to: version,
      steps: [PlanStep(.wipe, nil), PlanStep(.load, version)])
    #expect(
      PlanText.lines(rebuild).dropFirst() == [
        "  1. wipe    everything in the database", "  2. load    the snapshot of m4",
      ])
    #expect(PlanText.lines(rebuild)[0].contains("'local' from nothing to m4"))
  }

  @Test func `programs get the id and every step`() throws {
    let version = try Self.version(4)
    let plan = Plan(kind: .forward, target: "local", from: nil, to: version, steps: [PlanStep(.apply, version)])
    #expect(
      PlanText.json(plan)
        == .object([
          "id": .string(plan.id), "kind": "forward", "target": "local", "from": .null, "to": .string(version.id.hex),
          "notes": .array([]), "risk": "low", "riskReasons": .array([]),
          "steps": .array([
            .object([
              "action": "apply", "commit": .string(version.id.hex), "name": "m4", "reversible": .bool(true),
              "parent": .null,
            ])
          ]),
        ]))
  }
}
