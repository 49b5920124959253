/// Puts the statements of a snapshot's files in order.
///
/// Snapshots hold one file per object and no list of dependencies. As every name outside `pg_catalog` is qualified in
/// them, tokens tell what a statement defines and what it needs; the text of routine bodies in quotes is not looked
/// at, as the server does not look at it either while `check_function_bodies` is off. The order is a pure function of
/// the files: statements come by phase, path and place in the file, after all that they need. Cycles are broken by
/// shells: an empty type or a view of NULLs that the file itself has, a routine without its body.
///
/// ```swift
/// let plan = SnapshotLoader.plan(for: [("public/tables/users.sql", "CREATE TABLE public.users (\n  id integer\n);\n")])
/// for statement in plan.statements { try connection.execute(SQLText(unescaped: statement.text)) }
/// ```
package enum SnapshotLoader {
  package static func plan(for files: [(path: String, text: String)]) -> LoadPlan {
    var statements: [SnapshotStatement] = []
    statements.reserveCapacity(files.count * 4)
    var roles: Set<NameKey> = []
    let ordered = files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    for (index, file) in ordered.enumerated() {
      SnapshotFileReader(text: file.text, file: index).read(into: &statements, roles: &roles)
    }
    let order = LoadOrder(statements).sorted()
    return LoadPlan(
      statements: order.map { statement in
        LoadStatement(
          text: statement.text, path: ordered[statement.file].path, phase: statement.phase, offset: statement.offset)
      },
      roles: sorted(roles))
  }

  /// The roles that the statements of files name, as a plan for them has them.
  package static func roles(in files: [SnapshotFile]) -> [String] {
    let roles = files.concurrentMap { file in
      var statements: [SnapshotStatement] = []
      var roles: Set<NameKey> = []
      SnapshotFileReader(text: file.text, file: 0).read(into: &statements, roles: &roles)
      return roles
    }
    return sorted(roles.reduce(into: []) { $0.formUnion($1) })
  }

  private static func sorted(_ roles: Set<NameKey>) -> [String] {
    roles.map(\.text).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
