/// A composite type that is not the row type of a table.
package struct CompositeType: Sendable, Equatable {
  package var name: QualifiedName
  /// In order, which is content.
  package var attributes: [Column]
  package var comment: String?
  package var access: Access?

  package init(name: QualifiedName, attributes: [Column]) {
    self.name = name
    self.attributes = attributes
  }
}
