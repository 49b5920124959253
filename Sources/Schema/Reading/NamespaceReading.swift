/// Reads the file of a schema.
enum NamespaceReading {
  static func object(_ statements: inout StatementSequence) throws(SnapshotReadingError) -> Namespace {
    var cursor = try statements.first()
    var namespace = Namespace(name: Namespace.publicName)
    if cursor.take("DROP", "SCHEMA") {
      namespace.name = try cursor.name()
      namespace.isDropped = true
      try cursor.expectEnd()
      return namespace
    }
    let isCreated = cursor.take("CREATE", "SCHEMA")
    if isCreated {
      namespace.name = try cursor.name()
      try cursor.expectEnd()
    }
    var companion = CompanionReading("SCHEMA \(namespace.name.sql)")
    if !isCreated, try !companion.read(&cursor) { throw cursor.failure() }
    try companion.readAll(&statements)
    namespace.comment = companion.comment
    namespace.access = companion.access
    return namespace
  }
}
