/// A foreign-data wrapper that no extension brought.
package struct ForeignDataWrapper: Sendable, Equatable {
  package var name: Identifier
  /// As SQL.
  package var handler: String?
  package var validator: String?
  /// `name 'value'`, sorted.
  package var options: [String]
  package var comment: String?
  package var access: Access?

  package init(name: Identifier, handler: String?, validator: String?, options: [String]) {
    self.name = name
    self.handler = handler
    self.validator = validator
    self.options = options
  }
}

/// A foreign server.
package struct ForeignServer: Sendable, Equatable {
  package var name: Identifier
  package var wrapper: Identifier
  package var type: String?
  package var version: String?
  /// `name 'value'`, sorted.
  package var options: [String]
  package var comment: String?
  package var access: Access?

  package init(name: Identifier, wrapper: Identifier, type: String?, version: String?, options: [String]) {
    self.name = name
    self.wrapper = wrapper
    self.type = type
    self.version = version
    self.options = options
  }
}
