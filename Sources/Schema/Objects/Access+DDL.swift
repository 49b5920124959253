extension Grant {
  /// `GRANT …` or `REVOKE …` with the object left to `target`, such as `TABLE public.users`.
  package func statement(on target: String) -> String {
    let column = column.map { " (\($0.sql))" } ?? ""
    let privileges =
      privileges.isEmpty ? "ALL" + column : privileges.map { $0 + column }.joined(separator: ", ")
    let role = role?.sql ?? "PUBLIC"
    return switch action {
    case .grant: "GRANT \(privileges) ON \(target) TO \(role)"
    case .grantWithGrantOption: "GRANT \(privileges) ON \(target) TO \(role) WITH GRANT OPTION"
    case .revoke: "REVOKE \(privileges) ON \(target) FROM \(role)"
    }
  }
}

extension DDLWriter {
  /// Adds owner and grants of an object, when the snapshot holds them.
  ///
  /// `target` is the kind as GRANT names it and the object, such as `TABLE public.users`; `alter` the same as
  /// ALTER … OWNER TO names it, if that differs.
  package mutating func access(_ access: Access?, on target: String, alter: String? = nil) {
    guard options.includesAccess, let access else { return }
    if let owner = access.owner { statement("ALTER \(alter ?? target) OWNER TO \(owner.sql)") }
    for grant in access.grants { statement(grant.statement(on: target)) }
  }
}
