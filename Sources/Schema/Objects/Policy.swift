/// A row security policy of a table.
package struct Policy: Sendable, Equatable {
  package var name: Identifier
  package var isRestrictive: Bool
  /// `ALL`, `SELECT`, `INSERT`, `UPDATE` or `DELETE`.
  package var command: String
  /// Sorted; empty is PUBLIC.
  package var roles: [Identifier]
  package var using: String?
  package var check: String?
  package var comment: String?

  package init(
    name: Identifier, isRestrictive: Bool, command: String, roles: [Identifier], using: String?, check: String?,
    comment: String? = nil
  ) {
    self.name = name
    self.isRestrictive = isRestrictive
    self.command = command
    self.roles = roles
    self.using = using
    self.check = check
    self.comment = comment
  }
}
