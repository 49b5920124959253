/// Reads the file of a collation.
enum CollationReading {
  static func object(_ statements: inout StatementSequence) throws(SnapshotReadingError) -> Collation {
    var cursor = try statements.first()
    try cursor.expect("CREATE", "COLLATION")
    let name = try cursor.qualifiedName()
    var collation = Collation(name: name, clauses: try cursor.texts())
    try cursor.expectEnd()
    var companion = CompanionReading("COLLATION \(name.sql)")
    try companion.readAll(&statements)
    collation.comment = companion.comment
    collation.access = companion.access
    return collation
  }
}
