/// How values of a type go into the functions of a language and come out of them.
package struct Transform: Sendable, Equatable {
  /// As `format_type` prints it.
  package var type: String
  package var language: Identifier
  /// With the types of their arguments, as SQL.
  package var fromSQL: String?
  package var toSQL: String?
  package var comment: String?

  package init(type: String, language: Identifier, fromSQL: String?, toSQL: String?) {
    self.type = type
    self.language = language
    self.fromSQL = fromSQL
    self.toSQL = toSQL
  }
}
