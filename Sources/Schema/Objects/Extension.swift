/// An installed extension; its members belong to it and appear nowhere else.
package struct Extension: Sendable, Equatable {
  package var name: Identifier
  package var schema: Identifier
  /// `nil` if it is the one that the extension brings.
  package var comment: String?
  package var access: Access?

  package init(name: Identifier, schema: Identifier, comment: String? = nil, access: Access? = nil) {
    self.name = name
    self.schema = schema
    self.comment = comment
    self.access = access
  }
}
