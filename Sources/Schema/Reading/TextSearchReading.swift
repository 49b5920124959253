/// Reads the files of text search dictionaries, configurations, parsers and templates.
enum TextSearchReading {
  static func dictionary(
    _ statements: inout StatementSequence
  ) throws(SnapshotReadingError) -> TextSearchDictionary {
    var cursor = try statements.first()
    try cursor.expect("CREATE")
    try cursor.expect("TEXT", "SEARCH", "DICTIONARY")
    let name = try cursor.qualifiedName()
    var clauses = cursor.part(try cursor.group())
    try cursor.expectEnd()
    try clauses.expect("TEMPLATE")
    try clauses.expectText("=")
    var dictionary = TextSearchDictionary(name: name, template: try clauses.typeName(), options: nil)
    if clauses.take(.comma) { dictionary.options = try clauses.rest() }
    try clauses.expectEnd()
    var companion = CompanionReading("TEXT SEARCH DICTIONARY \(name.sql)")
    try companion.readAll(&statements)
    dictionary.comment = companion.comment
    dictionary.access = companion.access
    return dictionary
  }

  static func configuration(
    _ statements: inout StatementSequence
  ) throws(SnapshotReadingError) -> TextSearchConfiguration {
    var cursor = try statements.first()
    try cursor.expect("CREATE")
    try cursor.expect("TEXT", "SEARCH", "CONFIGURATION")
    let name = try cursor.qualifiedName()
    var clauses = cursor.part(try cursor.group())
    try cursor.expectEnd()
    try clauses.expect("PARSER")
    try clauses.expectText("=")
    var configuration = TextSearchConfiguration(name: name, parser: try clauses.rest(), mappings: [])
    let target = "TEXT SEARCH CONFIGURATION \(name.sql)"
    var companion = CompanionReading(target)
    while var cursor = statements.next() {
      if try companion.read(&cursor) { continue }
      try cursor.expect("ALTER")
      try cursor.expectText(target)
      try cursor.expect("ADD", "MAPPING", "FOR")
      let token = try cursor.word()
      try cursor.expect("WITH")
      var dictionaries = [try cursor.typeName()]
      while cursor.take(.comma) { dictionaries.append(try cursor.typeName()) }
      try cursor.expectEnd()
      configuration.mappings.append((token, dictionaries))
    }
    configuration.comment = companion.comment
    configuration.access = companion.access
    return configuration
  }

  static func parser(_ statements: inout StatementSequence) throws(SnapshotReadingError) -> TextSearchParser {
    let (name, clauses, comment) = try functions("PARSER", &statements)
    var parser = TextSearchParser(name: name, clauses: clauses)
    parser.comment = comment
    return parser
  }

  static func template(_ statements: inout StatementSequence) throws(SnapshotReadingError) -> TextSearchTemplate {
    let (name, clauses, comment) = try functions("TEMPLATE", &statements)
    var template = TextSearchTemplate(name: name, clauses: clauses)
    template.comment = comment
    return template
  }

  /// What parsers and templates are made of.
  private static func functions(
    _ kind: StaticString, _ statements: inout StatementSequence
  ) throws(SnapshotReadingError) -> (name: QualifiedName, clauses: [String], comment: String?) {
    var cursor = try statements.first()
    try cursor.expect("CREATE")
    try cursor.expect("TEXT", "SEARCH", kind)
    let name = try cursor.qualifiedName()
    let clauses = try cursor.texts()
    try cursor.expectEnd()
    var companion = CompanionReading("TEXT SEARCH \(kind) \(name.sql)")
    try companion.readAll(&statements)
    return (name, clauses, companion.comment)
  }
}
