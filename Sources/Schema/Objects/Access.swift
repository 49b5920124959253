/// Owner and grants of one object, as deviations from what its owner gets by default.
package struct Access: Sendable, Equatable {
  package var owner: Identifier
  package var grants: [Grant]

  package init(owner: Identifier, grants: [Grant] = []) {
    self.owner = owner
    self.grants = grants
  }
}

/// What one role may do with an object or a column, or no longer may.
package struct Grant: Sendable, Equatable {
  package enum Action: Sendable, Equatable {
    case grant
    case grantWithGrantOption
    /// Takes away what the role has by default.
    case revoke
  }
  package var action: Action
  /// `nil` is PUBLIC.
  package var role: Identifier?
  /// Sorted; empty is ALL.
  package var privileges: [String]
  package var column: Identifier?

  package init(action: Action, role: Identifier?, privileges: [String], column: Identifier? = nil) {
    self.action = action
    self.role = role
    self.privileges = privileges
    self.column = column
  }
}
