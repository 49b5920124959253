package import Documents
internal import GitStore
internal import History
package import Planning

/// A plan as people and programs read it.
package enum PlanText {
  package static func lines(_ plan: Plan) -> [String] {
    let destination = plan.to.map { "\($0.name) (\($0.id.short()))" } ?? "an empty database"
    let from = plan.from.map { $0.short() } ?? "nothing"
    var lines = ["Plan \(plan.id.prefix(12)): '\(plan.target)' from \(from) to \(destination)"]
    lines += plan.notes.map { "  note: \($0)" }
    let width = String(plan.steps.count).count
    for (index, step) in plan.steps.enumerated() {
      let number = String(index + 1)
      let warning =
        step.action == .revert && step.version?.isReversible == false ? "   ! does not restore everything" : ""
      lines.append("  \(String(repeating: " ", count: width - number.count))\(number). \(step.summary)\(warning)")
    }
    if plan.steps.isEmpty { lines.append("  nothing to do") }
    return lines
  }

  /// The risk of a plan that has any, and why.
  package static func riskLines(_ plan: Plan) -> [String] {
    guard !plan.steps.isEmpty else { return [] }
    return ["risk: \(plan.risk.rawValue)"] + plan.riskReasons.map { "  \($0)" }
  }

  package static func lines(_ explanation: PlanExplanation) -> [String] { explanation.lines }

  package static func json(_ explanation: PlanExplanation) -> JSONValue {
    .object([
      "chosen": explanation.chosen.map(json) ?? .null, "others": .array(explanation.others.map(json)),
      "limits": .array(
        explanation.limits.map { .object(["kind": .string($0.name), "count": .integer($0.count)]) }),
    ])
  }

  private static func json(_ candidate: PlanExplanation.Candidate) -> JSONValue {
    .object([
      "kind": .string(candidate.kind.rawValue), "title": .string(candidate.title),
      "cost": candidate.reason == nil ? .integer(candidate.cost.risk) : .null, "blocked": .optional(candidate.reason),
      "obstacles": .array(
        candidate.obstacles.map { .object(["name": .string($0.name), "reason": .string($0.reason.rawValue)]) }),
      "steps": .array(candidate.steps.map(json)),
    ])
  }

  private static func json(_ step: PlanStep) -> JSONValue {
    .object([
      "action": .string(step.action.rawValue), "commit": .optional(step.version?.id.hex),
      "name": .optional(step.version?.name), "reversible": .bool(step.version?.isReversible ?? true),
      "parent": step.parent.map { .integer($0) } ?? .null,
    ])
  }

  package static func json(_ plan: Plan) -> JSONValue {
    .object([
      "id": .string(plan.id), "kind": .string(plan.kind.rawValue), "target": .string(plan.target),
      "from": .optional(plan.from?.hex), "to": .optional(plan.to?.id.hex), "notes": .strings(plan.notes),
      "risk": .string(plan.risk.rawValue), "riskReasons": .strings(plan.riskReasons),
      "steps": .array(plan.steps.map(json)),
    ])
  }
}
