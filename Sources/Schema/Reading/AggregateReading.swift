/// Reads the file of an aggregate function.
enum AggregateReading {
  static func object(_ statements: inout StatementSequence) throws(SnapshotReadingError) -> Aggregate {
    var cursor = try statements.first()
    try cursor.expect("CREATE", "AGGREGATE")
    let name = try cursor.qualifiedName()
    let signature = try cursor.group()
    let arguments = try arguments(cursor.part(signature))
    var aggregate = Aggregate(
      name: name, arguments: arguments, signature: cursor.text(signature), clauses: try cursor.texts())
    try cursor.expectEnd()
    var companion = CompanionReading(
      "AGGREGATE \(name.sql)(\(aggregate.signature))", grants: "FUNCTION \(name.sql)(\(arguments))")
    try companion.readAll(&statements)
    aggregate.comment = companion.comment
    aggregate.access = companion.access
    return aggregate
  }

  /// The types of a signature: the direct ones, then those behind ORDER BY.
  private static func arguments(_ signature: StatementCursor) throws(SnapshotReadingError) -> String {
    let order = signature.words.firstWord("ORDER", from: signature.index)
    let direct = try types(signature, signature.index..<(order ?? signature.words.end))
    guard let order else { return direct.joined(separator: ", ") }
    let ordered = try types(signature, order + 2..<signature.words.end)
    // A variadic argument that stands in both is one.
    let isVariadic = signature.words.firstWord("VARIADIC", from: signature.index).map { $0 < order } ?? false
    return (direct + (isVariadic ? [] : ordered)).joined(separator: ", ")
  }

  private static func types(
    _ signature: StatementCursor, _ range: Range<Int>
  ) throws(SnapshotReadingError) -> [String] {
    var types: [String] = []
    for parameter in signature.words.list(from: range.lowerBound, to: range.upperBound) {
      var parameter = signature.part(parameter)
      if parameter.words.kind(parameter.index) == .symbol { continue }  // `*`
      _ = parameter.take("VARIADIC")
      types.append(try ParameterReading.type(&parameter))
    }
    return types
  }
}
