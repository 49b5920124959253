import Postgres

/// One row of one of the queries that read the catalogs.
protocol CatalogRow {
  /// The query, for a server of a major version.
  static func sql(major: Int) -> String
  init(_ row: Row, _ text: CatalogText)
}
