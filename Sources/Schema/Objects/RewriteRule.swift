/// A rewrite rule of a table or view, but for the one that makes a view.
package struct RewriteRule: Sendable, Equatable {
  package var name: Identifier
  /// The CREATE RULE statement without its semicolon.
  package var definition: String
  package var firing: FiringMode
  package var comment: String?

  package init(name: Identifier, definition: String, firing: FiringMode = .origin, comment: String? = nil) {
    self.name = name
    self.definition = definition
    self.firing = firing
    self.comment = comment
  }
}
