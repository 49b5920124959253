extension SequenceOptions {
  /// The clauses that differ from what the type gives by itself, where `impliedType` goes without saying: `bigint`, or
  /// the type of an identity column.
  package func clauses(impliedType: String) -> [String] {
    var clauses: [String] = []
    if type != impliedType { clauses.append("AS \(type)") }
    let ascending = increment > 0
    let bounds = Self.bounds(of: type)
    let defaultMinimum = ascending ? 1 : bounds.lowerBound
    let defaultMaximum = ascending ? bounds.upperBound : -1
    if increment != 1 { clauses.append("INCREMENT BY \(increment)") }
    if minimum != defaultMinimum { clauses.append("MINVALUE \(minimum)") }
    if maximum != defaultMaximum { clauses.append("MAXVALUE \(maximum)") }
    if start != (ascending ? minimum : maximum) { clauses.append("START WITH \(start)") }
    if cache != 1 { clauses.append("CACHE \(cache)") }
    if cycles { clauses.append("CYCLE") }
    return clauses
  }

  static func bounds(of type: String) -> ClosedRange<Int64> {
    switch type {
    case "smallint": Int64(Int16.min)...Int64(Int16.max)
    case "integer": Int64(Int32.min)...Int64(Int32.max)
    default: Int64.min...Int64.max
    }
  }
}

extension SequenceGenerator: SchemaObject {
  package var identity: ObjectIdentity { ObjectIdentity(kind: .sequence, schema: name.schema, name: name.name) }

  package func write(to ddl: inout DDLWriter) {
    let words =
      ["CREATE\(isUnlogged ? " UNLOGGED" : "") SEQUENCE \(name.sql)"] + options.clauses(impliedType: "bigint")
    ddl.statement(words.joined(separator: " "))
    if let (table, column) = ownedBy {
      ddl.statement("ALTER SEQUENCE \(name.sql) OWNED BY \(table.sql).\(column.sql)")
    }
    ddl.comment(comment, on: "SEQUENCE \(name.sql)")
    ddl.access(access, on: "SEQUENCE \(name.sql)")
  }
}
