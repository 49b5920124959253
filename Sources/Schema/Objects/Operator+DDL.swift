extension Operator: SchemaObject {
  package var identity: ObjectIdentity {
    ObjectIdentity(kind: .operator, schema: name.schema, name: name.name, arguments: operands)
  }

  /// The types that tell operators of one name apart.
  private var operands: String { "\(left ?? "NONE"), \(right)" }

  package func write(to ddl: inout DDLWriter) {
    // Signs are never quoted.
    let symbol = "\(name.schema.sql).\(name.name.text)"
    var clauses = ["FUNCTION = \(function)"]
    if let left { clauses.append("LEFTARG = \(left)") }
    clauses.append("RIGHTARG = \(right)")
    if let commutator { clauses.append("COMMUTATOR = \(commutator)") }
    if let negator { clauses.append("NEGATOR = \(negator)") }
    if let restriction { clauses.append("RESTRICT = \(restriction)") }
    if let join { clauses.append("JOIN = \(join)") }
    if canHash { clauses.append("HASHES") }
    if canMerge { clauses.append("MERGES") }
    ddl.statement("CREATE OPERATOR \(symbol) (\n  \(clauses.joined(separator: ",\n  "))\n)")
    ddl.comment(comment, on: "OPERATOR \(symbol)(\(operands))")
    ddl.access(access, on: "OPERATOR \(symbol)(\(operands))")
  }
}
