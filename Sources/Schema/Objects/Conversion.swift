/// A conversion between two encodings.
package struct Conversion: Sendable, Equatable {
  package var name: QualifiedName
  package var isDefault: Bool
  /// Such as `LATIN1`.
  package var source: String
  package var destination: String
  /// As SQL.
  package var function: String
  package var comment: String?
  package var access: Access?

  package init(name: QualifiedName, isDefault: Bool, source: String, destination: String, function: String) {
    self.name = name
    self.isDefault = isDefault
    self.source = source
    self.destination = destination
    self.function = function
  }
}
