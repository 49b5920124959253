/// Reads the file of a domain.
enum DomainReading {
  static func object(_ statements: inout StatementSequence) throws(SnapshotReadingError) -> DomainType {
    var cursor = try statements.first()
    try cursor.expect("CREATE", "DOMAIN")
    let name = try cursor.qualifiedName()
    try cursor.expect("AS")
    var domain = DomainType(name: name, baseType: try cursor.typeName())
    if cursor.take("COLLATE") { domain.collation = try cursor.typeName() }
    if cursor.take("DEFAULT") { domain.expression = try cursor.expression(before: "NOT", "CONSTRAINT") }
    domain.isNotNull = cursor.take("NOT", "NULL")
    while !cursor.isAtEnd {
      let next = cursor.words.firstWord("CONSTRAINT", from: cursor.index + 1) ?? cursor.words.end
      var clause = cursor.part(cursor.index..<next)
      domain.constraints.append(try ConstraintReading.constraint(&clause))
      cursor.skip(to: next)
    }
    var companion = CompanionReading("DOMAIN \(name.sql)", grants: "TYPE \(name.sql)")
    while var cursor = statements.next() {
      if try !companion.read(&cursor) { try readSetting(of: &domain, &cursor) }
    }
    domain.constraints.sort { $0.name < $1.name }
    domain.comment = companion.comment
    domain.access = companion.access
    return domain
  }

  private static func readSetting(
    of domain: inout DomainType, _ cursor: inout StatementCursor
  ) throws(SnapshotReadingError) {
    if cursor.take("COMMENT", "ON", "CONSTRAINT") {
      let start = cursor.index
      let name = try cursor.name()
      try cursor.expect("ON", "DOMAIN")
      try cursor.expectText(domain.name.sql)
      guard let position = domain.constraints.firstIndex(where: { $0.name == name }) else {
        throw cursor.failure(at: start)
      }
      domain.constraints[position].comment = try cursor.commentText()
      return
    }
    try cursor.expect("ALTER", "DOMAIN")
    try cursor.expectText(domain.name.sql)
    if cursor.take("SET", "DEFAULT") {
      domain.expression = try cursor.expression()
    } else {
      try cursor.expect("ADD")
      domain.constraints.append(try ConstraintReading.constraint(&cursor))
    }
  }
}
