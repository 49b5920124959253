/// A collation of the user's.
package struct Collation: Sendable, Equatable {
  package var name: QualifiedName
  /// `NAME = value`, in order.
  package var clauses: [String]
  package var comment: String?
  package var access: Access?

  package init(name: QualifiedName, clauses: [String]) {
    self.name = name
    self.clauses = clauses
  }
}
