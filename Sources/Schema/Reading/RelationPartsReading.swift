/// Reads what tables and views have in common: indexes, statistics, rules, triggers.
struct RelationPartsReading {
  let relation: QualifiedName
  /// The relation's name as SQL.
  let sql: String
  var indexes: [Index] = []
  var statistics: [ExtendedStatistics] = []
  var rules: [RewriteRule] = []
  var triggers: [Trigger] = []

  init(of relation: QualifiedName) {
    self.relation = relation
    sql = relation.sql
  }

  /// Reads `CREATE …` of a part.
  mutating func readCreation(_ cursor: inout StatementCursor) throws(SnapshotReadingError) {
    let definition = cursor.whole
    try cursor.expect("CREATE")
    if cursor.take("INDEX") || cursor.take("UNIQUE", "INDEX") {
      try readIndex(definition, &cursor)
    } else if cursor.take("STATISTICS") {
      statistics.append(ExtendedStatistics(name: try cursor.qualifiedName(), definition: definition))
    } else if cursor.take("RULE") {
      rules.append(RewriteRule(name: try cursor.name(), definition: definition))
    } else if cursor.take("TRIGGER") || cursor.take("CONSTRAINT", "TRIGGER") {
      triggers.append(Trigger(name: try cursor.name(), definition: definition))
    } else {
      throw cursor.failure()
    }
  }

  private mutating func readIndex(
    _ definition: String, _ cursor: inout StatementCursor
  ) throws(SnapshotReadingError) {
    let name = try cursor.name()
    try cursor.expect("ON")
    _ = cursor.take("ONLY")
    try cursor.expectText(sql)
    let isInvalid = cursor.trailer == Index.invalidMark
    var index = Index(
      name: QualifiedName(schema: relation.schema, name: name),
      definition: isInvalid ? String(definition.dropLast(Index.invalidMark.count)) : definition)
    index.isValid = !isInvalid
    indexes.append(index)
  }

  /// Reads `ALTER INDEX … ALTER COLUMN`, `ALTER STATISTICS`, `ALTER TABLE … ENABLE …` and their like; false if it is
  /// something else.
  mutating func readAlteration(_ cursor: inout StatementCursor) throws(SnapshotReadingError) -> Bool {
    let start = cursor.index
    if cursor.take("ALTER", "INDEX") {
      let name = try cursor.qualifiedName()
      if cursor.take("ALTER", "COLUMN") {
        let position = indexPosition(name)
        let column = Int(try cursor.integer())
        try cursor.expect("SET", "STATISTICS")
        indexes[position].statisticsTargets.append((column, Int(try cursor.integer())))
        try cursor.expectEnd()
        return true
      }
    } else if cursor.take("ALTER", "STATISTICS") {
      let position = try statisticsPosition(&cursor)
      if cursor.take("SET", "STATISTICS") {
        statistics[position].target = Int(try cursor.integer())
      } else {
        try cursor.expect("OWNER", "TO")
        statistics[position].access = Access(owner: try cursor.name())
      }
      try cursor.expectEnd()
      return true
    } else if cursor.take("ALTER", "TABLE"), cursor.takeText(sql), let mode = firingMode(&cursor) {
      if try readFiring(mode, &cursor) { return true }
    }
    cursor.skip(to: start)
    return false
  }

  private func firingMode(_ cursor: inout StatementCursor) -> FiringMode? {
    if cursor.take("DISABLE") { return .disabled }
    if cursor.take("ENABLE", "REPLICA") { return .replica }
    if cursor.take("ENABLE", "ALWAYS") { return .always }
    return cursor.take("ENABLE") ? .origin : nil
  }

  private mutating func readFiring(
    _ mode: FiringMode, _ cursor: inout StatementCursor
  ) throws(SnapshotReadingError) -> Bool {
    let isRule = cursor.take("RULE")
    guard isRule || cursor.take("TRIGGER") else { return false }
    let start = cursor.index
    let name = try cursor.name()
    try cursor.expectEnd()
    if isRule {
      guard let position = rules.firstIndex(where: { $0.name == name }) else { throw cursor.failure(at: start) }
      rules[position].firing = mode
    } else if let position = triggers.firstIndex(where: { $0.name == name }) {
      triggers[position].firing = mode
    } else {  // One that a partition has from its parent.
      triggers.append(Trigger(name: name, definition: nil, firing: mode))
    }
    return true
  }

  /// Reads the comment on a part, with `COMMENT ON` already read; false if it is on something else.
  mutating func readComment(_ cursor: inout StatementCursor) throws(SnapshotReadingError) -> Bool {
    if cursor.take("INDEX") {
      let position = indexPosition(try cursor.qualifiedName())
      indexes[position].comment = try cursor.commentText()
    } else if cursor.take("STATISTICS") {
      let position = try statisticsPosition(&cursor)
      statistics[position].comment = try cursor.commentText()
    } else if cursor.take("RULE") {
      let position = try position(in: rules.map(\.name), &cursor)
      rules[position].comment = try cursor.commentText()
    } else if cursor.take("TRIGGER") {
      let position = try position(in: triggers.map(\.name), &cursor)
      triggers[position].comment = try cursor.commentText()
    } else {
      return false
    }
    return true
  }

  /// The position of the part that `name ON relation` names.
  private func position(
    in names: [Identifier], _ cursor: inout StatementCursor
  ) throws(SnapshotReadingError) -> Int {
    let start = cursor.index
    let name = try cursor.name()
    try cursor.expect("ON")
    try cursor.expectText(sql)
    guard let position = names.firstIndex(of: name) else { throw cursor.failure(at: start) }
    return position
  }

  private func statisticsPosition(_ cursor: inout StatementCursor) throws(SnapshotReadingError) -> Int {
    let start = cursor.index
    let name = try cursor.qualifiedName()
    guard let position = statistics.firstIndex(where: { $0.name == name }) else { throw cursor.failure(at: start) }
    return position
  }

  /// The position of an index; one that no statement creates comes to a partition with its parent's.
  mutating func indexPosition(_ name: QualifiedName) -> Int {
    if let position = indexes.firstIndex(where: { $0.name == name }) { return position }
    var index = Index(name: name, definition: "")
    index.attachedTo = AttachedIndex(parent: QualifiedName(schema: relation.schema, name: ""), isAutomatic: true)
    indexes.append(index)
    return indexes.count - 1
  }
}
