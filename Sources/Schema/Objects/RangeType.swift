/// A range type with its multirange.
package struct RangeType: Sendable, Equatable {
  package var name: QualifiedName
  package var subtype: String
  /// `nil` if it is the subtype's default.
  package var operatorClass: String?
  /// `nil` if it is the subtype's own.
  package var collation: String?
  package var canonical: String?
  package var difference: String?
  /// `nil` if it is the one the server would choose.
  package var multirangeName: QualifiedName?
  package var comment: String?
  package var access: Access?

  package init(name: QualifiedName, subtype: String) {
    self.name = name
    self.subtype = subtype
  }
}
