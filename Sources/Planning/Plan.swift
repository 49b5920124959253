internal import Digests
internal import Documents
package import GitStore
package import History

/// One step of a plan.
package struct PlanStep: Sendable, Equatable {
  package enum Action: String, Sendable, CaseIterable {
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

  /// The step runs a road: a script that stands for all changes that the one parent lacks.
  package var isRoad: Bool { parent != nil && version?.kind.hasRoads == true }

  /// One line for people.
  package var summary: String {
    let name = version?.name ?? ""
    return switch action {
    case .apply: "apply   \(name)" + (road(leading: "from").map { ", \($0)" } ?? "")
    case .revert: "revert  \(name)" + (road(leading: "to").map { ", \($0)" } ?? "")
    case .wipe: "wipe    everything in the database"
    case .load: "load    the snapshot of \(name)"
    case .adopt: "adopt   \(name), whose schema is there already"
    }
  }

  private func road(leading direction: String) -> String? {
    guard isRoad, let version, let parent else { return nil }
    guard version.kind == .squash else { return "over its road \(direction) parent \(parent)" }
    guard parent == 2 else { return nil }
    return version.parents.count < 2
      ? "over its road \(direction) nothing" : "over its road \(direction) \(version.parents[1].short())"
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
  /// Where the target is: the plan holds for this state and no other.
  package var state: TargetState
  /// `nil` stands for an empty database.
  package var to: Version?
  package var steps: [PlanStep]
  /// Why the plan is as it is, where that is not obvious.
  package var notes: [String]

  package init(
    kind: Kind, target: String, state: TargetState, to: Version?, steps: [PlanStep], notes: [String] = []
  ) {
    self.kind = kind
    self.target = target
    self.state = state
    self.to = to
    self.steps = steps
    self.notes = notes
  }

  package init(
    kind: Kind, target: String, from: ObjectID?, to: Version?, steps: [PlanStep], notes: [String] = []
  ) {
    self.init(kind: kind, target: target, state: TargetState(head: from), to: to, steps: steps, notes: notes)
  }

  /// The version that the target is at or nearest to.
  package var from: ObjectID? { state.head }

  /// Hash of what the plan does, and of the state that it does it from: the same steps from the same state have the
  /// same id everywhere.
  package var id: String {
    let content = JSONValue.object([
      "from": .optional(state.head?.hex), "state": .string(state.digest), "target": .string(target),
      "to": .optional(to?.id.hex), "steps": .array(steps.map(\.identity)),
    ])
    return Hexadecimal.encode(SHA256.digest(of: JSONWriter.bytes(content)))
  }
}

extension Plan.Kind {
  /// What a sequence of steps amounts to.
  init(of steps: [PlanStep]) {
    let actions = Set(steps.map(\.action))
    if actions.isEmpty {
      self = .nothingToDo
    } else if actions.contains(.wipe) || actions.contains(.load) {
      self = .rebuild
    } else if actions == [.apply] || actions == [.adopt] || actions == [.adopt, .apply] {
      self = .forward
    } else {
      self = actions == [.revert] ? .rewind : .sideways
    }
  }
}

extension PlanStep {
  /// What identifies the step, for hashing.
  fileprivate var identity: JSONValue {
    var members: [String: JSONValue] = [
      "action": .string(action.rawValue), "commit": .optional(version?.id.hex),
    ]
    if let parent { members["parent"] = .integer(parent) }
    return .object(members)
  }
}
