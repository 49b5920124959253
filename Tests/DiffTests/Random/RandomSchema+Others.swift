extension RandomSchema {
  /// The schema as a script that makes it.
  var sql: String {
    let statements =
      renderedTypes + renderedRoutines + renderedTables + renderedConstraints + renderedIndexes + renderedViews
      + renderedParts + renderedAccess
    return statements.enumerated().sorted { left, right in
      (left.element.phase, left.element.id, left.offset) < (right.element.phase, right.element.id, right.offset)
    }.map { $0.element.text + ";\n" }.joined()
  }

  // MARK: Views

  private var renderedViews: [RandomStatement] { all(.view, .materializedView).flatMap(view) }

  private func view(_ node: RandomNode) -> [RandomStatement] {
    guard let source = nodes[node.sources[0]] else { return [] }
    let columns = node.columns.compactMap { nodes[$0] }
    guard let first = columns.first else { return [] }
    let joined = node.sources.dropFirst().first.flatMap { nodes[$0] }
    let routine = node.uses.flatMap { nodes[$0] }
    let isGrouped = node.happens(0, oneIn: 6) && columns.allSatisfy(isOrdered)
    var items = columns.map { "s.\(own($0))" }
    if let routine {
      let number = columns.first { ["integer", "smallint"].contains(typeText($0)) }
      items.append("\(call(routine, number.map { "s.\(own($0))" } ?? "1")) AS called")
    }
    if isGrouped { items.append("count(*) AS count") }
    var query = "SELECT \(items.joined(separator: ", ")) FROM \(qualified(source)) AS s"
    if let joined {
      query +=
        " \(["CROSS", "CROSS", "LEFT"][node.choice(6, of: 3)]) JOIN \(qualified(joined)) AS j\(node.choice(6, of: 3) == 2 ? " ON true" : "")"
    }
    if node.happens(1, oneIn: 3) { query += " WHERE \(condition(on: first, choice: node.values[7], prefix: "s."))" }
    if isGrouped { query += " GROUP BY \((1..<items.count).map(String.init).joined(separator: ", "))" }
    let isSimple = !isGrouped && joined == nil && routine == nil && source.kind == .table
    var statements: [String] = []
    if node.kind == .materializedView {
      statements.append(
        "CREATE MATERIALIZED VIEW \(qualified(node)) AS \(query)\(node.happens(2, oneIn: 3) ? " WITH NO DATA" : "")")
    } else {
      let options = node.happens(2, oneIn: 5) ? " WITH (security_barrier)" : ""
      let check = isSimple && node.happens(3, oneIn: 8) ? " WITH LOCAL CHECK OPTION" : ""
      statements.append("CREATE VIEW \(qualified(node))\(options) AS \(query)\(check)")
      if isSimple, node.happens(5, oneIn: 10) {
        statements.append(
          "ALTER VIEW \(qualified(node)) ALTER COLUMN \(own(first)) SET DEFAULT \(value(for: first, choice: 1))")
      }
    }
    if node.happens(4, oneIn: 4) {
      let word = node.kind == .view ? "VIEW" : "MATERIALIZED VIEW"
      statements.append("COMMENT ON \(word) \(qualified(node)) IS 'view \(node.choice(8, of: 3))'")
    }
    return statements.map { RandomStatement(9, node.id, $0) }
  }

  // MARK: Parts of tables

  private var renderedParts: [RandomStatement] {
    all(.trigger, .policy, .rule, .statistics).flatMap { node -> [String] in
      guard let table = nodes[node.sources[0]] else { return [] }
      switch node.kind {
      case .trigger: return trigger(node, on: table)
      case .policy: return policy(node, on: table)
      case .rule:
        let event = ["INSERT", "UPDATE", "DELETE"][node.choice(0, of: 3)]
        return [
          "CREATE RULE \(own(node)) AS ON \(event) TO \(qualified(table)) DO ALSO NOTIFY n\(node.choice(1, of: 3))"
        ]
      default:
        let columns = node.columns.compactMap { nodes[$0] }
        guard columns.count == 2, columns.allSatisfy(isOrdered) else { return [] }
        let kinds = ["", " (ndistinct)", " (dependencies, mcv)"][node.choice(0, of: 3)]
        return [
          "CREATE STATISTICS \(qualified(node))\(kinds) ON \(columns.map(own).joined(separator: ", ")) FROM \(qualified(table))"
        ]
      }
    }.enumerated().map { RandomStatement(11, $0, $1) }
  }

  private func trigger(_ node: RandomNode, on table: RandomNode) -> [String] {
    guard let routine = node.uses.flatMap({ nodes[$0] }), let column = node.columns.first.flatMap({ nodes[$0] })
    else {
      return []
    }
    let isConstraint = node.happens(5, oneIn: 8)
    let isStatement = !isConstraint && node.happens(4, oneIn: 4)
    let events = ["INSERT", "UPDATE", "INSERT OR UPDATE", "UPDATE OF \(own(column))"][node.choice(1, of: 4)]
    let timing = isConstraint || node.happens(0, oneIn: 2) ? "AFTER" : "BEFORE"
    let generated = generationSource(column) != nil
    let when = !isStatement && !generated && node.happens(2, oneIn: 4) ? " WHEN (NEW.\(own(column)) IS NOT NULL)" : ""
    var statements = [
      """
      CREATE \(isConstraint ? "CONSTRAINT " : "")TRIGGER \(own(node)) \(timing) \(events) ON \(qualified(table))\
      \(isConstraint && node.happens(6, oneIn: 2) ? " DEFERRABLE" : "") FOR EACH \(isStatement ? "STATEMENT" : "ROW")\(when) \
      EXECUTE FUNCTION \(qualified(routine))(\(node.happens(7, oneIn: 3) ? "'x\(node.choice(8, of: 3))'" : ""))
      """
    ]
    let states = ["DISABLE", "ENABLE ALWAYS"]
    if node.choice(3, of: 6) < 2, table.kind == .table {
      statements.append("ALTER TABLE \(qualified(table)) \(states[node.choice(3, of: 6)]) TRIGGER \(own(node))")
    }
    return statements
  }

  private func policy(_ node: RandomNode, on table: RandomNode) -> [String] {
    guard let column = node.columns.first.flatMap({ nodes[$0] }) else { return [] }
    let command = ["ALL", "SELECT", "INSERT", "UPDATE"][node.choice(0, of: 4)]
    let role = ["PUBLIC", "diff_reader", "diff_writer"][node.choice(1, of: 3)]
    let condition = condition(on: column, choice: node.values[2])
    let using = command == "INSERT" ? "" : " USING (\(condition))"
    let check =
      command == "INSERT" || command != "SELECT" && node.happens(3, oneIn: 2) ? " WITH CHECK (\(condition))" : ""
    let kind = node.happens(4, oneIn: 5) ? " AS RESTRICTIVE" : ""
    return ["CREATE POLICY \(own(node)) ON \(qualified(table))\(kind) FOR \(command) TO \(role)\(using)\(check)"]
  }

  // MARK: Access, publications

  private var renderedAccess: [RandomStatement] {
    var result = all(.grant).compactMap(grant)
    for node in all(.publication) {
      let tables = node.sources.compactMap { nodes[$0] }.filter { !isUnlogged($0) }.map(qualified)
      let list = tables.isEmpty ? "" : " FOR TABLE \(tables.joined(separator: ", "))"
      let options = node.happens(0, oneIn: 3) ? " WITH (publish = 'insert')" : ""
      result.append(RandomStatement(14, node.id, "CREATE PUBLICATION \(own(node))\(list)\(options)"))
    }
    for node in all(.defaultPrivileges) {
      let place = nodes[node.schema].map { " IN SCHEMA \(own($0))" } ?? ""
      let what = ["SELECT ON TABLES", "INSERT, UPDATE ON TABLES", "USAGE ON SEQUENCES", "EXECUTE ON FUNCTIONS"]
      result.append(
        RandomStatement(
          15, node.id, "ALTER DEFAULT PRIVILEGES\(place) GRANT \(what[node.choice(0, of: 4)]) TO \(role(node))"))
    }
    return result
  }

  private func role(_ node: RandomNode) -> String { ["diff_reader", "diff_writer", "PUBLIC"][node.choice(1, of: 3)] }

  private func grant(_ node: RandomNode) -> RandomStatement? {
    guard let target = nodes[node.sources[0]] else { return nil }
    let privilege: String
    switch target.kind {
    case .schema: privilege = "USAGE ON SCHEMA \(own(target))"
    case .sequence: privilege = "\(["USAGE", "SELECT"][node.choice(0, of: 2)]) ON SEQUENCE \(qualified(target))"
    case .enumeration: privilege = "USAGE ON TYPE \(qualified(target))"
    case .function, .procedure: privilege = "EXECUTE ON ROUTINE \(qualified(target))"
    default:
      let column = outputs(of: target).first.map { " (\(own($0)))" } ?? ""
      privilege =
        "\(["SELECT", "INSERT, UPDATE", "ALL", "SELECT\(column)"][node.choice(0, of: 4)]) ON \(qualified(target))"
    }
    let option = node.happens(2, oneIn: 5) && role(node) != "PUBLIC" ? " WITH GRANT OPTION" : ""
    return RandomStatement(13, node.id, "GRANT \(privilege) TO \(role(node))\(option)")
  }
}
