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

  package static func json(_ plan: Plan) -> JSONValue {
    .object([
      "id": .string(plan.id), "kind": .string(plan.kind.rawValue), "target": .string(plan.target),
      "from": .optional(plan.from?.hex), "to": .optional(plan.to?.id.hex), "notes": .strings(plan.notes),
      "steps": .array(
        plan.steps.map { step in
          .object([
            "action": .string(step.action.rawValue), "commit": .optional(step.version?.id.hex),
            "name": .optional(step.version?.name), "reversible": .bool(step.version?.isReversible ?? true),
          ])
        }),
    ])
  }
}
