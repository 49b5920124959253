internal import Digests
internal import Documents
package import GitStore
package import History

/// One step of a plan.
package struct PlanStep: Sendable, Equatable {
  package enum Action: String, Sendable {
    /// Runs a migration's up.
    case apply
    /// Runs a migration's down.
    case revert
    /// Drops everything, on a disposable target.
    case wipe
    /// Loads the snapshot of a version into what is empty.
    case load
    /// Runs nothing: the schema is the version's already, and only the registry has to learn it.
    case adopt
  }

  package var action: Action
  /// The version whose migration or snapshot it is; `nil` for ``Action/wipe``.
  package var version: Version?
  /// The number of the parent that the step comes from or goes back to, for a version whose kind has roads.
  package var parent: Int?

  package init(_ action: Action, _ version: Version?, parent: Int? = nil) {
    self.action = action
    self.version = version
    self.parent = parent
  }

  /// One line for people.
  package var summary: String {
    let name = version?.name ?? ""
    return switch action {
    case .apply: "apply   \(name)"
    case .revert: "revert  \(name)"
    case .wipe: "wipe    everything in the database"
    case .load: "load    the snapshot of \(name)"
    case .adopt: "adopt   \(name), whose schema is there already"
    }
  }
}

/// The ordered steps from a target's state to a version.
package struct Plan: Sendable, Equatable {
  package enum Kind: String, Sendable {
    case nothingToDo = "nothing-to-do"
    /// Only applies.
    case forward
    /// Only reverts.
    case rewind
    /// Reverts to where the lines part, then applies.
    case sideways
    /// Starts over, on a disposable target.
    case rebuild
  }

  package var kind: Kind
  package var target: String
  package var from: ObjectID?
  /// `nil` stands for an empty database.
  package var to: Version?
  package var steps: [PlanStep]
  /// Why the plan is as it is, where that is not obvious.
  package var notes: [String]

  package init(
    kind: Kind, target: String, from: ObjectID?, to: Version?, steps: [PlanStep], notes: [String] = []
  ) {
    self.kind = kind
    self.target = target
    self.from = from
    self.to = to
    self.steps = steps
    self.notes = notes
  }

  /// Hash of what the plan does: the same steps from the same state have the same id everywhere.
  package var id: String {
    let content = JSONValue.object([
      "from": from.map { .string($0.hex) } ?? .null,
      "target": .string(target),
      "to": to.map { .string($0.id.hex) } ?? .null,
      "steps": .array(
        steps.map { step in
          .object([
            "action": .string(step.action.rawValue),
            "commit": step.version.map { .string($0.id.hex) } ?? .null,
          ])
        }),
    ])
    return Hexadecimal.encode(SHA256.digest(of: JSONWriter.text(content, pretty: false).utf8))
  }
}
