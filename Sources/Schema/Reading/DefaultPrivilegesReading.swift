/// Reads the file of a role's default privileges.
enum DefaultPrivilegesReading {
  static func object(_ statements: inout StatementSequence) throws(SnapshotReadingError) -> DefaultPrivileges {
    var cursor = try statements.first()
    var privileges = try header(&cursor)
    privileges.grants.append(try grant(&cursor))
    while var cursor = statements.next() {
      _ = try header(&cursor)
      privileges.grants.append(try grant(&cursor))
    }
    return privileges
  }

  /// `ALTER DEFAULT PRIVILEGES FOR ROLE role [IN SCHEMA schema]`.
  private static func header(_ cursor: inout StatementCursor) throws(SnapshotReadingError) -> DefaultPrivileges {
    try cursor.expect("ALTER", "DEFAULT", "PRIVILEGES")
    try cursor.expect("FOR", "ROLE")
    let role = try cursor.name()
    let schema = cursor.take("IN", "SCHEMA") ? try cursor.name() : nil
    return DefaultPrivileges(role: role, schema: schema, grants: [])
  }

  private static func grant(
    _ cursor: inout StatementCursor
  ) throws(SnapshotReadingError) -> (kind: String, grant: Grant) {
    var grant = try cursor.grantedPrivileges()
    try cursor.expect("ON")
    let kind = try cursor.word()
    try cursor.grantee(of: &grant)
    return (kind, grant)
  }
}
