/// A schema of the database: a namespace, in the catalog's word.
package struct Namespace: Sendable, Equatable {
  package static let publicName: Identifier = "public"

  package var name: Identifier
  package var comment: String?
  package var access: Access?
  /// Whether the database lacks it; only ever true of `public`, which every new database has.
  package var isDropped: Bool

  package init(name: Identifier, comment: String? = nil, access: Access? = nil, isDropped: Bool = false) {
    self.name = name
    self.comment = comment
    self.access = access
    self.isDropped = isDropped
  }
}
