package import GitStore
package import Postgres

/// Where one schema of a database is, as its registry says, and whether it has been changed since.
package struct SchemaHead: Sendable, Equatable {
  package var schema: String
  /// `nil` when nothing is applied.
  package var head: ObjectID?
  /// Of the version, in hexadecimal; `nil` between versions.
  package var fingerprint: String?
  package var state: State
  /// A run is under way, or was interrupted.
  package var hasOpenRun: Bool
  /// Runs whose outcome is not yet a commit.
  package var unrecordedOutcomes: Int

  /// What the catalogs tell without the schema being read.
  package enum State: Sendable, Equatable {
    /// No definition has changed since the schema was last found to be the version's.
    case asRecorded
    /// Definitions have changed, or the last run did not end at a version: only reading the schema tells.
    case changed
    /// The schema is gone.
    case missing
  }
}

extension Registry {
  /// Reads the heads of all schemas that are targets in a database, with one query.
  ///
  /// - Returns: One for each, sorted by the bytes of their names; empty where there is no registry, or none for schemas.
  /// - Throws: ``ExecutionError`` with `registryFormat` when a newer Confiture wrote the registry.
  package static func schemaHeads(_ connection: Connection) throws -> [SchemaHead] {
    guard try shape(connection) == .lines else { return [] }
    let stamps = CatalogStamp.query(ofSchemas: "SELECT target FROM confiture.head")
    let rows = try connection.query(
      """
      SELECT h.target, h.format, h.commit, h.fingerprint, h.stamp = s.stamp, s.schema IS NULL,
        EXISTS (SELECT FROM confiture.journal j WHERE j.target = h.target), coalesce(o.pending, 0)
      FROM confiture.head h LEFT JOIN (\(sql: stamps)) AS s(schema, stamp) ON s.schema = h.target
      LEFT JOIN (SELECT target, count(*) AS pending FROM confiture.outcome WHERE commit IS NULL GROUP BY target) o
        ON o.target = h.target
      WHERE h.target <> '' ORDER BY h.target COLLATE "C"
      """
    ).rows
    return try rows.map { row in
      try checkFormat(row.int(1))
      let isAsRecorded = !row.isNull(4) && row.bool(4)
      return SchemaHead(
        schema: row.text(0), head: row.optionalText(2).flatMap { ObjectID(hex: $0) },
        fingerprint: row.optionalText(3),
        state: row.bool(5) ? .missing : isAsRecorded ? .asRecorded : .changed, hasOpenRun: row.bool(6),
        unrecordedOutcomes: row.int(7))
    }
  }
}
