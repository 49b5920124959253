import Schema

/// Compares two states of a schema. Only `public` can be gone in one of them: every new database has it.
struct NamespaceRules {
  let old: Namespace
  let new: Namespace

  func actions() -> [Action] {
    guard old.isDropped != new.isDropped else { return [] }
    let name = new.name.sql
    if new.isDropped {
      var action = Action.alteration(of: new.identity, "drop", "DROP SCHEMA \(name)", rank: .removal(.schema))
      action.destroys = [.object(new.identity)]
      return [action]
    }
    var action = Action(
      new.identity, "create",
      ["CREATE SCHEMA \(name)", "COMMENT ON SCHEMA \(name) IS 'standard public schema'", Self.usualAccess(to: name)],
      rank: .creation(.schema))
    action.produces = [.object(new.identity)]
    return [action]
  }

  /// Gives the schema the owner and the grants that a new database's has, which depend on the server.
  private static func usualAccess(to name: String) -> String {
    """
    DO $confiture$
    BEGIN
      IF pg_catalog.current_setting('server_version_num')::pg_catalog.int4 >= 150000 THEN
        ALTER SCHEMA \(name) OWNER TO pg_database_owner;
        GRANT USAGE ON SCHEMA \(name) TO PUBLIC;
      ELSE
        GRANT ALL ON SCHEMA \(name) TO PUBLIC;
      END IF;
    END
    $confiture$
    """
  }
}
