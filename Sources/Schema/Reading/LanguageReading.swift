/// Reads the files of languages, transforms, access methods and conversions.
enum LanguageReading {
  static func object(_ statements: inout StatementSequence) throws(SnapshotReadingError) -> Language {
    var cursor = try statements.first()
    try cursor.expect("CREATE")
    let isTrusted = cursor.take("TRUSTED")
    try cursor.expect("LANGUAGE")
    let name = try cursor.name()
    try cursor.expect("HANDLER")
    let handler = try cursor.typeName()
    let inline = cursor.take("INLINE") ? try cursor.typeName() : nil
    let validator = cursor.take("VALIDATOR") ? try cursor.typeName() : nil
    try cursor.expectEnd()
    var language = Language(
      name: name, isTrusted: isTrusted, handler: handler, inline: inline, validator: validator)
    var companion = CompanionReading("LANGUAGE \(name.sql)")
    try companion.readAll(&statements)
    language.comment = companion.comment
    language.access = companion.access
    return language
  }

  static func transform(_ statements: inout StatementSequence) throws(SnapshotReadingError) -> Transform {
    var cursor = try statements.first()
    try cursor.expect("CREATE", "TRANSFORM", "FOR")
    let type = try cursor.typeName()
    try cursor.expect("LANGUAGE")
    var transform = Transform(type: type, language: try cursor.name(), fromSQL: nil, toSQL: nil)
    for item in try cursor.list() {
      var way = cursor.part(item)
      if way.take("FROM", "SQL", "WITH") {
        try way.expect("FUNCTION")
        transform.fromSQL = try way.rest()
      } else {
        try way.expect("TO", "SQL", "WITH")
        try way.expect("FUNCTION")
        transform.toSQL = try way.rest()
      }
    }
    try cursor.expectEnd()
    var companion = CompanionReading("TRANSFORM FOR \(type) LANGUAGE \(transform.language.sql)")
    try companion.readAll(&statements)
    transform.comment = companion.comment
    return transform
  }

  static func accessMethod(_ statements: inout StatementSequence) throws(SnapshotReadingError) -> AccessMethod {
    var cursor = try statements.first()
    try cursor.expect("CREATE", "ACCESS", "METHOD")
    let name = try cursor.name()
    try cursor.expect("TYPE")
    let kind: AccessMethod.Kind = cursor.take("TABLE") ? .table : .index
    if kind == .index { try cursor.expect("INDEX") }
    try cursor.expect("HANDLER")
    var method = AccessMethod(name: name, kind: kind, handler: try cursor.typeName())
    try cursor.expectEnd()
    var companion = CompanionReading("ACCESS METHOD \(name.sql)")
    try companion.readAll(&statements)
    method.comment = companion.comment
    return method
  }

  static func conversion(_ statements: inout StatementSequence) throws(SnapshotReadingError) -> Conversion {
    var cursor = try statements.first()
    try cursor.expect("CREATE")
    let isDefault = cursor.take("DEFAULT")
    try cursor.expect("CONVERSION")
    let name = try cursor.qualifiedName()
    try cursor.expect("FOR")
    let source = try cursor.literal()
    try cursor.expect("TO")
    let destination = try cursor.literal()
    try cursor.expect("FROM")
    var conversion = Conversion(
      name: name, isDefault: isDefault, source: source, destination: destination, function: try cursor.typeName())
    try cursor.expectEnd()
    var companion = CompanionReading("CONVERSION \(name.sql)")
    try companion.readAll(&statements)
    conversion.comment = companion.comment
    conversion.access = companion.access
    return conversion
  }
}
