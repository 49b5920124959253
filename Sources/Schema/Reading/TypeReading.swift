/// Reads the file of an enumerated, composite, range or base type, or of one that is only declared.
enum TypeReading {
  static func object(_ statements: inout StatementSequence) throws(SnapshotReadingError) -> any SchemaObject {
    var cursor = try statements.first()
    try cursor.expect("CREATE", "TYPE")
    let name = try cursor.qualifiedName()
    if cursor.isAtEnd {
      // A shell, for the functions that the type needs.
      var companion = CompanionReading("TYPE \(name.sql)")
      guard let next = try companion.readToOther(&statements) else { return base(name, clauses: [], companion) }
      cursor = next
      try cursor.expect("CREATE", "TYPE")
      try cursor.expectText(name.sql)
      if !cursor.isAt("AS") {
        let clauses = try cursor.texts()
        try cursor.expectEnd()
        try companion.readAll(&statements)
        return base(name, clauses: clauses, companion)
      }
    }
    try cursor.expect("AS")
    let companion = CompanionReading("TYPE \(name.sql)")
    if cursor.take("ENUM") { return try enumeration(name, &cursor, companion, &statements) }
    if cursor.take("RANGE") { return try range(name, &cursor, companion, &statements) }
    return try composite(name, &cursor, companion, &statements)
  }

  private static func base(_ name: QualifiedName, clauses: [String], _ companion: CompanionReading) -> BaseType {
    var type = BaseType(name: name, clauses: clauses)
    type.comment = companion.comment
    type.access = companion.access
    return type
  }

  private static func enumeration(
    _ name: QualifiedName, _ cursor: inout StatementCursor, _ companion: CompanionReading,
    _ statements: inout StatementSequence
  ) throws(SnapshotReadingError) -> EnumType {
    var type = EnumType(name: name, labels: [])
    for item in try cursor.list() {
      var label = cursor.part(item)
      type.labels.append(try label.literal())
      try label.expectEnd()
    }
    try cursor.expectEnd()
    var companion = companion
    try companion.readAll(&statements)
    type.comment = companion.comment
    type.access = companion.access
    return type
  }

  private static func composite(
    _ name: QualifiedName, _ cursor: inout StatementCursor, _ companion: CompanionReading,
    _ statements: inout StatementSequence
  ) throws(SnapshotReadingError) -> CompositeType {
    var type = CompositeType(name: name, attributes: [])
    for item in try cursor.list() {
      var attribute = cursor.part(item)
      type.attributes.append(try ColumnReading.column(&attribute))
    }
    try cursor.expectEnd()
    var companion = companion
    while var cursor = statements.next() {
      if try companion.read(&cursor) { continue }
      try cursor.expect("COMMENT", "ON", "COLUMN")
      try cursor.expectText(name.sql)
      try cursor.expect(.dot)
      let attribute = cursor.index
      let attributeName = try cursor.name()
      guard let position = type.attributes.firstIndex(where: { $0.name == attributeName }) else {
        throw cursor.failure(at: attribute)
      }
      type.attributes[position].comment = try cursor.commentText()
    }
    type.comment = companion.comment
    type.access = companion.access
    return type
  }

  private static func range(
    _ name: QualifiedName, _ cursor: inout StatementCursor, _ companion: CompanionReading,
    _ statements: inout StatementSequence
  ) throws(SnapshotReadingError) -> RangeType {
    var type = RangeType(name: name, subtype: "")
    for item in try cursor.list() {
      var clause = cursor.part(item)
      let start = clause.index
      let word = try clause.word()
      try clause.expectText("=")
      switch word {
      case "SUBTYPE": type.subtype = try clause.rest()
      case "SUBTYPE_OPCLASS": type.operatorClass = try clause.rest()
      case "COLLATION": type.collation = try clause.rest()
      case "CANONICAL": type.canonical = try clause.rest()
      case "SUBTYPE_DIFF": type.difference = try clause.rest()
      case "MULTIRANGE_TYPE_NAME": type.multirangeName = try clause.qualifiedName()
      default: throw clause.failure(at: start)
      }
      try clause.expectEnd()
    }
    try cursor.expectEnd()
    var companion = companion
    try companion.readAll(&statements)
    type.comment = companion.comment
    type.access = companion.access
    return type
  }
}
