internal import Postgres

extension SnapshotLoading {
  /// Fills the materialized views that a snapshot made, in the order in which they were made, so that others can read
  /// them; one that cannot be filled, as its query needs rows, stays as it is.
  static func populate(_ connection: Connection) throws(CatalogError) {
    do throws(PostgresError) { try connection.execute(filling) } catch {
      throw CatalogError(.loadFailed, "cannot fill materialized views: \(error.message)", cause: error)
    }
  }

  private static let filling: SQLText = """
    DO $confiture$
    DECLARE
      view pg_catalog.regclass;
    BEGIN
      FOR view IN
        SELECT c.oid FROM pg_catalog.pg_class c WHERE c.relkind = 'm' AND NOT c.relispopulated ORDER BY c.oid
      LOOP
        BEGIN
          EXECUTE pg_catalog.format('REFRESH MATERIALIZED VIEW %s', view);
        EXCEPTION WHEN OTHERS THEN
          NULL;
        END;
      END LOOP;
    END
    $confiture$
    """
}
