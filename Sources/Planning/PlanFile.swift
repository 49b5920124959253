internal import Diagnostics
internal import Documents
internal import GitStore
package import History
internal import Schema

/// A plan as a file: to be read, approved and run later, as long as the target is still where the plan begins.
///
/// All that the file says follows from its steps and the state it begins at, and from the history; a file that says
/// anything else was edited, and is refused.
package enum PlanFile {
  /// The newest format that this version reads and writes.
  package static let format = 1

  /// The same plan gives the same bytes.
  package static func text(_ plan: Plan) -> String { JSONWriter.text(document(plan), pretty: true) + "\n" }

  private static func document(_ plan: Plan) -> JSONValue {
    .object([
      "format": .integer(format), "id": .string(plan.id), "target": .string(plan.target),
      "kind": .string(plan.kind.rawValue), "risk": .string(plan.risk.rawValue),
      "risk_reasons": .strings(plan.riskReasons),
      "from": .object([
        "commit": .optional(plan.state.head?.hex), "fingerprint": .optional(plan.state.fingerprint),
        "applied": .array(
          plan.state.changes.map { change in
            .object([
              "change": .string(change.change.text), "commit": .string(change.commit.hex),
              "name": .string(change.name),
            ])
          }),
      ]),
      "to": .object([
        "commit": .optional(plan.to?.id.hex), "name": .optional(plan.to?.name),
        "fingerprint": .optional(plan.to?.fingerprint.hex),
      ]),
      "steps": .array(
        plan.steps.map { step in
          .object([
            "action": .string(step.action.rawValue), "commit": .optional(step.version?.id.hex),
            "name": .optional(step.version?.name), "parent": step.parent.map { .integer($0) } ?? .null,
          ])
        }),
    ])
  }

  /// The target that a plan was made for.
  package static func target(of text: String, file: String) throws(PlanningError) -> String {
    do throws(DocumentError) {
      var keys = try JSONReader.parse(text: text, file: file).mapping()
      return try keys.require("target").string()
    } catch {
      throw unreadable(file, error)
    }
  }

  private static func unreadable(_ file: String, _ error: DocumentError) -> PlanningError {
    PlanningError(
      .unreadable, "'\(file)' is not a plan: \(error.diagnostic.message)", details: ["line \(error.location.line)"],
      hints: ["confiture plan REV --output FILE writes one"])
  }

  /// Reads ``text(_:)``.
  ///
  /// - Parameters:
  ///   - text: The content of the file.
  ///   - file: Its name, for errors.
  ///   - graph: The history that holds its versions.
  /// - Returns: The plan, equal to the one that was written but for its notes.
  /// - Throws: ``PlanningError`` when it is no plan, was edited, or names versions that the history lacks.
  package static func read(_ text: String, file: String, in graph: HistoryGraph) throws(PlanningError) -> Plan {
    let node: DocumentNode
    let content: Content
    let id: String
    do throws(DocumentError) {
      node = try JSONReader.parse(text: text, file: file)
      var keys = try node.mapping()
      let format = try keys.require("format")
      guard try format.int() == Self.format else {
        throw format.invalid("the format of the plan is not one that this Confiture knows")
      }
      id = try keys.require("id").string()
      content = try Content(&keys)
    } catch {
      throw unreadable(file, error)
    }
    let plan = try content.plan(in: graph, file: file)
    var edited = differences(node.json, document(plan), at: "")
    if plan.id != id {
      edited.insert("its steps or its state hash to \(plan.id.prefix(12)), not to \(id.prefix(12))", at: 0)
    }
    guard edited.isEmpty else {
      throw PlanningError(
        .edited, "the plan in '\(file)' was edited", details: Array(edited.prefix(6)),
        hints: ["make a new one: confiture plan REV --output \(file)"])
    }
    return plan
  }

  /// What the file says, before it is known whether the history has it.
  private struct Content {
    private struct Step {
      var action: PlanStep.Action
      var commit: ObjectID?
      var parent: Int?
    }

    private let target: String
    private var state: TargetState
    private let destination: ObjectID?
    private var steps: [Step] = []

    init(_ keys: inout MappingReader) throws(DocumentError) {
      target = try keys.require("target").string()
      var from = try keys.require("from").mapping()
      state = TargetState(
        head: try from.take("commit")?.commit(), fingerprint: try from.take("fingerprint")?.string())
      for node in try from.require("applied").sequence() {
        var entry = try node.mapping()
        let change = try entry.require("change")
        guard let id = ChangeID(try change.string()) else {
          throw change.invalid("'\(change.path)' must be a change id")
        }
        state.changes.append(
          TargetState.Change(
            change: id, commit: try entry.require("commit").commit(), name: try entry.require("name").string()))
      }
      var to = try keys.require("to").mapping()
      destination = try to.take("commit")?.commit()
      for node in try keys.require("steps").sequence() {
        var entry = try node.mapping()
        steps.append(
          Step(
            action: try entry.require("action").choice(), commit: try entry.take("commit")?.commit(),
            parent: try entry.take("parent")?.int()))
      }
    }

    func plan(in graph: HistoryGraph, file: String) throws(PlanningError) -> Plan {
      func version(_ id: ObjectID?) throws(PlanningError) -> Version? {
        guard let id else { return nil }
        if let version = graph.version(id) { return version }
        throw PlanningError(
          .unknownVersion,
          "the plan in '\(file)' names the version \(id.short()), which this repository does not have",
          hints: ["fetch the branch it is on: confiture fetch"])
      }
      var found: [PlanStep] = []
      for step in steps { found.append(PlanStep(step.action, try version(step.commit), parent: step.parent)) }
      return Plan(
        kind: Plan.Kind(of: found), target: target, state: state, to: try version(destination), steps: found)
    }
  }

  /// Where two documents differ, by the ways to the values.
  private static func differences(_ left: JSONValue, _ right: JSONValue, at path: String) -> [String] {
    switch (left, right) {
    case (.object(let left), .object(let right)):
      return Set(left.keys).union(right.keys).sorted().flatMap { key in
        differences(left[key] ?? .null, right[key] ?? .null, at: path.isEmpty ? key : "\(path).\(key)")
      }
    case (.array(let left), .array(let right)) where left.count == right.count:
      return zip(left, right).enumerated().flatMap { index, pair in
        differences(pair.0, pair.1, at: "\(path)[\(index)]")
      }
    default:
      return left == right ? [] : ["'\(path)' is not what follows from the steps and the history"]
    }
  }
}

extension Plan {
  /// Refuses to be run from another state than its own.
  ///
  /// - Throws: ``PlanningError`` that names what differs.
  package func check(against now: TargetState) throws(PlanningError) {
    let differences = state.differences(to: now)
    guard !differences.isEmpty else { return }
    let shown =
      differences.count <= 12 ? differences : Array(differences.prefix(12)) + ["… and \(differences.count - 12) more"]
    throw PlanningError(
      .targetMoved, "'\(target)' is no longer where the plan begins", details: shown,
      hints: ["make a new plan: confiture plan \(to?.name ?? "REV") --target \(target) --output FILE"])
  }
}

extension DocumentNode {
  fileprivate func commit() throws(DocumentError) -> ObjectID {
    guard let id = ObjectID(hex: try string()) else { throw invalid("'\(path)' must be a commit id") }
    return id
  }
}
