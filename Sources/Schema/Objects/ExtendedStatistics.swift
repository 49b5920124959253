/// Statistics over several columns of a table.
package struct ExtendedStatistics: Sendable, Equatable {
  package var name: QualifiedName
  /// The CREATE STATISTICS statement without its semicolon.
  package var definition: String
  package var target: Int?
  package var comment: String?
  package var access: Access?

  package init(
    name: QualifiedName, definition: String, target: Int? = nil, comment: String? = nil,
    access: Access? = nil
  ) {
    self.name = name
    self.definition = definition
    self.target = target
    self.comment = comment
    self.access = access
  }
}
