extension StatementCursor {
  /// Reads `GRANT privileges` or `REVOKE privileges`, to before `ON`.
  mutating func grantedPrivileges() throws(SnapshotReadingError) -> Grant {
    var grant = Grant(action: .grant, role: nil, privileges: [])
    if take("REVOKE") { grant.action = .revoke } else { try expect("GRANT") }
    repeat {
      let privilege = try word()
      if privilege != "ALL" { grant.privileges.append(privilege) }
      if words.kind(index) == .openParenthesis {
        var column = part(try group())
        grant.column = try column.name()
        try column.expectEnd()
      }
    } while take(.comma)
    return grant
  }

  /// Reads `TO role [WITH GRANT OPTION]` or `FROM role`, the end of what ``grantedPrivileges()`` began.
  mutating func grantee(of grant: inout Grant) throws(SnapshotReadingError) {
    if grant.action == .revoke { try expect("FROM") } else { try expect("TO") }
    if !take("PUBLIC") { grant.role = try name() }
    if grant.action == .grant, take("WITH", "GRANT", "OPTION") { grant.action = .grantWithGrantOption }
    try expectEnd()
  }
}

/// Reads comment, owner and grants of one object.
struct CompanionReading {
  /// As COMMENT ON and ALTER … OWNER TO name the object, such as `DOMAIN public.d`.
  let target: String
  /// As GRANT names it, such as `TYPE public.d`.
  let grantTarget: String
  private(set) var comment: String?
  private(set) var access: Access?

  init(_ target: String, grants grantTarget: String? = nil) {
    self.target = target
    self.grantTarget = grantTarget ?? target
  }

  /// Reads a statement if it is about the object itself; else leaves the cursor where it is.
  mutating func read(_ cursor: inout StatementCursor) throws(SnapshotReadingError) -> Bool {
    let start = cursor.index
    if cursor.take("COMMENT", "ON") {
      if cursor.takeText(target), cursor.isAt("IS") {
        comment = try cursor.commentText()
        return true
      }
    } else if cursor.isAt("GRANT") || cursor.isAt("REVOKE") {
      var grant = try cursor.grantedPrivileges()
      if cursor.take("ON"), cursor.takeText(grantTarget) {
        try cursor.grantee(of: &grant)
        access = access ?? Access(owner: nil)
        access?.grants.append(grant)
        return true
      }
    } else if cursor.take("ALTER"), cursor.takeText(target), cursor.take("OWNER", "TO") {
      let owner = try cursor.name()
      try cursor.expectEnd()
      access = Access(owner: owner, grants: access?.grants ?? [])
      return true
    }
    cursor.skip(to: start)
    return false
  }

  /// Reads statements up to one that is about something else, and returns that.
  mutating func readToOther(
    _ statements: inout StatementSequence
  ) throws(SnapshotReadingError) -> StatementCursor? {
    while var cursor = statements.next() {
      if try !read(&cursor) { return cursor }
    }
    return nil
  }

  /// Reads statements that can be about nothing else.
  mutating func readAll(_ statements: inout StatementSequence) throws(SnapshotReadingError) {
    while var cursor = statements.next() {
      if try !read(&cursor) { throw cursor.failure() }
    }
  }
}
