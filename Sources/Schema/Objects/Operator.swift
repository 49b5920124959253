/// An operator.
package struct Operator: Sendable, Equatable {
  /// Signs, such as `===`, in a schema.
  package var name: QualifiedName
  /// `nil` for one that stands before its operand.
  package var left: String?
  package var right: String
  /// As SQL.
  package var function: String
  /// Its commutator as SQL, such as `OPERATOR(public.===)`. Creating one of the two makes a place for the other.
  package var commutator: String?
  package var negator: String?
  /// The estimator of its selectivity, as SQL.
  package var restriction: String?
  /// The same for joins.
  package var join: String?
  package var canHash = false
  package var canMerge = false
  package var comment: String?
  package var access: Access?

  package init(name: QualifiedName, left: String?, right: String, function: String) {
    self.name = name
    self.left = left
    self.right = right
    self.function = function
  }
}
