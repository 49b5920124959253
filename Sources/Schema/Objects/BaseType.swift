/// A type with input and output functions of its own, or the bare name of a type to come.
package struct BaseType: Sendable, Equatable {
  package var name: QualifiedName
  /// `NAME = value`, in order; empty for a type that is only declared.
  package var clauses: [String]
  package var comment: String?
  package var access: Access?

  package init(name: QualifiedName, clauses: [String]) {
    self.name = name
    self.clauses = clauses
  }
}
