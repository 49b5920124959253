/// What logical replication sends out.
package struct Publication: Sendable, Equatable {
  package var name: Identifier
  package var hasAllTables: Bool
  /// As SQL, with columns and filter, sorted.
  package var tables: [String]
  /// As SQL, sorted.
  package var schemas: [String]
  /// `name = value`, sorted.
  package var options: [String]
  package var comment: String?
  package var access: Access?

  package init(name: Identifier, hasAllTables: Bool, tables: [String], schemas: [String], options: [String]) {
    self.name = name
    self.hasAllTables = hasAllTables
    self.tables = tables
    self.schemas = schemas
    self.options = options
  }
}
