/// A domain.
package struct DomainType: Sendable, Equatable {
  package var name: QualifiedName
  package var baseType: String
  /// `nil` if it is the base type's own.
  package var collation: String?
  package var expression: String?
  package var isNotNull = false
  package var constraints: [Constraint] = []
  package var comment: String?
  package var access: Access?

  package init(name: QualifiedName, baseType: String) {
    self.name = name
    self.baseType = baseType
  }
}
