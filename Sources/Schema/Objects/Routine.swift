/// A function, window function or procedure.
package struct Routine: Sendable, Equatable {
  package var name: QualifiedName
  package var isProcedure: Bool
  /// The types that tell overloads apart, as in `COMMENT ON FUNCTION f(…)`.
  package var arguments: String
  /// The CREATE statement as the server prints it, without a semicolon.
  package var definition: String
  package var comment: String?
  package var access: Access?

  package init(name: QualifiedName, isProcedure: Bool, arguments: String, definition: String) {
    self.name = name
    self.isProcedure = isProcedure
    self.arguments = arguments
    self.definition = definition
  }
}
