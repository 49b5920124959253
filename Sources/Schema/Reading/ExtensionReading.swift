/// Reads the file of an extension.
enum ExtensionReading {
  static func object(_ statements: inout StatementSequence) throws(SnapshotReadingError) -> Extension {
    var cursor = try statements.first()
    // Every database has plpgsql: its file holds nothing but a comment.
    var value = Extension(name: "plpgsql", schema: "pg_catalog")
    let isCreated = cursor.take("CREATE", "EXTENSION")
    if isCreated {
      value.name = try cursor.name()
      try cursor.expect("WITH", "SCHEMA")
      value.schema = try cursor.name()
      try cursor.expectEnd()
    }
    var companion = CompanionReading("EXTENSION \(value.name.sql)")
    if !isCreated, try !companion.read(&cursor) { throw cursor.failure() }
    try companion.readAll(&statements)
    value.comment = companion.comment
    return value
  }
}
