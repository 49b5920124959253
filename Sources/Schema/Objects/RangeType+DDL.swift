extension RangeType: SchemaObject {
  package var identity: ObjectIdentity { ObjectIdentity(kind: .type, schema: name.schema, name: name.name) }

  package func write(to ddl: inout DDLWriter) {
    var clauses = ["SUBTYPE = \(subtype)"]
    if let operatorClass { clauses.append("SUBTYPE_OPCLASS = \(operatorClass)") }
    if let collation { clauses.append("COLLATION = \(collation)") }
    if let canonical { clauses.append("CANONICAL = \(canonical)") }
    if let difference { clauses.append("SUBTYPE_DIFF = \(difference)") }
    if let multirangeName { clauses.append("MULTIRANGE_TYPE_NAME = \(multirangeName.sql)") }
    // The canonical function takes and returns the range itself, so a shell type comes first.
    if canonical != nil { ddl.statement("CREATE TYPE \(name.sql)") }
    ddl.statement("CREATE TYPE \(name.sql) AS RANGE (\n  \(clauses.joined(separator: ",\n  "))\n)")
    ddl.comment(comment, on: "TYPE \(name.sql)")
    ddl.access(access, on: "TYPE \(name.sql)")
  }
}
