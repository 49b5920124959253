/// Reads the file of an operator.
enum OperatorReading {
  static func object(_ statements: inout StatementSequence) throws(SnapshotReadingError) -> Operator {
    var cursor = try statements.first()
    try cursor.expect("CREATE", "OPERATOR")
    let schema = try cursor.name()
    try cursor.expect(.dot)
    let start = cursor.index
    try cursor.expect(.symbol)
    let name = QualifiedName(schema: schema, name: Identifier(cursor.text(start..<cursor.index)))
    var value = Operator(name: name, left: nil, right: "", function: "")
    for item in try cursor.list() {
      var clause = cursor.part(item)
      try read(&clause, into: &value)
      try clause.expectEnd()
    }
    try cursor.expectEnd()
    var companion = CompanionReading(
      "OPERATOR \(schema.sql).\(name.name.text)(\(value.left ?? "NONE"), \(value.right))")
    try companion.readAll(&statements)
    value.comment = companion.comment
    value.access = companion.access
    return value
  }

  private static func read(
    _ clause: inout StatementCursor, into value: inout Operator
  ) throws(SnapshotReadingError) {
    if clause.take("HASHES") { return value.canHash = true }
    if clause.take("MERGES") { return value.canMerge = true }
    let start = clause.index
    let word = try clause.word()
    try clause.expectText("=")
    switch word {
    case "FUNCTION": value.function = try clause.rest()
    case "LEFTARG": value.left = try clause.rest()
    case "RIGHTARG": value.right = try clause.rest()
    case "COMMUTATOR": value.commutator = try clause.rest()
    case "NEGATOR": value.negator = try clause.rest()
    case "RESTRICT": value.restriction = try clause.rest()
    case "JOIN": value.join = try clause.rest()
    default: throw clause.failure(at: start)
    }
  }
}

/// Reads the files of operator classes and families.
enum OperatorClassReading {
  static func object(_ statements: inout StatementSequence) throws(SnapshotReadingError) -> OperatorClass {
    var cursor = try statements.first()
    try cursor.expect("CREATE", "OPERATOR", "CLASS")
    let name = try cursor.qualifiedName()
    let isDefault = cursor.take("DEFAULT")
    try cursor.expect("FOR", "TYPE")
    let type = try cursor.typeName()
    try cursor.expect("USING")
    let method = try cursor.name()
    try cursor.expect("FAMILY")
    let family = try cursor.qualifiedName()
    try cursor.expect("AS")
    var members: [String] = []
    var storage: String?
    for item in cursor.words.list(from: cursor.index, to: cursor.words.end) {
      var item = cursor.part(item)
      if item.take("STORAGE") { storage = try item.rest() } else { members.append(try item.rest()) }
    }
    if members.isEmpty, storage == type { storage = nil }  // It stands there as something has to.
    var companion = CompanionReading("OPERATOR CLASS \(name.sql) USING \(method.sql)")
    try companion.readAll(&statements)
    var value = OperatorClass(
      name: name, method: method, isDefault: isDefault, type: type, family: family, members: members,
      storage: storage)
    value.comment = companion.comment
    value.access = companion.access
    return value
  }

  static func family(_ statements: inout StatementSequence) throws(SnapshotReadingError) -> OperatorFamily {
    var cursor = try statements.first()
    try cursor.expect("CREATE", "OPERATOR", "FAMILY")
    let name = try cursor.qualifiedName()
    try cursor.expect("USING")
    var value = OperatorFamily(name: name, method: try cursor.name(), members: [])
    try cursor.expectEnd()
    let target = "OPERATOR FAMILY \(name.sql) USING \(value.method.sql)"
    var companion = CompanionReading(target)
    while var cursor = statements.next() {
      if try companion.read(&cursor) { continue }
      try cursor.expect("ALTER")
      try cursor.expectText(target)
      try cursor.expect("ADD")
      value.members += cursor.words.list(from: cursor.index, to: cursor.words.end).map(cursor.text)
    }
    value.comment = companion.comment
    value.access = companion.access
    return value
  }
}
