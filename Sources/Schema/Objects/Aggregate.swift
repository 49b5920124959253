/// An aggregate function.
package struct Aggregate: Sendable, Equatable {
  package var name: QualifiedName
  /// The types that tell overloads apart, as in a file's name.
  package var arguments: String
  /// The arguments as in its signature: `*`, types, `ORDER BY` of an ordered-set aggregate.
  package var signature: String
  /// `NAME = value`, in order.
  package var clauses: [String]
  package var comment: String?
  package var access: Access?

  package init(name: QualifiedName, arguments: String, signature: String, clauses: [String]) {
    self.name = name
    self.arguments = arguments
    self.signature = signature
    self.clauses = clauses
  }
}
