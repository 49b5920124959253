import Postgres

/// One row of one of the queries that read the catalogs.
protocol CatalogRow: Sendable {
  /// The query, for a server of a major version, and for all of a database or one schema.
  static func sql(_ scope: CatalogScope) -> String
  init(_ row: Row, _ text: CatalogText)
}
