/// What one line of the registry's records is about: the whole database, or one schema of it.
///
/// All lines of a database share one set of tables, so that their heads are read with one query.
package struct RegistryLine: Sendable, Hashable {
  /// `nil` for the whole database.
  package let schema: String?

  package static let database = RegistryLine(schema: nil)

  package init(schema: String?) { self.schema = schema }

  /// The value of the column `target`; no schema has an empty name.
  var key: String { schema ?? "" }
}
