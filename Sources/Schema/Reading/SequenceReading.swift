extension StatementCursor {
  /// Reads how a sequence counts, up to what is no clause of that.
  ///
  /// What is not said is as the type gives it, and a type that is not said is `impliedType`.
  mutating func sequenceOptions(impliedType: String) throws(SnapshotReadingError) -> SequenceOptions {
    let type = take("AS") ? try typeName() : impliedType
    let increment = take("INCREMENT", "BY") ? try integer() : 1
    let ascending = increment > 0
    let bounds = SequenceOptions.bounds(of: type)
    let minimum = take("MINVALUE") ? try integer() : ascending ? 1 : bounds.lowerBound
    let maximum = take("MAXVALUE") ? try integer() : ascending ? bounds.upperBound : -1
    let start = take("START", "WITH") ? try integer() : ascending ? minimum : maximum
    let cache = take("CACHE") ? try integer() : 1
    return SequenceOptions(
      type: type, start: start, increment: increment, minimum: minimum, maximum: maximum, cache: cache,
      cycles: take("CYCLE"))
  }
}

/// Reads the file of a sequence.
enum SequenceReading {
  static func object(_ statements: inout StatementSequence) throws(SnapshotReadingError) -> SequenceGenerator {
    var cursor = try statements.first()
    try cursor.expect("CREATE")
    let isUnlogged = cursor.take("UNLOGGED")
    try cursor.expect("SEQUENCE")
    let name = try cursor.qualifiedName()
    var sequence = SequenceGenerator(
      name: name, options: try cursor.sequenceOptions(impliedType: "bigint"), isUnlogged: isUnlogged)
    try cursor.expectEnd()
    let target = "SEQUENCE \(name.sql)"
    var companion = CompanionReading(target)
    while var cursor = statements.next() {
      if try companion.read(&cursor) { continue }
      try cursor.expect("ALTER")
      try cursor.expectText(target)
      try cursor.expect("OWNED", "BY")
      let table = try cursor.qualifiedName()
      try cursor.expect(.dot)
      sequence.ownedBy = (table, try cursor.name())
      try cursor.expectEnd()
    }
    sequence.comment = companion.comment
    sequence.access = companion.access
    return sequence
  }
}
