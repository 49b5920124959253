/// Reads columns as they stand in CREATE TABLE and CREATE TYPE.
enum ColumnReading {
  /// `name type …`, the whole of the cursor.
  static func column(_ cursor: inout StatementCursor) throws(SnapshotReadingError) -> Column {
    let name = try cursor.name()
    var column = Column(name: name, type: try cursor.typeName())
    if cursor.take("OPTIONS") { column.foreignOptions = try cursor.texts() }
    try readAttributes(of: &column, &cursor)
    return column
  }

  /// `name WITH OPTIONS …` of a table that has its columns from a type, which alone says the column's type.
  static func typedColumn(_ cursor: inout StatementCursor) throws(SnapshotReadingError) -> Column {
    var column = Column(name: try cursor.name(), type: "")
    try cursor.expect("WITH", "OPTIONS")
    try readAttributes(of: &column, &cursor)
    return column
  }

  /// What follows name and type.
  private static func readAttributes(
    of column: inout Column, _ cursor: inout StatementCursor
  ) throws(SnapshotReadingError) {
    if cursor.take("COLLATE") { column.collation = try cursor.typeName() }
    if cursor.take("GENERATED") {
      if cursor.take("ALWAYS", "AS", "IDENTITY") {
        column.identity = try identity(.always, type: column.type, &cursor)
      } else if cursor.take("BY", "DEFAULT", "AS") {
        try cursor.expect("IDENTITY")
        column.identity = try identity(.byDefault, type: column.type, &cursor)
      } else {
        try cursor.expect("ALWAYS", "AS")
        try readGeneration(of: &column, &cursor)
      }
    } else if cursor.take("DEFAULT") {
      column.expression = try cursor.expression(before: "NOT", "CONSTRAINT")
    }
    if cursor.take("CONSTRAINT") {
      column.notNullName = try cursor.name()
      if !cursor.isAt("NOT") { throw cursor.failure() }
    }
    if cursor.take("NOT", "NULL") { column.isNotNull = true }
    try cursor.expectEnd()
  }

  private static func readGeneration(
    of column: inout Column, _ cursor: inout StatementCursor
  ) throws(SnapshotReadingError) {
    let start = cursor.index
    _ = try cursor.group()
    column.expression = cursor.text(start..<cursor.index)
    if cursor.take("STORED") {
      column.generation = .stored
    } else {
      try cursor.expect("VIRTUAL")
      column.generation = .virtual
    }
  }

  private static func identity(
    _ kind: IdentityColumn.Kind, type: String, _ cursor: inout StatementCursor
  ) throws(SnapshotReadingError) -> IdentityColumn {
    var clauses = cursor.part(cursor.index..<cursor.index)
    if cursor.words.kind(cursor.index) == .openParenthesis { clauses = cursor.part(try cursor.group()) }
    let name = clauses.take("SEQUENCE", "NAME") ? try clauses.qualifiedName() : nil
    let options = try clauses.sequenceOptions(impliedType: type)
    try clauses.expectEnd()
    return IdentityColumn(kind: kind, sequenceName: name, options: options)
  }
}

extension StatementCursor {
  /// Reads `SET STORAGE`, `SET COMPRESSION`, `SET STATISTICS` or `SET (options)` of a column; false if it is something
  /// else.
  mutating func readSetting(of column: inout Column) throws(SnapshotReadingError) -> Bool {
    if take("SET", "STORAGE") {
      column.storage = try word()
    } else if take("SET", "COMPRESSION") {
      column.compression = try word()
    } else if take("SET", "STATISTICS") {
      column.statisticsTarget = Int(try integer())
    } else if isAt("SET"), words.kind(index + 1) == .openParenthesis {
      skip(to: index + 1)
      column.options = try options()
    } else {
      return false
    }
    try expectEnd()
    return true
  }
}
