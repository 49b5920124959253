/// An access method: a way to keep the rows of tables, or to index them.
package struct AccessMethod: Sendable, Equatable {
  package enum Kind: String, Sendable {
    case table = "TABLE"
    case index = "INDEX"
  }
  package var name: Identifier
  package var kind: Kind
  /// As SQL.
  package var handler: String
  package var comment: String?

  package init(name: Identifier, kind: Kind, handler: String) {
    self.name = name
    self.kind = kind
    self.handler = handler
  }
}
