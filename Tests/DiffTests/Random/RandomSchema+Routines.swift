extension RandomSchema {
  var renderedRoutines: [RandomStatement] {
    var result: [RandomStatement] = []
    for node in all(.function) { result += function(node) }
    for node in all(.triggerFunction) {
      result.append(
        RandomStatement(
          2, node.id,
          """
          CREATE FUNCTION \(qualified(node))() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN
            -- \(node.choice(0, of: 5));
            RETURN NEW;
          END$$
          """))
    }
    for node in all(.procedure) {
      let body =
        node.fixed % 2 == 0
        ? "BEGIN ATOMIC SELECT \(node.choice(0, of: 9)); END" : "AS 'SELECT \(node.choice(0, of: 9))'"
      let argument = node.happens(1, oneIn: 3) ? "INOUT n integer" : "n integer"
      let isOutput = argument.hasPrefix("INOUT") && node.fixed % 2 == 0
      result.append(
        RandomStatement(
          2, node.id, "CREATE PROCEDURE \(qualified(node))(\(isOutput ? "n integer" : argument)) LANGUAGE sql \(body)"
        ))
    }
    for node in all(.aggregate) {
      result.append(
        RandomStatement(
          2, node.id,
          """
          CREATE AGGREGATE \(qualified(node))(integer) (SFUNC = pg_catalog.int4pl, STYPE = integer, \
          INITCOND = '\(node.choice(0, of: 4))')
          """))
    }
    for node in all(.tableFunction) { result += tableFunction(node) }
    return result
  }

  /// Functions of one integer, which return one.
  private func function(_ node: RandomNode) -> [RandomStatement] {
    let constant = node.choice(0, of: 50)
    let result = node.happens(8, oneIn: 5) ? "bigint" : "integer"
    let argument = node.happens(9, oneIn: 5) ? "x" : "a"
    let more = node.happens(7, oneIn: 4) ? ", b integer DEFAULT \(constant)" : ""
    var options = isImmutable(node) ? " IMMUTABLE" : " STABLE"
    if node.happens(2, oneIn: 3) { options += " STRICT" }
    if node.happens(3, oneIn: 4) { options += " COST 7" }
    if node.happens(4, oneIn: 4) { options += " PARALLEL SAFE" }
    if node.happens(5, oneIn: 8) { options += " SECURITY DEFINER" }
    if node.happens(6, oneIn: 8) { options += " SET work_mem = '8MB'" }
    let body: String
    switch node.fixed % 3 {
    case 0: body = "LANGUAGE sql\(options) AS $$ SELECT (\(argument) + \(constant))::\(result) $$"
    case 1: body = "LANGUAGE sql\(options) RETURN (\(argument) + \(constant))::\(result)"
    default: body = "LANGUAGE plpgsql\(options) AS $$BEGIN RETURN \(argument) + \(constant); END$$"
    }
    var statements = ["CREATE FUNCTION \(qualified(node))(\(argument) integer\(more)) RETURNS \(result) \(body)"]
    if node.happens(1, oneIn: 3) {
      let arguments = more.isEmpty ? "integer" : "integer, integer"
      statements.append("COMMENT ON FUNCTION \(qualified(node))(\(arguments)) IS 'adds \(constant)'")
    }
    return statements.map { RandomStatement(2, node.id, $0) }
  }

  func isImmutable(_ function: RandomNode) -> Bool { !function.happens(1, oneIn: 4) }

  /// A call of a function with an integer, or of a table's function.
  func call(_ node: RandomNode, _ argument: String) -> String {
    node.kind == .tableFunction ? "\(qualified(node))()" : "\(qualified(node))(\(argument))"
  }

  /// Functions of no argument that read a table.
  private func tableFunction(_ node: RandomNode) -> [RandomStatement] {
    guard let table = nodes[node.sources[0]] else { return [] }
    let constant = node.choice(0, of: 9)
    let query = "SELECT count(*) + \(constant) FROM \(qualified(table))"
    let body: String
    switch node.fixed % 3 {
    case 0: body = "STABLE AS $$ \(query) $$"
    case 1: body = "STABLE BEGIN ATOMIC \(query); END"
    default:
      let column = outputs(of: table).first { family($0) == .number }
      let sum =
        column.map { "SELECT coalesce(sum(\(own($0))), \(constant))::bigint FROM \(qualified(table))" } ?? query
      body = "STABLE BEGIN ATOMIC \(sum); END"
    }
    return [
      RandomStatement(4, node.id, "CREATE FUNCTION \(qualified(node))() RETURNS bigint LANGUAGE sql \(body)")
    ]
  }
}
