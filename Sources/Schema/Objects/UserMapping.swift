/// As whom a role goes to a foreign server.
package struct UserMapping: Sendable, Equatable {
  /// `nil` is PUBLIC.
  package var role: Identifier?
  package var server: Identifier
  /// `name 'value'`, sorted, without secrets: see ``SecretOption``.
  package var options: [String]

  package init(role: Identifier?, server: Identifier, options: [String]) {
    self.role = role
    self.server = server
    self.options = options
  }
}
