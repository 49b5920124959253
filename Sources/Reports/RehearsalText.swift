internal import Diagnostics
package import Documents
package import Execution
internal import Planning
internal import History
internal import Schema

/// How a rehearsal went, as people and programs read it.
package enum RehearsalText {
  package static func lines(_ report: RehearsalReport) -> [String] {
    var lines = ["rehearsed on scratch: \(headline(report))"]
    let width = String(report.steps.count).count
    for (index, step) in report.steps.enumerated() {
      let number = String(index + 1)
      let mark =
        switch step.result {
        case .succeeded: "\(Int(step.milliseconds.rounded())) ms"
        case .failed: "failed"
        case .notRun: "not run"
        }
      lines.append(
        "  \(String(repeating: " ", count: width - number.count))\(number). \(step.summary)  \(mark)")
    }
    return lines + report.differences.map { "  differs: \($0)" } + report.notes.map { "  note: \($0)" }
  }

  private static func headline(_ report: RehearsalReport) -> String {
    let name = report.plan.to?.name ?? "an empty database"
    if report.failure != nil { return "it fails" }
    return report.isProven
      ? "it leads to the schema of '\(name)'" : "it leads to another schema than that of '\(name)'"
  }

  package static func json(_ report: RehearsalReport) -> JSONValue {
    .object([
      "proven": .bool(report.isProven), "fingerprint": .optional(report.reached?.hex),
      "failure": .optional(report.failure?.message), "differences": .strings(report.differences),
      "notes": .strings(report.notes),
      "steps": .array(
        report.steps.map { step in
          .object([
            "summary": .string(step.summary), "result": .string(step.result.rawValue),
            "milliseconds": .number(step.milliseconds),
            "statements": .array(
              step.statements.map { statement in
                .object([
                  "tag": .string(statement.tag), "line": .integer(statement.line),
                  "milliseconds": .number(statement.milliseconds),
                ])
              }),
          ])
        }),
    ])
  }
}
