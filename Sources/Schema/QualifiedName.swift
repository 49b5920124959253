/// The name of an object within its schema.
package struct QualifiedName: Sendable, Hashable, Comparable, CustomStringConvertible {
  package let schema: Identifier
  package let name: Identifier

  package init(schema: Identifier, name: Identifier) {
    self.schema = schema
    self.name = name
  }

  /// As SQL, each part quoted where it must be.
  package var sql: String { schema.sql + "." + name.sql }

  package var description: String { "\(schema.text).\(name.text)" }

  package static func < (left: QualifiedName, right: QualifiedName) -> Bool {
    left.schema == right.schema ? left.name < right.name : left.schema < right.schema
  }
}

extension Identifier {
  /// As SQL, quoted where any supported server needs it.
  package var sql: String { QuotedIdentifier.quote(text) }
}
