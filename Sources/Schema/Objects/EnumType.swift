/// An enumerated type.
package struct EnumType: Sendable, Equatable {
  package var name: QualifiedName
  /// In their order.
  package var labels: [String]
  package var comment: String?
  package var access: Access?

  package init(name: QualifiedName, labels: [String]) {
    self.name = name
    self.labels = labels
  }
}
