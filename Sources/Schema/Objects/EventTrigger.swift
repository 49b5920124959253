/// A trigger on the database's own DDL.
package struct EventTrigger: Sendable, Equatable {
  package var name: Identifier
  /// Such as `ddl_command_end`.
  package var event: String
  /// Command tags it is limited to, in the order they were named.
  package var tags: [String]
  /// As SQL.
  package var function: String
  package var firing: FiringMode
  package var comment: String?
  package var access: Access?

  package init(name: Identifier, event: String, tags: [String], function: String, firing: FiringMode = .origin) {
    self.name = name
    self.event = event
    self.tags = tags
    self.function = function
    self.firing = firing
  }
}
