internal import Diagnostics
package import GitStore
package import Postgres

/// Brings the history that a database was built with back into a repository.
package enum RegistryHistory {
  /// Copies all objects of a registry; each is checked against its id.
  ///
  /// - Returns: How many objects the registry holds.
  /// - Throws: ``ExecutionError`` when an object is not what its id says.
  @discardableResult package static func copyObjects(
    from connection: Connection, into store: ObjectStore
  ) throws -> Int {
    let rows = try connection.query("SELECT id, kind, body FROM confiture.object ORDER BY id")
    try store.batch {
      for row in rows.rows {
        guard let kind = GitStore.ObjectKind(rawValue: row.text(1)) else {
          throw damaged(row.text(0), "its kind '\(row.text(1))' is none of Git's")
        }
        let written = try store.writeRaw(kind, row.bytes(2))
        guard written.hex == row.text(0) else { throw damaged(row.text(0), "its content hashes to \(written.hex)") }
      }
    }
    return rows.rowCount
  }

  private static func damaged(_ id: String, _ why: String) -> ExecutionError {
    ExecutionError(
      .registryFormat, .failed, "object \(id) of the registry is damaged", details: [why],
      hints: ["fetch the history from a repository instead: confiture fetch"])
  }
}
