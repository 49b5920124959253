/// When a trigger or a rule fires, by `session_replication_role`.
package enum FiringMode: String, Sendable {
  case origin = "ENABLE"
  case disabled = "DISABLE"
  case replica = "ENABLE REPLICA"
  case always = "ENABLE ALWAYS"
}

/// A trigger of a table or view.
package struct Trigger: Sendable, Equatable {
  package var name: Identifier
  /// The CREATE TRIGGER statement without its semicolon; `nil` for one that a partition has from its parent.
  package var definition: String?
  package var firing: FiringMode
  package var comment: String?

  package init(name: Identifier, definition: String?, firing: FiringMode = .origin, comment: String? = nil) {
    self.name = name
    self.definition = definition
    self.firing = firing
    self.comment = comment
  }
}
