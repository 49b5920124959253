/// Reads policies as they stand in the file of their table.
enum PolicyReading {
  /// `name ON table …`, with `CREATE POLICY` already read.
  static func policy(
    _ cursor: inout StatementCursor, table: String
  ) throws(SnapshotReadingError) -> Policy {
    let name = try cursor.name()
    try cursor.expect("ON")
    try cursor.expectText(table)
    var policy = Policy(
      name: name, isRestrictive: cursor.take("AS", "RESTRICTIVE"), command: "ALL", roles: [], using: nil, check: nil)
    if cursor.take("FOR") { policy.command = try cursor.word() }
    if cursor.take("TO") { policy.roles = try cursor.names() }
    if cursor.take("USING") { policy.using = try condition(&cursor) }
    if cursor.take("WITH", "CHECK") { policy.check = try condition(&cursor) }
    try cursor.expectEnd()
    return policy
  }

  private static func condition(_ cursor: inout StatementCursor) throws(SnapshotReadingError) -> String {
    let start = cursor.index
    _ = try cursor.group()
    return cursor.text(start..<cursor.index)
  }
}
