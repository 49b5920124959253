/// What logical replication sends out.
package struct Publication: Sendable, Equatable {
  package var name: Identifier
  package var hasAllTables: Bool
  /// `TABLE ONLY …` and `TABLES IN SCHEMA …`, sorted.
  package var members: [String]
  /// `name = value`, sorted.
  package var options: [String]
  package var comment: String?
  package var access: Access?

  package init(name: Identifier, hasAllTables: Bool, members: [String], options: [String]) {
    self.name = name
    self.hasAllTables = hasAllTables
    self.members = members
    self.options = options
  }
}
