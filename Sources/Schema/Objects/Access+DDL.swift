extension DDLWriter {
  /// Adds owner and grants of an object, when the snapshot holds them.
  ///
  /// - Parameters:
  ///   - target: The kind as GRANT names it and the object, such as `TABLE public.users`.
  ///   - alter: The same as ALTER … OWNER TO names it, if that differs.
  package mutating func access(_ access: Access?, on target: String, alter: String? = nil) {
    guard options.includesAccess, let access else { return }
    statement("ALTER \(alter ?? target) OWNER TO \(access.owner.sql)")
    grants(access.grants, on: target)
  }

  package mutating func grants(_ grants: [Grant], on target: String) {
    for grant in grants {
      let column = grant.column.map { " (\($0.sql))" } ?? ""
      let privileges =
        grant.privileges.isEmpty ? "ALL" + column : grant.privileges.map { $0 + column }.joined(separator: ", ")
      let role = grant.role?.sql ?? "PUBLIC"
      switch grant.action {
      case .grant: statement("GRANT \(privileges) ON \(target) TO \(role)")
      case .grantWithGrantOption: statement("GRANT \(privileges) ON \(target) TO \(role) WITH GRANT OPTION")
      case .revoke: statement("REVOKE \(privileges) ON \(target) FROM \(role)")
      }
    }
  }
}
