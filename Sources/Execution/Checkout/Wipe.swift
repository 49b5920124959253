internal import Postgres

/// Statements that empty a database but for the registry, for disposable targets only.
enum Wipe {
  /// Empties a database, or the one schema that the target is.
  static func statements(of target: Target, serverVersion: Int) -> [SQLText] {
    target.schema.map { [emptying(schema: $0)] } ?? statements(serverVersion: serverVersion)
  }

  /// The schema itself stays, with its owner and privileges.
  private static func emptying(schema: String) -> SQLText {
    SQLText(
      unescaped: """
        DO $confiture$
        DECLARE item record; found record;
        BEGIN
          \(dropping(in: SQLQuoting.literal(schema)))
        END
        $confiture$
        """)
  }

  /// A loop that drops all that is in a schema.
  private static func dropping(in schema: String) -> String {
    """
    FOR item IN SELECT d.classid, d.objid FROM pg_catalog.pg_depend d
      WHERE d.refclassid = 'pg_catalog.pg_namespace'::regclass AND d.deptype = 'n'
        AND d.refobjid = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = \(schema))
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend p
          WHERE p.classid = d.classid AND p.objid = d.objid AND p.objsubid = 0
            AND p.deptype IN ('i', 'e')) LOOP
      SELECT * INTO found FROM pg_catalog.pg_identify_object(item.classid, item.objid, 0);
      IF found.identity IS NOT NULL AND found.type <> 'default acl' THEN
        EXECUTE format('DROP %s %s CASCADE', replace(found.type, 'statistics object', 'statistics'), found.identity);
      END IF;
    END LOOP;
    """
  }

  private static func statements(serverVersion: Int) -> [SQLText] {
    let publicOwner = serverVersion >= 150_000 ? "AUTHORIZATION pg_database_owner" : ""
    let publicPrivileges = serverVersion >= 150_000 ? "USAGE" : "USAGE, CREATE"
    return [
      SQLText(
        unescaped: """
          DO $confiture$
          DECLARE item record; found record;
          BEGIN
            FOR item IN SELECT evtname FROM pg_catalog.pg_event_trigger LOOP
              EXECUTE format('DROP EVENT TRIGGER %I', item.evtname);
            END LOOP;
            FOR item IN SELECT pubname FROM pg_catalog.pg_publication LOOP
              EXECUTE format('DROP PUBLICATION %I', item.pubname);
            END LOOP;
            FOR item IN SELECT subname FROM pg_catalog.pg_subscription s
              JOIN pg_catalog.pg_database d ON d.oid = s.subdbid WHERE d.datname = current_database() LOOP
              EXECUTE format('ALTER SUBSCRIPTION %I DISABLE', item.subname);
              EXECUTE format('ALTER SUBSCRIPTION %I SET (slot_name = NONE)', item.subname);
              EXECUTE format('DROP SUBSCRIPTION %I', item.subname);
            END LOOP;
            FOR item IN SELECT extname FROM pg_catalog.pg_extension WHERE extname <> 'plpgsql' LOOP
              EXECUTE format('DROP EXTENSION IF EXISTS %I CASCADE', item.extname);
            END LOOP;
            FOR item IN SELECT fdwname FROM pg_catalog.pg_foreign_data_wrapper LOOP
              EXECUTE format('DROP FOREIGN DATA WRAPPER %I CASCADE', item.fdwname);
            END LOOP;
            FOR item IN SELECT nspname FROM pg_catalog.pg_namespace
              WHERE nspname NOT LIKE 'pg\\_%' AND nspname NOT IN ('information_schema', 'confiture', 'public') LOOP
              EXECUTE format('DROP SCHEMA %I CASCADE', item.nspname);
            END LOOP;
            -- The schema public stays, as a new one would not have the privileges that it was made with; what is in it goes.
            \(dropping(in: "'public'"))
            FOR item IN SELECT DISTINCT pg_catalog.pg_get_userbyid(a.grantee) AS grantee
              FROM pg_catalog.pg_namespace n, pg_catalog.aclexplode(n.nspacl) a
              WHERE n.nspname = 'public' AND a.grantee <> 0 AND a.grantee <> n.nspowner LOOP
              EXECUTE format('REVOKE ALL ON SCHEMA public FROM %I', item.grantee);
            END LOOP;
            FOR item IN SELECT castsource::regtype AS source, casttarget::regtype AS target
              FROM pg_catalog.pg_cast WHERE oid >= 16384 LOOP
              EXECUTE format('DROP CAST IF EXISTS (%s AS %s) CASCADE', item.source, item.target);
            END LOOP;
            FOR item IN SELECT trftype::regtype AS type, lanname FROM pg_catalog.pg_transform t
              JOIN pg_catalog.pg_language l ON l.oid = t.trflang WHERE t.oid >= 16384 LOOP
              EXECUTE format('DROP TRANSFORM FOR %s LANGUAGE %I CASCADE', item.type, item.lanname);
            END LOOP;
            FOR item IN SELECT amname FROM pg_catalog.pg_am WHERE oid >= 16384 LOOP
              EXECUTE format('DROP ACCESS METHOD %I CASCADE', item.amname);
            END LOOP;
            FOR item IN SELECT lanname FROM pg_catalog.pg_language WHERE oid >= 16384 LOOP
              EXECUTE format('DROP LANGUAGE %I CASCADE', item.lanname);
            END LOOP;
            EXECUTE format('ALTER DATABASE %I RESET ALL', current_database());
          END
          $confiture$
          """),
      SQLText(
        unescaped: """
          DO $confiture$
          BEGIN
            IF to_regnamespace('public') IS NULL THEN
              CREATE SCHEMA public \(publicOwner);
            END IF;
            COMMENT ON SCHEMA public IS 'standard public schema';
          END
          $confiture$
          """),
      "REVOKE ALL ON SCHEMA public FROM PUBLIC",
      SQLText(unescaped: "GRANT \(publicPrivileges) ON SCHEMA public TO PUBLIC"),
    ]
  }
}
