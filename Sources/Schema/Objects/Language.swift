/// A procedural language that no extension brought.
package struct Language: Sendable, Equatable {
  package var name: Identifier
  /// Whether any user may write functions in it.
  package var isTrusted: Bool
  /// Its functions, as SQL.
  package var handler: String
  package var inline: String?
  package var validator: String?
  package var comment: String?
  package var access: Access?

  package init(name: Identifier, isTrusted: Bool, handler: String, inline: String?, validator: String?) {
    self.name = name
    self.isTrusted = isTrusted
    self.handler = handler
    self.inline = inline
    self.validator = validator
  }
}
