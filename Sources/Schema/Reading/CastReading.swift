/// Reads the file of a cast.
enum CastReading {
  static func object(_ statements: inout StatementSequence) throws(SnapshotReadingError) -> Cast {
    var cursor = try statements.first()
    try cursor.expect("CREATE", "CAST")
    var types = cursor.part(try cursor.group())
    let source = try types.typeName()
    try types.expect("AS")
    let target = try types.typeName()
    try types.expectEnd()
    var cast = Cast(source: source, target: target, definition: try cursor.rest())
    var companion = CompanionReading("CAST (\(source) AS \(target))")
    try companion.readAll(&statements)
    cast.comment = companion.comment
    return cast
  }
}
