internal import Postgres

/// Subscriptions are kept beside databases, not in them: copying a database leaves them out, and one that has some
/// cannot be dropped.
///
/// Both is done in the catalog, as statements would want to be in the database, and to reach the publisher. Only
/// subscriptions that replicate nothing come to scratch databases: snapshots create them so.
extension ScratchServer {
  /// Gives a copy the subscriptions of its source.
  func copySubscriptions(of source: String, to name: String, _ admin: Connection) throws(PostgresError) {
    guard try hasSubscriptions(source, admin) else { return }
    try changeCatalogs(
      """
      INSERT INTO pg_catalog.pg_subscription
      SELECT (pg_catalog.jsonb_populate_record(s, pg_catalog.jsonb_build_object(
        'oid', pg_catalog.pg_nextoid('pg_catalog.pg_subscription', 'oid', 'pg_catalog.pg_subscription_oid_index'),
        'subdbid', t.oid, 'subenabled', false))).*
      FROM pg_catalog.pg_subscription s JOIN pg_catalog.pg_database d ON d.oid = s.subdbid,
        pg_catalog.pg_database t
      WHERE d.datname = \(source) AND t.datname = \(name)
      """, admin)
  }

  /// Forgets the subscriptions of a database that is about to be dropped.
  func dropSubscriptions(of name: String, _ admin: Connection) throws(PostgresError) {
    guard try hasSubscriptions(name, admin) else { return }
    let dropped: SQLText = """
      SELECT s.oid FROM pg_catalog.pg_subscription s JOIN pg_catalog.pg_database d ON d.oid = s.subdbid
      WHERE d.datname = \(name)
      """
    try changeCatalogs(
      """
      WITH dropped AS (DELETE FROM pg_catalog.pg_subscription WHERE oid IN (\(sql: dropped)) RETURNING oid)
      DELETE FROM pg_catalog.pg_shdepend
      WHERE classid = 'pg_catalog.pg_subscription'::regclass AND objid IN (SELECT oid FROM dropped)
      """, admin)
  }

  private func hasSubscriptions(_ database: String, _ admin: Connection) throws(PostgresError) -> Bool {
    try admin.query(
      """
      SELECT FROM pg_catalog.pg_subscription s JOIN pg_catalog.pg_database d ON d.oid = s.subdbid
      WHERE d.datname = \(database)
      """
    ).rowCount > 0
  }

  private func changeCatalogs(_ statement: SQLText, _ admin: Connection) throws(PostgresError) {
    try admin.execute("BEGIN")
    do throws(PostgresError) {
      try admin.execute("SET LOCAL allow_system_table_mods TO on")
      try admin.execute(statement)
      try admin.execute("COMMIT")
    } catch {
      _ = try? admin.execute("ROLLBACK")  // The first failure says what is wrong.
      throw error
    }
  }
}
