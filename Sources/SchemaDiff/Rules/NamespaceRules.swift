import Schema

/// Compares two states of a schema. Only `public` can be gone in one of them: every new database has it.
struct NamespaceRules {
  let old: Namespace
  let new: Namespace

  func actions() -> [Action] {
    let name = new.name.sql
    guard old.isDropped != new.isDropped else { return hasUsualOwner ? [owned(name)] : [] }
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

  /// Whether it gets back the owner that a new database's has, of which no file speaks.
  private var hasUsualOwner: Bool { old.access?.owner != nil && new.access?.owner == nil }

  private func owned(_ name: String) -> Action {
    let statement = """
      DO $confiture$
      BEGIN
        IF pg_catalog.current_setting('server_version_num')::pg_catalog.int4 >= 150000 THEN
          ALTER SCHEMA \(name) OWNER TO pg_database_owner;
        ELSE
          EXECUTE pg_catalog.format('ALTER SCHEMA \(name) OWNER TO %I', pg_catalog.pg_get_userbyid(10));
        END IF;
      END
      $confiture$
      """
    return Action(new.identity, "set the usual owner", [statement], rank: .creation(.schema))
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
