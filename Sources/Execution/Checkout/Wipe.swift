internal import Postgres

/// Statements that empty a database but for the registry, for disposable targets only.
enum Wipe {
  static func statements(serverVersion: Int) -> [SQLText] {
    let publicOwner = serverVersion >= 150_000 ? "AUTHORIZATION pg_database_owner" : ""
    let publicPrivileges = serverVersion >= 150_000 ? "USAGE" : "USAGE, CREATE"
    return [
      SQLText(
        unescaped: """
          DO $confiture$
          DECLARE item record;
          BEGIN
            FOR item IN SELECT evtname FROM pg_catalog.pg_event_trigger LOOP
              EXECUTE format('DROP EVENT TRIGGER %I', item.evtname);
            END LOOP;
            FOR item IN SELECT pubname FROM pg_catalog.pg_publication LOOP
              EXECUTE format('DROP PUBLICATION %I', item.pubname);
            END LOOP;
            FOR item IN SELECT extname FROM pg_catalog.pg_extension WHERE extname <> 'plpgsql' LOOP
              EXECUTE format('DROP EXTENSION IF EXISTS %I CASCADE', item.extname);
            END LOOP;
            FOR item IN SELECT fdwname FROM pg_catalog.pg_foreign_data_wrapper LOOP
              EXECUTE format('DROP FOREIGN DATA WRAPPER %I CASCADE', item.fdwname);
            END LOOP;
            FOR item IN SELECT nspname FROM pg_catalog.pg_namespace
              WHERE nspname NOT LIKE 'pg\\_%' AND nspname NOT IN ('information_schema', 'confiture') LOOP
              EXECUTE format('DROP SCHEMA %I CASCADE', item.nspname);
            END LOOP;
            FOR item IN SELECT castsource::regtype AS source, casttarget::regtype AS target
              FROM pg_catalog.pg_cast WHERE oid >= 16384 LOOP
              EXECUTE format('DROP CAST IF EXISTS (%s AS %s)', item.source, item.target);
            END LOOP;
            FOR item IN SELECT lanname FROM pg_catalog.pg_language WHERE oid >= 16384 LOOP
              EXECUTE format('DROP LANGUAGE %I CASCADE', item.lanname);
            END LOOP;
            EXECUTE format('ALTER DATABASE %I RESET ALL', current_database());
          END
          $confiture$
          """),
      SQLText(unescaped: "CREATE SCHEMA public \(publicOwner)"),
      SQLText(unescaped: "GRANT \(publicPrivileges) ON SCHEMA public TO PUBLIC"),
      "COMMENT ON SCHEMA public IS 'standard public schema'",
    ]
  }
}
