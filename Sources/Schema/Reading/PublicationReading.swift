/// Reads the file of a publication.
enum PublicationReading {
  static func object(_ statements: inout StatementSequence) throws(SnapshotReadingError) -> Publication {
    var cursor = try statements.first()
    try cursor.expect("CREATE", "PUBLICATION")
    let name = try cursor.name()
    var publication = Publication(
      name: name, hasAllTables: cursor.take("FOR", "ALL", "TABLES"), tables: [], schemas: [], options: [])
    if cursor.take("FOR") { try readMembers(of: &publication, &cursor) }
    if cursor.take("WITH") { publication.options = try cursor.texts() }
    try cursor.expectEnd()
    var companion = CompanionReading("PUBLICATION \(name.sql)")
    try companion.readAll(&statements)
    publication.comment = companion.comment
    publication.access = companion.access
    return publication
  }

  private static func readMembers(
    of publication: inout Publication, _ cursor: inout StatementCursor
  ) throws(SnapshotReadingError) {
    var isSchema = false
    repeat {
      if cursor.take("TABLES", "IN", "SCHEMA") {
        isSchema = true
      } else {
        _ = cursor.take("TABLE")
      }
      if isSchema {
        publication.schemas.append(try cursor.name().sql)
      } else {
        try cursor.expect("ONLY")
        publication.tables.append(try table(&cursor))
      }
    } while cursor.take(.comma)
  }

  /// A table with its columns and its filter.
  private static func table(_ cursor: inout StatementCursor) throws(SnapshotReadingError) -> String {
    let start = cursor.index
    _ = try cursor.qualifiedName()
    if cursor.words.kind(cursor.index) == .openParenthesis { _ = try cursor.group() }
    if cursor.take("WHERE") { _ = try cursor.group() }
    return cursor.text(start..<cursor.index)
  }
}
