internal import Postgres
internal import SQLSyntax

/// What an earlier, failed `CREATE INDEX CONCURRENTLY` may have left behind, and how it is put right.
struct ConcurrentIndexes {
  let connection: Connection

  enum Found: Equatable {
    case nothing
    case valid
    case invalid(schema: String, name: String)
  }

  /// Looks for an index by name in the schema of its table.
  func look(for index: String?, on table: ObjectName) throws(PostgresError) -> Found {
    let found = try connection.query(
      """
      SELECT n.nspname, c.relname, i.indisvalid AND i.indisready
      FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE i.indrelid = to_regclass(\(regclass(table)))
        AND (\(index)::text IS NULL AND NOT i.indisvalid OR c.relname = \(index)::text)
      ORDER BY i.indisvalid LIMIT 1
      """)
    guard found.rowCount == 1 else { return .nothing }
    return found.bool(0, 2) ? .valid : .invalid(schema: found.text(0, 0), name: found.text(0, 1))
  }

  /// Tells whether an index is there, whatever its state.
  func exists(_ index: ObjectName) throws(PostgresError) -> Bool {
    !(try connection.query("SELECT to_regclass(\(regclass(index)))").isNull(0, 0))
  }

  func drop(schema: String, name: String) throws(PostgresError) {
    try connection.execute("SET lock_timeout = 0")
    try connection.execute("DROP INDEX CONCURRENTLY IF EXISTS \(identifier: schema, name)")
    try connection.execute("RESET lock_timeout")
  }

  private func regclass(_ name: ObjectName) -> String {
    (name.schema.map { SQLQuoting.identifier($0) + "." } ?? "") + SQLQuoting.identifier(name.name)
  }
}
