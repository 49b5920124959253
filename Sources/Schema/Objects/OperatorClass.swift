/// What an access method may do with a type: the operators and support functions of an index over it.
package struct OperatorClass: Sendable, Equatable {
  package var name: QualifiedName
  /// The access method.
  package var method: Identifier
  package var isDefault: Bool
  package var type: String
  package var family: QualifiedName
  /// `OPERATOR 1 …` and `FUNCTION 1 …`, in order: those that cannot leave the class.
  package var members: [String]
  /// The type that is stored in the index; `nil` if it is the one indexed.
  package var storage: String?
  package var comment: String?
  package var access: Access?

  package init(
    name: QualifiedName, method: Identifier, isDefault: Bool, type: String, family: QualifiedName, members: [String],
    storage: String?
  ) {
    self.name = name
    self.method = method
    self.isDefault = isDefault
    self.type = type
    self.family = family
    self.members = members
    self.storage = storage
  }
}

/// Operator classes that belong together, and what works across their types.
package struct OperatorFamily: Sendable, Equatable {
  package var name: QualifiedName
  /// The access method.
  package var method: Identifier
  /// `OPERATOR 1 …` and `FUNCTION 1 …`, in order: those that belong to no class.
  package var members: [String]
  package var comment: String?
  package var access: Access?

  package init(name: QualifiedName, method: Identifier, members: [String]) {
    self.name = name
    self.method = method
    self.members = members
  }
}
