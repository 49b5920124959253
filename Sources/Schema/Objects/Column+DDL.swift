extension Column {
  /// Its line in CREATE TABLE.
  ///
  /// A default that calls a routine of the user is left to ALTER COLUMN: the routine may need the table first.
  package func definition(of table: QualifiedName, in form: DDLForm) -> String {
    var text = "\(name.sql) \(type)"
    if !foreignOptions.isEmpty { text += " OPTIONS (\(foreignOptions.joined(separator: ", ")))" }
    text += attributes(of: table, in: form)
    return text
  }

  /// What follows name and type.
  func attributes(of table: QualifiedName, in form: DDLForm) -> String {
    var text = ""
    if let collation { text += " COLLATE \(collation)" }
    if let identity {
      text += " GENERATED \(identity.kind.rawValue) AS IDENTITY"
      var clauses = identity.options.clauses(impliedType: type)
      if let sequence = identity.sequenceName { clauses.insert("SEQUENCE NAME \(sequence.sql)", at: 0) }
      if !clauses.isEmpty { text += " (\(clauses.joined(separator: " ")))" }
    }
    if let expression {
      if let generation {
        text += " GENERATED ALWAYS AS \(CanonicalText.parenthesized(expression))"
        if generation == .stored { text += " STORED" } else { text += " VIRTUAL" }
      } else if !hasLateDefault {
        text += " DEFAULT \(expression)"
      }
    }
    if isNotNull {
      if form == .file, let notNullName { text += " CONSTRAINT \(notNullName.sql)" }
      text += " NOT NULL"
    }
    return text
  }

  /// Whether its default stands in a statement of its own.
  package var hasLateDefault: Bool {
    guard let expression, generation == nil else { return false }
    return ExpressionText.callsUserRoutine(expression)
  }
}

extension DDLWriter {
  /// Adds what is set on a column besides its definition: storage, compression, statistics, options.
  package mutating func columnAttributes(_ column: Column, alter: String) {
    let prefix = "\(alter) ALTER COLUMN \(column.name.sql)"
    if let storage = column.storage { statement("\(prefix) SET STORAGE \(storage)") }
    if let compression = column.compression { statement("\(prefix) SET COMPRESSION \(compression)") }
    if let target = column.statisticsTarget { statement("\(prefix) SET STATISTICS \(target)") }
    if !column.options.isEmpty { statement("\(prefix) SET (\(DDLOptions.list(column.options, in: form)))") }
  }
}
